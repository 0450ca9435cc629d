"""How precisely a mean over replications is known, and how many more would make it precise enough.

A range says what may happen in one future and does not shrink with replications. What shrinks is
the interval for the mean: half of its width is what is called precision here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from scipy.special import stdtrit

from orgsim.results.within_draws import per_draw, replications_per_draw
from orgsim.results.wording import listed, number

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from orgsim.results.comparison import Comparison
    from orgsim.results.results import Results

CONFIDENCE = 0.95

LEAST_FOR_RANGES = 10
"""With fewer replications the 5th and the 95th percentile are hardly more than the smallest and the
largest number that happened to come up, so no ranges are shown."""

ONE_DRAW = "One draw of the assumptions says nothing about how far it is from the mean."

_SLACK = 1.05  # so that the next look is the last one more often than not


@dataclass(frozen=True)
class Target:
    """A precision that is asked for.

    Attributes
    ----------
    text : str
        As it was written: ``startup.director_share=0.005``.
    measure : str
    half_width : float
        In the unit of the measure.
    organization : str or None
        None for all of them.
    level : str or None
        None for the whole organization, or for all levels where a measure is only taken of levels.
    """

    text: str
    measure: str
    half_width: float
    organization: str | None = None
    level: str | None = None


@dataclass(frozen=True)
class Known:
    """How precisely the mean of one number is known.

    Attributes
    ----------
    what : str
        Whose number it is: organization and level, or variant.
    half_width : float
        Half of the width of the 95 % interval for the mean.
    replications : int
        On which it rests: those in which the number is defined.
    """

    what: str
    half_width: float
    replications: int


def enough_for_ranges(replications: int) -> bool:
    """Whether there are enough replications for ranges to be shown."""
    return replications >= LEAST_FOR_RANGES


def half_width(standard_error: float, independent: int) -> float:
    """Half of the width of Student's 95 % interval for a mean of so many independent numbers.

    They are the replications, or the draws that these share. It is NaN below two of them.

    Examples
    --------
    >>> round(half_width(1.0, 30), 3)
    2.045
    """
    if independent < 2:
        return math.nan
    return float(stdtrit(independent - 1, 0.5 + CONFIDENCE / 2)) * standard_error


def known_of(table: pd.DataFrame, target: Target, share_a_draw: int = 1) -> list[Known]:
    """How precisely everything that a target is about is known.

    Parameters
    ----------
    table
        The table ``summary``, or ``differences`` of a comparison; its last date is looked at.
    target
    share_a_draw
        How many replications in a row share their assumptions.

    Returns
    -------
    list of Known
        Without numbers that are undefined in all replications or draws, or in all but one.
    """
    rows = table[(table["time"] == table["time"].max()) & (table["measure"] == target.measure)]
    if target.organization is not None:
        rows = rows[rows["organization"] == target.organization]
    whole = rows[rows["level"].isna()]
    if target.level is not None:
        rows = rows[rows["level"] == target.level]
    elif len(whole):
        rows = whole
    found = []
    for row in rows.itertuples():
        parts = [getattr(row, name, None) for name in ("variant", "organization", "level")]
        replications = int(row.replications)
        # Where a number is undefined here and there it may be known in more draws than these.
        width = half_width(float(row.standard_error), -(-replications // share_a_draw))
        if not math.isnan(width):
            what = ", ".join(part for part in parts if isinstance(part, str))
            found.append(Known(what, width, replications))
    return found


def more_replications(
    table: pd.DataFrame,
    targets: Sequence[Target],
    replications: int,
    most: int,
    share_a_draw: int = 1,
) -> int | None:
    """How many replications there should be altogether before precision is looked at again.

    Parameters
    ----------
    table, targets, share_a_draw
        As for `known_of`.
    replications, most
        As for `next_stage`.

    Returns
    -------
    int or None
        None when every target is met, or no more may be added.
    """
    widths = [
        known.half_width / target.half_width
        for target in targets
        for known in known_of(table, target, share_a_draw)
    ]
    return next_stage(max(widths, default=0.0), replications, most)


def next_stage(width: float, replications: int, most: int) -> int | None:
    """How many replications would make an interval narrow enough, by its width so far.

    A twentieth more than that. The number rests on what replications came to and on nothing else,
    so it is the same for any number of workers.

    Parameters
    ----------
    width
        The widest half-width, as a multiple of what is asked for.
    replications
        How many there are, those that failed among them.
    most
        No more than so many.

    Returns
    -------
    int or None
        None when it is narrow enough, or no more may be added.

    Examples
    --------
    >>> next_stage(2.0, 100, 10_000), next_stage(2.0, 100, 300), next_stage(1.0, 100, 300)
    (420, 300, None)
    """
    if width <= 1 or replications >= most:
        return None
    needed = width**2 * _SLACK * replications
    return most if needed >= most else max(replications + 1, math.ceil(needed))


def targets_of(manifest: Mapping[str, Any]) -> list[Target]:
    """The precision that was asked for, as the manifest of a run has it."""
    return [Target(**each) for each in manifest.get("precision", [])]


def reached(table: pd.DataFrame, targets: Sequence[Target], share_a_draw: int = 1) -> list[str]:
    """Say of every target whether it was reached, and how close it came; parameters as `known_of`.

    Returns
    -------
    list of str
        A sentence for each.
    """
    sentences = []
    for target in targets:
        found = known_of(table, target, share_a_draw)
        if not found:
            sentences.append(f"{target.text}: there is nothing to measure at the end.")
            continue
        worst = max(found, key=lambda known: known.half_width)
        where = f" ({worst.what})" if worst.what else ""
        verdict = "reached" if worst.half_width <= target.half_width else "not reached"
        sentences.append(
            f"{target.text}: {verdict}, {_written(worst.half_width, target.half_width)} with "
            f"{worst.replications:,} replications{where}."
        )
    return sentences


def reached_by_run(results: Results) -> list[str]:
    """Say of a run whether the precision that was asked for was reached; [] where none was."""
    targets = targets_of(results.manifest)
    return reached(results.summary, targets, replications_per_draw(results.manifest))


def reached_by_comparison(comparison: Comparison) -> list[str]:
    """Say the same of the differences of a comparison."""
    targets = targets_of(comparison.results[comparison.baseline].manifest)
    return reached(comparison.differences, targets, per_draw(comparison.results))


def _written(width: float, asked: float) -> str:
    """Two significant digits, or as many more as tell which side of what was asked it is on."""
    for digits in range(2, 17):
        written = np.format_float_positional(width, precision=digits, fractional=False, trim="-")
        if (float(written) <= asked) == (width <= asked):
            break
    return written


def precision_of(results: Results) -> str:
    """Say in one sentence how precisely the share of Director and above at the end is known.

    It is "" where the ladder has no Directors, or nobody is there at the end.
    """
    if results.director_rank is None:
        return ""
    each = replications_per_draw(results.manifest)
    if results.completed < 2:
        return "One replication says nothing about how far it is from the mean."
    if results.completed <= each:
        return ONE_DRAW
    labels = {each.id: each.label for each in results.organizations}
    found = known_of(results.summary, Target("", "director_share", math.inf), each)
    if not found:
        return ""
    several = len(labels) > 1
    parts = [
        f"{number(100 * each.half_width, 1 if each.half_width >= 0.0005 else 2)} points"
        + (f" at {labels[each.what]}" if several else "")
        for each in found
    ]
    return (
        "The mean share of Director and above at the end is known to within "
        f"{listed(parts)} (95 % interval)."
    )


def precision_of_differences(comparison: Comparison) -> str:
    """Say how precisely the differences in the share of Director and above at the end are known.

    Of several variants that of which least is known counts. It is "" where no ladder has Directors,
    or nobody is there at the end.
    """
    if all(each.director_rank is None for each in comparison.results.values()):
        return ""
    table = comparison.differences
    each = per_draw(comparison.results)
    if table["replications"].max() < 2:
        return "One pair of replications says nothing about how far it is from the mean."
    if table["replications"].max() <= each:
        return ONE_DRAW
    found = known_of(table, Target("", "director_share", math.inf), each)
    if not found:
        return ""
    widest = max(each.half_width for each in found)
    what, verb = ("differences", "are") if len(found) > 1 else ("difference", "is")
    points = number(100 * widest, 1 if widest >= 0.0005 else 2)
    return (
        f"The mean {what} in the share of Director and above at the end {verb} known to within "
        f"{points} points (95 % interval, each by itself)."
    )
