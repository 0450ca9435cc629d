"""The answer in words: what a result says about titles, promotions and leaving.

The command line prints these sentences and the report begins with them. Ranges are the 5th to
95th percentile over replications (what may happen); intervals of a comparison are 95 % for the
mean difference (what is known).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.comparison import Comparison
from orgsim.results.comparison_findings import comparison_findings
from orgsim.results.contrast import at, contrast, per_hundred
from orgsim.results.group_findings import promoted_by_group
from orgsim.results.intervention_findings import laid_off, relevelled, taken_in
from orgsim.results.market_findings import changed_organization
from orgsim.results.not_known import not_known
from orgsim.results.pay_findings import paid
from orgsim.results.performance_findings import poorly_done
from orgsim.results.rates import whole_horizon
from orgsim.results.spread import (
    Spread,
    at_end,
    horizon,
    rungs,
    share,
    spread,
    summarised,
    with_range,
)
from orgsim.results.structure_findings import managers, vacancies
from orgsim.results.wording import (
    duration,
    listed,
    moment,
    number,
    people,
    percent,
    sentence_case,
    span,
)

if TYPE_CHECKING:
    from orgsim.results.results import Results


_HARDLY = 0.05  # rungs, written as zero


def findings(results: Results | Comparison) -> list[str]:
    """State the findings of a result or a comparison.

    Parameters
    ----------
    results
        What was found.

    Returns
    -------
    list of str
        Plain text. For a result a few sentences: how top-heavy, how inflated, how fast promoted,
        how many manage, how far vacancies travel, what becomes of titles that people take along to
        another organization, how groups fare, how many poor performers there are, how far pay lies
        from the market's, how many leave, are laid off, lose their title or come with an
        acquisition, compared across organizations. For a comparison a sentence per variant and
        organization, and what the common luck was worth.
    """
    if isinstance(results, Comparison):
        return comparison_findings(results)
    if not results.completed:
        return ["No replication was completed, so there is nothing to say."]
    return [
        sentence
        for sentence in (
            top_heavy(results),
            inflated(results),
            _work_of_directors(results),
            _promoted(results),
            managers(results),
            vacancies(results),
            changed_organization(results),
            promoted_by_group(results),
            poorly_done(results),
            paid(results),
            _leaving(results),
            laid_off(results),
            relevelled(results),
            taken_in(results),
            not_known(results),
        )
        if sentence
    ]


def top_heavy(results: Results) -> str:
    """Say how many hold a Director's title, or which title is commonest where there is none."""
    after = sentence_case(moment(horizon(results)))
    values = at_end(results, "director_share")
    if values:
        text = contrast(
            values,
            lambda label, value: (
                f"{share(value)} of the people{at(label)} hold a Director's title or a higher one"
            ),
            lambda label, value: f"{share(value)}{at(label)}",
        )
        return f"{after} {text}."
    commonest = {}
    for organization in results.organizations:
        shares = {
            level.title: summarised(
                results, organization.id, "level_share", level.id, results.snapshots[-1]
            )
            for level in organization.levels
        }
        shares = {title: value for title, value in shares.items() if value.replications}
        if shares:
            title = max(shares, key=lambda each: shares[each].mean)
            commonest[organization.label] = (title, shares[title])
    if not commonest:
        return f"{after} nobody is left."
    told = [
        f"{title}{at(label)}, held by {share(value)}" for label, (title, value) in commonest.items()
    ]
    return f"{after} the commonest title is {'; '.join(told)}."


def inflated(results: Results) -> str:
    """Say how far titles run ahead of responsibility, "" where nobody is left."""
    values = at_end(results, "title_inflation")
    if not values:
        return ""
    if not is_inflated(results):
        return "Titles are those of the work that is done: there is no title inflation at any time."
    if all(abs(value.mean) < _HARDLY for value in values.values()):
        return "On average titles match responsibility in the end."
    behind = all(value.mean <= -_HARDLY for value in values.values())

    def signed(value: Spread) -> Spread:
        if not behind:
            return value
        return Spread(-value.mean, -value.high, -value.low, value.replications)

    where = "behind" if behind else "ahead of"
    text = contrast(
        values,
        lambda label, value: (
            f"Titles{at(label)} run {rungs(signed(value))} rungs {where} responsibility"
        ),
        lambda label, value: f"{rungs(signed(value))}{at(label)}",
    )
    return f"{text}."


