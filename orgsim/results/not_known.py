"""What is luck and what is not known, of a run whose assumptions were drawn (`run --uncertain`)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.results.compared import TOLD
from orgsim.results.measures import measure_arrays, over_replications
from orgsim.results.precision import enough_for_ranges
from orgsim.results.rates import rates_since_start
from orgsim.results.summary import panels_by_replications
from orgsim.results.within_draws import replications_per_draw, split
from orgsim.results.wording import listed, moment, number, sentence_case, span

if TYPE_CHECKING:
    import numpy.typing as npt

    from orgsim.results.results import Results


def luck_and_assumptions(results: Results) -> pd.DataFrame:
    """Set what is luck beside what is not known, at the last snapshot.

    Parameters
    ----------
    results
        Of a run whose assumptions were drawn.

    Returns
    -------
    pandas.DataFrame
        A row for each organization and each measure of whole organizations that comparisons tell
        (`orgsim.results.compared.TOLD`), rates since the start: columns organization, time, date,
        measure, mean, q05 and q95 (over replications: luck and assumptions), luck_q05 and luck_q95
        (luck alone, around the same mean), luck (its share of the variance), luck_low and luck_high
        (95 % interval of the share) and replications.

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
        raise ValueError("no assumptions were drawn in this run; run it with --uncertain")
    values: dict[str, list[npt.NDArray[np.float64]]] = {}
    numbers: dict[str, list[npt.NDArray[np.int32]]] = {}
    names: dict[str, dict[str, Any]] = {}
    for chunk in panels_by_replications(results.tables, results.organizations):
        for name, panel in chunk.items():
            found = measure_arrays(panel, results.director_rank) | rates_since_start(panel)
            told = [measure for measure in TOLD if (measure, None) in found]
            at_end = [found[measure, None][:, -1] for measure in told]
            values.setdefault(name, []).append(np.stack(at_end, axis=1))
            numbers.setdefault(name, []).append(panel.replications)
            names[name] = {"time": panel.time[-1], "date": panel.date[-1], "measure": told}
    each = replications_per_draw(results.manifest)
    parts = [
        {"organization": name, **names[name]}
        | _told_apart(np.concatenate(values[name]), np.concatenate(numbers[name]) // each)
        for name in values
    ]
    return pd.concat(map(pd.DataFrame, parts), ignore_index=True)


def _told_apart(
    values: npt.NDArray[np.float64], draws: npt.NDArray[np.integer[Any]]
) -> dict[str, npt.NDArray[Any]]:
    everything, apart = over_replications(values), split(values, draws)
    of_luck = over_replications(apart.of_luck)
    return {
        **{name: everything[name] for name in ("mean", "q05", "q95")},
        **{f"luck_{name}": of_luck[name] for name in ("q05", "q95")},
        "luck": apart.share,
        "luck_low": apart.low,
        "luck_high": apart.high,
        "replications": everything["replications"],
    }


ALWAYS_TOLD = ("director_share", "title_inflation")


def shown_measures(results: Results) -> pd.DataFrame:
    """Pick the rows of `luck_and_assumptions` that are worth telling: what comparisons always tell.

    Without those of which the share of luck is not known, as what never happens; none where there
    are too few replications for ranges.
    """
    found = luck_and_assumptions(results)
    if not enough_for_ranges(results.completed):
        return found.iloc[:0]
    return found[found["measure"].map(lambda name: TOLD[name].always) & found["luck"].notna()]


def not_known(results: Results) -> str:
    """Say in words how much of the spread is luck; "" where no assumptions were drawn."""
    if "uncertain" not in results.manifest:
        return ""
    drawn = len(results.manifest["uncertain"]["parameters"])
    each = number(replications_per_draw(results.manifest), 0)
    several = f"{drawn} assumptions were" if drawn > 1 else "One assumption was"
    told = f"{several} drawn from their plausible ranges, anew for every {each} replications."
    if drawn == 1:
        told = told.replace("their plausible ranges", "its plausible range")
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
        return f"{told} So few of them do not tell luck from what is not known."
    when = moment(float(results.snapshots[-1]))
    return (
        f"{told} {sentence_case(when)}, of the variance {listed(parts)} is luck; the rest is what "
        "is not known."
    )
