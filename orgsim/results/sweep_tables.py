"""From the outcomes of a design's points to the tables of a sweep."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.main_effects import main_effects
from orgsim.results.measures import over_replications
from orgsim.results.sensitivity import (
    EFFECT,
    FIRST_ORDER,
    TOTAL,
    Layout,
    Sensitivity,
    luck,
    sensitivity,
)
from orgsim.results.sweep import Sweep, typed_table

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt

LUCK, LUCK_AND_ASSUMPTIONS = "luck", "luck and assumptions"
"""What a band shows: what may happen if every assumption is right, and if it may lie anywhere in
its range."""

MOST_VALUES = 2_000_000
"""Values by replication that are kept; beyond that what they come to has to do."""


@dataclass(frozen=True)
class Parameter:
    """One thing that is varied, as the tables know it.

    Attributes
    ----------
    path, unit : str
    values : tuple of str
        At each point, as written.
    numbers : array of float, shape (P,)
        NaN for words.
    codes : array of int, shape (P,)
        See `orgsim.results.sensitivity.Layout`.
    words : tuple of str
        What each code stands for: a value, or a part of a range.
    """

    path: str
    unit: str
    values: tuple[str, ...]
    numbers: npt.NDArray[np.float64]
    codes: npt.NDArray[np.int64]
    words: tuple[str, ...]

    @property
    def positions(self) -> npt.NDArray[np.float64]:
        """Numbers as fractions of the way from the lowest to the highest."""
        low, high = self.numbers.min(), self.numbers.max()
        width = float(high - low) or 1.0
        return np.asarray((self.numbers - low) / width)


@dataclass(frozen=True)
class Outcomes:
    """What came out.

    Attributes
    ----------
    values : array, shape (R, P, K)
        By replication, point and outcome; NaN where undefined or failed.
    replications : array of int, shape (R,)
    organization, measure, level : sequence of str, or None for a level
        Of each outcome, K of them.
    time, date : arrays, shape (K,)
    """

    values: npt.NDArray[np.float64]
    replications: npt.NDArray[np.int64]
    organization: Sequence[str]
    measure: Sequence[str]
    level: Sequence[str | None]
    time: npt.NDArray[np.float64]
    date: npt.NDArray[np.datetime64]

    def columns(self, which: npt.NDArray[np.intp]) -> dict[str, Any]:
        """The columns that say which outcome each row is about."""
        return {
            "organization": np.array(self.organization, object)[which],
            "time": self.time[which],
            "date": self.date[which],
            "measure": np.array(self.measure, object)[which],
            "level": np.array(self.level, object)[which],
        }


def make_sweep(
    kind: str,
    base: int,
    parameters: Sequence[Parameter],
    outcomes: Outcomes,
    manifest: dict[str, Any],
    stated: npt.NDArray[np.float64] | None = None,
) -> Sweep:
    """Make the tables of a sweep.

    Parameters
    ----------
    kind, base
        Of the design.
    parameters, outcomes
        What was varied and what came out.
    manifest
        Where it comes from; `typed_table` and `Sweep` read it.
    stated
        Outcomes of the scenario as it is stated, shape (R, K), where assumptions are varied.
    """
    layout = Layout(
        kind,
        np.column_stack([each.codes for each in parameters]),
        np.column_stack([each.positions for each in parameters]),
        base,
    )
    found = sensitivity(layout, outcomes.values, int(manifest["seed"]))
    small = outcomes.values.size <= MOST_VALUES
    tables = {
        "points": settings(parameters),
        "values": _values(outcomes),
        "replications": _replications(outcomes, small=small),
        "effects": _effects(layout, parameters, outcomes),
        "indices": _indices(parameters, outcomes, found),
        "bands": _bands(outcomes, stated),
    }
    typed = {name: typed_table(name, columns, manifest) for name, columns in tables.items()}
    return Sweep(**typed, manifest=manifest)


def settings(parameters: Sequence[Parameter]) -> dict[str, Any]:
    """The columns of the table ``points``: the value of every parameter at every point."""
    points, count = len(parameters[0].values), len(parameters)
    return {
        "point": np.repeat(np.arange(points), count),
        "parameter": np.tile(np.array([each.path for each in parameters], object), points),
        "value": np.array([each.values for each in parameters], object).T.ravel(),
        "number": np.array([each.numbers for each in parameters]).T.ravel(),
        "unit": np.tile(np.array([each.unit for each in parameters], object), points),
    }


def _values(outcomes: Outcomes) -> dict[str, Any]:
    _, points, count = outcomes.values.shape
    statistics = over_replications(outcomes.values)
    return {
        "point": np.repeat(np.arange(points), count),
        **outcomes.columns(np.tile(np.arange(count), points)),
        **{name: each.ravel() for name, each in statistics.items()},
    }


def _bands(outcomes: Outcomes, stated: npt.NDArray[np.float64] | None) -> dict[str, Any]:
    replications, points, count = outcomes.values.shape
    if stated is None:
        stated, count = np.empty((1, 0)), 0
    everything = outcomes.values[:, :, :count].reshape(replications * points, count)
    parts = [over_replications(each) for each in (stated, everything)]
    return {
        **outcomes.columns(np.repeat(np.arange(count), 2)),
        "varies": np.tile(np.array([LUCK, LUCK_AND_ASSUMPTIONS], object), count),
        **{name: np.column_stack([part[name] for part in parts]).ravel() for name in parts[0]},
    }


def _replications(outcomes: Outcomes, *, small: bool) -> dict[str, Any]:
    values = outcomes.values if small else outcomes.values[:, :0]
    replications, points, count = values.shape
    each = np.tile(np.repeat(np.arange(count), replications), points)
    return {
        "point": np.repeat(np.arange(points), count * replications),
        **outcomes.columns(each),
        "replication": np.tile(outcomes.replications, points * count),
        "value": values.transpose(1, 2, 0).ravel(),
    }


def _effects(layout: Layout, parameters: Sequence[Parameter], outcomes: Outcomes) -> dict[str, Any]:
    parts = []
    count = len(outcomes.measure)
    for parameter, found in zip(parameters, main_effects(layout, outcomes.values), strict=True):
        drawn = parameter.codes[layout.drawn]
        numbers = parameter.numbers[layout.drawn]
        codes = found.codes
        parts.append(
            {
                **outcomes.columns(np.repeat(np.arange(count), len(codes))),
                "parameter": np.full(count * len(codes), parameter.path, object),
                "value": np.tile(np.array([parameter.words[c] for c in codes], object), count),
                "number": np.tile([numbers[drawn == code].mean() for code in codes], count),
                "mean": found.mean.T.ravel(),
                "low": found.low.T.ravel(),
                "high": found.high.T.ravel(),
                "points": np.tile([(drawn == code).sum() for code in codes], count),
                "outcome": np.repeat(np.arange(count), len(codes)),
            }
        )
    joined = _joined(parts)
    order = np.argsort(joined.pop("outcome"), kind="stable")
    return {name: values[order] for name, values in joined.items()}


def _indices(
    parameters: Sequence[Parameter], outcomes: Outcomes, found: Sensitivity
) -> dict[str, Any]:
    of_one, of_means = luck(outcomes.values)
    unknown = np.full(len(of_one), np.nan)
    ends = found.estimates, found.low, found.high
    rows: list[tuple[str | None, str, Sequence[Any]]] = [
        (parameter.path, index, [getattr(each, index)[place] for each in ends])
        for place, parameter in enumerate(parameters)
        for index in (EFFECT, FIRST_ORDER, TOTAL)
    ]
    rows += [
        (None, "luck", (of_one, unknown, unknown)),
        (None, "noise", (of_means, unknown, unknown)),
    ]
    count = len(outcomes.measure)
    which = np.repeat(np.arange(count), len(rows))
    stacked = {
        name: np.column_stack([row[2][place] for row in rows]).ravel()
        for place, name in enumerate(("value", "low", "high"))
    }
    return {
        **outcomes.columns(which),
        "parameter": np.tile(np.array([row[0] for row in rows], object), count),
        "index": np.tile(np.array([row[1] for row in rows], object), count),
        **stacked,
    }


def _joined(parts: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
