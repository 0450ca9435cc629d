"""What raises or lowers how many people leave, and by how much."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from orgsim.experiment.reasons.evidence import UNKNOWN, Evidence, percent
from orgsim.results.wording import listed
from orgsim.rules.attrition import LONGEST_IMPATIENCE
from orgsim.rules.section import column

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgsim.experiment.reasons.histories import Histories
    from orgsim.rules.attrition import Attrition

    Floats = NDArray[np.float64]

WORTH_NAMING = 0.02
"""By how much a factor must differ from 1, and the share of leavers that a rule must have."""

LONGEST = 400.0
"""Years up to which the factors are added up: two lives."""

POINTS = 40_001
"""At which the factor of impatience is added up."""


def of_leaving(evidence: Evidence, asked: float, realised: float) -> str:
    """Name the factors on the base rate and the rules beside it, with their sizes.

    The factors of tenure and of impatience are means over the time that people lived in the
    recorded replications. What remains is the work of whatever else multiplies the hazard here.
    """
    section = evidence.rules.attrition
    events = evidence.own("events")
    exits = events[events["kind"] == "exit"]
    if exits.empty:
        return "what multiplies the base rate, and by how much, is known where events are recorded"
    ruled = exits["reason"].value_counts() / len(exits)
    parts = [
        f"{percent(share)} of the leavers go by the rule {str(rule).replace('_', ' ')}"
        for rule, share in ruled.items()
        if share > WORTH_NAMING
    ]
    # A counter-offer falls at the moment at which somebody leaves of their own accord.
    kept = int((events["reason"] == "counter_offer").sum())
    would_go = kept + int(exits["reason"].isna().sum())
    stay = kept / would_go if would_go else 0.0
    if stay > WORTH_NAMING:
        parts.append(f"counter-offers keep {percent(stay)} of those who would leave")
    factors = {
        "tenure": _mean(evidence, _tenure(section)),
        "impatience": _mean(evidence, _impatience(section, evidence.ladder.top)),
    }
    rest = _without_history(evidence)
    if rest and asked > 0:
        own_accord = realised * (1.0 - float(ruled.sum())) / max(1.0 - stay, WORTH_NAMING)
        factors[listed(rest)] = own_accord / asked / float(np.prod(list(factors.values())))
    named = {name: each for name, each in factors.items() if abs(each - 1.0) > WORTH_NAMING}
    # What works in the direction of the gap stands first.
    order = sorted(named, key=lambda name: (named[name] > 1.0) != (realised > asked))
    for name in order:
        verb = "together multiply" if len(rest) > 1 and name == listed(rest) else "multiplies"
        parts.append(f"{name} {verb} the base rate by {named[name]:.2f}")
    return ", ".join(parts) or UNKNOWN


def _without_history(evidence: Evidence) -> list[str]:
    """Name what else multiplies the hazard, and is not in what was recorded of people's lives."""
    section = evidence.rules.attrition
    upset = any(getattr(each, "disruption", None) for each in evidence.rules.interventions)
    counts = {
        "readiness": section.readiness_effect != 0,
        "pay": section.pay_effect != 0,
        "disruption": upset,
    }
    return [name for name, does in counts.items() if does]


def of_fewer_kept(evidence: Evidence, level: str) -> str:
    """Say why counter-offers keep fewer of the leavers of a level than asked."""
    events = evidence.own("events")
    exits = events[(events["kind"] == "exit") & (events["level_from"] == level)]
    ruled = float(exits["reason"].notna().mean()) if len(exits) else 0.0
    if ruled < WORTH_NAMING:
        return UNKNOWN
    return f"{percent(ruled)} of the leavers go by a rule, and nobody makes them an offer"


def _mean(evidence: Evidence, added_up: Callable[[Histories], Floats]) -> float:
    """The mean of a factor over the time lived, weighed by the base rate of the level."""
    lives, base = evidence.histories, evidence.rules.attrition.base
    assert base is not None
    weight = column(base, evidence.ladder.ids, "hazard")[lives.level]
    total = float((weight * lives.lived).sum())
    return float((weight * added_up(lives)).sum()) / total if total > 0 else 1.0


def _tenure(section: Attrition) -> Callable[[Histories], Floats]:
    """The tenure factor added up over stretches of time."""
    after = np.array([0.0, *(step.after for step in section.tenure_factor), LONGEST])
    factor = np.array([1.0, *(step.factor for step in section.tenure_factor)])
    total = np.append(0.0, np.cumsum(factor * np.diff(after)))
    return lambda lives: _between(lives.begin, lives.end, lives.hired, after, total)


def _impatience(section: Attrition, top: int) -> Callable[[Histories], Floats]:
    """The factor of impatience added up over stretches of time; nobody is impatient at the top."""
    times = np.linspace(0.0, LONGEST, POINTS)
    beyond = np.clip(times - section.patience, 0.0, LONGEST_IMPATIENCE)
    factor = np.exp(section.patience_effect * beyond)
    total = np.append(0.0, np.cumsum((factor[1:] + factor[:-1]) / 2 * np.diff(times)))

    def added_up(lives: Histories) -> Floats:
        found = _between(lives.begin, lives.end, lives.since, times, total)
        return np.where(lives.level < top, found, lives.lived)

    return added_up


def _between(begin: Floats, end: Floats, origin: Floats, times: Floats, total: Floats) -> Floats:
    result: Floats = np.interp(end - origin, times, total) - np.interp(begin - origin, times, total)
    return result
