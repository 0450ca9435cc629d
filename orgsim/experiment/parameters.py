"""The parameters of a design as the tables of a sweep know them: values, numbers, units."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from orgsim.experiment.designs import Design
from orgsim.scenario.variation import Choice, Quantity, Variation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from orgsim.results.sweep_tables import Parameter


def parameters_of(design: Design) -> list[Parameter]:
    """Describe what a design varies, a parameter each with its value at every point."""
    # Imported here so that workers are at work before this process takes its time over pandas.
    from orgsim.results.sweep_tables import Parameter  # noqa: PLC0415

    found = []
    for which, variation in enumerate(design.parameters):
        values = tuple(point[which] for point in design.values)
        numbers, unit = _numbers(values)
        codes, words = _codes(design, variation, values, numbers)
        found.append(Parameter(variation.path, unit, values, numbers, codes, words))
    return found


def _numbers(values: Sequence[str]) -> tuple[NDArray[np.float64], str]:
    """Read the values as numbers with one unit, NaN where they are words or have several."""
    read = {value: Quantity.read(value) for value in dict.fromkeys(values)}
    units = {each.unit if each else None for each in read.values()}
    if None in units or len(units) > 1:
        return np.full(len(values), np.nan), ""
    numbers = np.array([getattr(read[value], "number", np.nan) for value in values])
    return numbers, str(units.pop())


def _codes(
    design: Design,
    variation: Variation,
    values: Sequence[str],
    numbers: NDArray[np.float64],
) -> tuple[NDArray[np.int64], tuple[str, ...]]:
    """Number the values from the lowest up; of a range in no grid its equal parts."""
    from orgsim.results.sensitivity import BINS  # noqa: PLC0415 - see above

    if isinstance(variation, Choice) or design.kind == "grid":
        words = variation.values if isinstance(variation, Choice) else dict.fromkeys(values)
        number_of = dict(zip(values, numbers, strict=True))
        ordered = sorted(words, key=lambda word: np.nan_to_num(number_of.get(word, 0.0)))
        return np.array([ordered.index(value) for value in values]), tuple(ordered)
    low, high = variation.low.number, variation.high.number
    edges = np.linspace(low, high, BINS + 1)
    codes = np.clip(np.searchsorted(edges, numbers, side="right") - 1, 0, BINS - 1)
    words = tuple(f"{a:.4g}..{b:.4g}" for a, b in itertools.pairwise(edges))
    return codes.astype(np.int64), words
