"""One number of several organizations in a sentence: one, two against each other, or extremes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.results.spread import Spread, with_range
from orgsim.results.wording import number, span

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


def contrast(
    values: Mapping[str, Spread],
    written: Callable[[str, Spread], str],
    shortly: Callable[[str, Spread], str],
) -> str:
    """State one number for one organization, two, or the extremes of many."""
    ordered = sorted(values.items(), key=lambda item: -item[1].mean)
    if len(ordered) <= 2:
        ordered = list(values.items())
    (first, largest), (last, smallest) = ordered[0], ordered[-1]
    text = written(first, largest)
    if len(ordered) == 2:
        same = shortly("", largest) == shortly("", smallest)
        text += f", {'and' if same else 'against'} {shortly(last, smallest)}"
    elif len(ordered) > 2:
        text += f" (the most of {len(ordered)}), against {shortly(last, smallest)} (the least)"
    return text


def at(label: str) -> str:
    """Say at which organization, "" where that is said already."""
    return f" at {label}" if label else ""


def per_hundred(rate: Spread) -> str:
    """Write a rate per person-year as one per 100 people and year, with its range."""
    mean = number(100 * rate.mean, 0 if rate.mean >= 0.1 else 1)
    ends = span(100 * rate.low, 100 * rate.high, 0 if rate.high >= 0.1 else 1)
    return with_range(mean, ends, rate)
