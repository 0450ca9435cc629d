"""What may happen: the spread of one number over replications, and how it is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakKeyDictionary

from orgsim.results.measures import over_replications
from orgsim.results.precision import enough_for_ranges
from orgsim.results.wording import number, percent, percent_span, span

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from orgsim.results.results import Results


class Spread(NamedTuple):
    """Mean and 5th to 95th percentile over replications, and how many there are."""

    mean: float
    low: float
    high: float
    replications: int


def spread(values: npt.NDArray[np.float64]) -> Spread:
    """Summarise one number per replication, leaving out NaN."""
    found = over_replications(values)
    return Spread(
        float(found["mean"]), float(found["q05"]), float(found["q95"]), int(found["replications"])
    )


def at_end(results: Results, measure: str) -> dict[str, Spread]:
    """Spread of a measure of whole organizations at the last snapshot, by label.

    Organizations in which it is undefined in every replication are left out, as are all when the
    result does not have the measure.
    """
    found = {}
    for organization in results.organizations:
        last = summarised(results, organization.id, measure, None, results.snapshots[-1])
        if last.replications:
            found[organization.label] = last
    return found


def summarised(
    results: Results, organization: str, measure: str, level: str | None, time: float
) -> Spread:
    """Look up the spread of a measure at a snapshot in the table ``summary``.

    Parameters
    ----------
    results
        The result.
    organization, level
        Their ids; None for the whole organization.
    measure
        Its name.
    time
        Years since the start.

    Returns
    -------
    Spread
        Of no replications where the result does not have the measure.
    """
    return _known(results).get(
        (organization, measure, level, time), Spread(float("nan"), float("nan"), float("nan"), 0)
    )


_KNOWN: WeakKeyDictionary[Results, dict[tuple[str, str, str | None, float], Spread]] = (
    WeakKeyDictionary()
)


def _known(results: Results) -> dict[tuple[str, str, str | None, float], Spread]:
    """Read ``summary`` once for the hundreds of numbers that a page looks up in it."""
    if results not in _KNOWN:
        summary = results.summary
        level = summary["level"].astype(object)
        keys = zip(
            summary["organization"].astype(object),
            summary["measure"].astype(object),
            level.where(level.notna(), None),
            summary["time"].tolist(),
            strict=True,
        )
        columns = (summary[name].tolist() for name in ("mean", "q05", "q95", "replications"))
        spreads = (Spread(*numbers) for numbers in zip(*columns, strict=True))
        _KNOWN[results] = dict(zip(keys, spreads, strict=True))
    return _KNOWN[results]


def horizon(results: Results) -> float:
    """Time of the last snapshot in years."""
    return float(results.snapshots[-1])


def share(value: Spread) -> str:
    """Write a share with its range."""
    return with_range(percent(value.mean), percent_span(value.low, value.high), value)


def rungs(value: Spread) -> str:
    """Write a number of rungs with its range."""
    return with_range(number(value.mean, 1), span(value.low, value.high, 1), value)


def with_range(mean: str, ends: str, value: Spread) -> str:
    """Put the range after a number, where there is one that can be told from the number.

    Below ten replications there is none.

    Examples
    --------
    >>> with_range("0.0", "0.0 to 0.1", Spread(0.01, 0.0, 0.05, 200))
    '0.0 (0.0 to 0.1)'
    >>> with_range("0.0", "0.0 to 0.0", Spread(0.01, 0.0, 0.02, 200))
    '0.0'
    """
    low, _, high = ends.removesuffix(" %").partition(" to ")
    if not enough_for_ranges(value.replications) or low == high:
        return mean
    return f"{mean} ({ends})"