def is_inflated(results: Results) -> bool:
    """Whether title inflation can ever be told from zero, in 90 % of the replications."""
    measured = results.summary[results.summary["measure"] == "title_inflation"]
    return bool((measured[["q05", "q95"]].abs() >= _HARDLY).any(axis=None))


def _work_of_directors(results: Results) -> str:
    """Say whose work the Directors do, where that is not a Director's."""
    if results.director_rank is None:
        return ""
    gaps = []
    for organization in results.organizations:
        panel = results.panels[organization.id]
        directors = panel.rank == results.director_rank
        headcount = panel.headcount[:, -1, directors]
        if not headcount.sum():
            continue
        scope = np.nan_to_num(panel.columns["scope"][:, -1, directors])
        mean = float((headcount * scope).sum() / headcount.sum())
        gaps.append((mean, organization.label))
    if not gaps or results.director_rank - min(gaps)[0] < 0.5:
        return ""
    scope, label = min(gaps)
    title = reference_title(results, round(scope))
    return (
        f"The average Director at {label} does the work of rung {number(scope, 1)}"
        + (f", about that of a {title}" if title else "")
        + f", where a Director's is {results.director_rank}."
    )


def reference_title(results: Results, rung: int) -> str:
    """Return the title of a rung on the reference ladder, "" where it is not known."""
    ladder = results.manifest.get("scenario", {}).get("reference_ladder") or {}
    for title, value in ladder.items():
        if value == rung:
            return str(title)
    titles = [
        level.title
        for organization in results.organizations
        for level in organization.levels
        if level.rank == rung
    ]
    return titles[-1] if titles else ""


def grown(results: Results) -> str:
    """Say from how many people to how many each organization grows or shrinks."""
    told = []
    for organization in results.organizations:
        total = results.panels[organization.id].headcount.sum(axis=2)
        first, last = spread(total[:, 0]), spread(total[:, -1])
        ends = with_range(people(last.mean), span(last.low, last.high, 0), last)
        if people(first.mean) == people(last.mean):
            change = f"stays at {ends}"
        else:
            verb = "grows" if last.mean > first.mean else "shrinks"
            change = f"{verb} from {people(first.mean)} to {ends}"
        told.append((last.mean - first.mean, f"{organization.label} {change}"))
    if len(told) > 3:
        told.sort(key=lambda item: -item[0])
        told = [told[0], told[-1]]
    words = listed([text for _, text in told])
    return f"Over {duration(horizon(results))} {words} people."


def _promoted(results: Results) -> str:
    told = {}
    for organization in results.organizations:
        rates = whole_horizon(results.panels[organization.id])
        rate, waited = spread(rates.promotion), spread(rates.time_to_promotion)
        if rate.replications:
            told[organization.label] = (rate, waited, spread(rates.title_only))
    if not told:
        return ""

    def in_full(label: str, rate: Spread) -> str:
        _, waited, title_only = told[label]
        if not rate.mean:
            return f"Nobody is promoted at {label}"
        text = f"A year brings {per_hundred(rate)} promotions per 100 people at {label}"
        if title_only.mean >= 0.005:
            text += f", {percent(title_only.mean, 0)} of them in title only"
        return f"{text}, after {number(waited.mean, 1)} years in the level on average"

    def shortly(label: str, rate: Spread) -> str:
        if not label:
            return per_hundred(rate)
        if not rate.mean:
            return f"none at {label}"
        waited = told[label][1]
        return f"{per_hundred(rate)} after {number(waited.mean, 1)} years at {label}"

    rates_only = {label: value[0] for label, value in told.items()}
    return f"{contrast(rates_only, in_full, shortly)}."


def _leaving(results: Results) -> str:
    values = {
        organization.label: spread(whole_horizon(results.panels[organization.id]).leaving)
        for organization in results.organizations
    }
    values = {label: value for label, value in values.items() if value.replications}
    if not values:
        return ""
    text = contrast(
        values,
        lambda label, value: f"A year sees {per_hundred(value)} leavers per 100 people{at(label)}",
        lambda label, value: f"{per_hundred(value)}{at(label)}",
    )
    return f"{text}."
