"""What is luck and what is not known, where assumptions were drawn (`--uncertain`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.results.compared import TOLD
from orgsim.results.comparison import Comparison
from orgsim.results.measures import measure_arrays, over_replications
from orgsim.results.pairs import all_pairs
from orgsim.results.precision import enough_for_ranges
from orgsim.results.rates import rates_since_start
from orgsim.results.summary import panels_by_replications
from orgsim.results.within_draws import per_draw, replications_per_draw, split
from orgsim.results.wording import listed, moment, number, sentence_case, span

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from orgsim.results.results import Results


def luck_and_assumptions(results: Results | Comparison) -> pd.DataFrame:
    """Set what is luck beside what is not known, at the last snapshot.

    Parameters
    ----------
    results
        Of a run, or a comparison, whose assumptions were drawn.

    Returns
    -------
    pandas.DataFrame
        A row for each organization and each measure of whole organizations that comparisons tell
        (`orgsim.results.compared.TOLD`), rates since the start: columns organization, time, date,
        measure, mean, q05 and q95 (over replications: luck and assumptions), luck_q05 and luck_q95
        (luck alone, around the same mean and no further than these), luck (its share of the
        variance), luck_low and luck_high (95 % interval of the share) and replications. Of a
        comparison the rows are those of each variant, whose name comes first, and the numbers those
        of its differences from the baseline.

    Raises
    ------
    ValueError
        When no assumptions were drawn.

    Examples
    --------
    >>> found = orgsim.run(scenario, uncertain=True)               # doctest: +SKIP
    >>> luck_and_assumptions(found)                                # doctest: +SKIP
    """
    if "uncertain" not in results.manifest:
        what = "comparison" if isinstance(results, Comparison) else "run"
        raise ValueError(f"no assumptions were drawn in this {what}; make it with --uncertain")
    parts = _of_comparison(results) if isinstance(results, Comparison) else _of_run(results)
    return pd.concat(map(pd.DataFrame, parts), ignore_index=True)


def _of_run(results: Results) -> Iterator[dict[str, Any]]:
    values: dict[str, list[npt.NDArray[np.float64]]] = {}
    numbers: dict[str, list[npt.NDArray[np.int32]]] = {}
    names: dict[str, dict[str, Any]] = {}
    for chunk in panels_by_replications(results.tables, results.organizations):
        for name, panel in chunk.items():
            every = measure_arrays(panel, results.director_rank) | rates_since_start(panel)
            told = [measure for measure in TOLD if (measure, None) in every]
            at_end = [every[measure, None][:, -1] for measure in told]
            values.setdefault(name, []).append(np.stack(at_end, axis=1))
            numbers.setdefault(name, []).append(panel.replications)
            names[name] = {"time": panel.time[-1], "date": panel.date[-1], "measure": told}
    each = replications_per_draw(results.manifest)
    for name, found in values.items():
        draws = np.concatenate(numbers[name]) // each
        about = {"organization": name, **names[name]}
        yield about | _told_apart(np.concatenate(found), draws)


def _of_comparison(comparison: Comparison) -> Iterator[dict[str, Any]]:
    each = per_draw(comparison.results)
    last = np.array([comparison.last])
    for pairs in all_pairs(comparison.results, last, last):
        places = {key: place for place, key in enumerate(pairs.keys)}
        told = [measure for measure in TOLD if (measure, None) in places]
        values = pairs.difference[:, 0, [places[measure, None] for measure in told]]
        about: dict[str, Any] = {"variant": pairs.variant, "organization": pairs.organization}
        about |= {"time": pairs.time[0], "date": pairs.date[0], "measure": told}
        yield about | _told_apart(values, pairs.replications // each)


ENDS = ("q05", "q95")


def _told_apart(
    values: npt.NDArray[np.float64], draws: npt.NDArray[np.integer[Any]]
) -> dict[str, npt.NDArray[Any]]:
    everything, apart = over_replications(values), split(values, draws)
    of_luck = over_replications(apart.of_luck)
    # Luck is a part of the whole; of few draws, chance may make it seem to reach further.
    inside = {name: np.clip(of_luck[name], everything["q05"], everything["q95"]) for name in ENDS}
    return {
        **{name: everything[name] for name in ("mean", *ENDS)},
        **{f"luck_{name}": each for name, each in inside.items()},
        "luck": apart.share,
        "luck_low": apart.low,
        "luck_high": apart.high,
        "replications": everything["replications"],
    }


ALWAYS_TOLD = ("director_share", "title_inflation")


def shown_measures(results: Results | Comparison) -> pd.DataFrame:
    """Pick the rows of `luck_and_assumptions` that are worth telling: what comparisons always tell.

    Without those of which the share of luck is not known, as what never happens; none where there
    are too few replications for ranges.
    """
    found = luck_and_assumptions(results)
    known = found["measure"].map(lambda name: TOLD[name].always) & found["luck"].notna()
    return found[known & found["replications"].map(enough_for_ranges)]


def not_known(results: Results) -> str:
    """Say in words how much of the spread is luck; "" where no assumptions were drawn."""
    if "uncertain" not in results.manifest:
        return ""
    drawn = len(results.manifest["uncertain"]["parameters"])
    told = _drawn(drawn, replications_per_draw(results.manifest), "")
    shown = shown_measures(results)
    label = {each.id: each.label for each in results.organizations}
    parts = []
    for measure in ALWAYS_TOLD:
        shares = [
            f"{number(100 * row['luck'], 0)} % "
            f"({span(100 * row['luck_low'], 100 * row['luck_high'], 0)})"
            + (f" at {label[row['organization']]}" if len(label) > 1 else "")
            for row in shown[shown["measure"] == measure].to_dict("records")
        ]
        if shares:
            parts.append(f"in {TOLD[measure].words} {listed(shares)}")
    if not parts:
        return f"{told} {TOO_FEW}"
    when = moment(float(results.snapshots[-1]))
    return f"{told} {sentence_case(when)}, of the variance {listed(parts)} is luck; {_rest(shown)}."


def _rest(shown: pd.DataFrame) -> str:
    """Say what the variance is that is not luck, if there is any."""
    shares = shown.loc[shown["measure"].isin(ALWAYS_TOLD), "luck"]
    if number(100 * shares.min(), 0) == "100":
        return "what is not known is not to be seen beside it"
    return "the rest is what is not known"


TOO_FEW = "So few of them do not tell luck from what is not known."


def differences_not_known(comparison: Comparison) -> str:
    """Say in words how much of the spread of the differences is luck; "" where nothing was drawn.

    Of several variants and organizations it is the least and the most.
    """
    drawn = drawn_assumptions(comparison)
    if not drawn:
        return ""
    told = _drawn(len(drawn), per_draw(comparison.results), " and alike for all that is compared")
    shown = shown_measures(comparison)
    parts = []
    for measure in ALWAYS_TOLD:
        shares = 100 * shown["luck"][shown["measure"] == measure]
        ends = dict.fromkeys(number(each, 0) for each in (shares.min(), shares.max()))
        if len(shares):
            parts.append(f"in {TOLD[measure].words} {' to '.join(ends)} %")
    if not parts:
        return f"{told} {TOO_FEW}"
    several = len(comparison.variants) > 1
    return (
        f"{told} {sentence_case(moment(comparison.last))}, of the variance of the "
        f"difference{'s' if several else ''} {listed(parts)} is luck; {_rest(shown)}."
    )


def drawn_assumptions(results: Results | Comparison) -> dict[str, str]:
    """List what was drawn, and from which range, by its path; of a comparison in any result."""
    runs = results.results.values() if isinstance(results, Comparison) else [results]
    return {
        each["path"]: each["values"]
        for run in runs
        for each in run.manifest.get("uncertain", {}).get("parameters", [])
    }


def _drawn(count: int, each: int, alike: str) -> str:
    several, whose = f"{count} assumptions were", "their plausible ranges"
    if count == 1:
        several, whose = "One assumption was", "its plausible range"
    anew = f"anew for every {number(each, 0)} replications{alike}"
    return f"{several} drawn from {whose}, {anew}."
