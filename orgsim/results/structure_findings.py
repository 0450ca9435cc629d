"""What a run says about structure: who manages how many, and how far vacancies travel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.results.contrast import at, contrast
from orgsim.results.rates import whole_horizon
from orgsim.results.spread import Spread, at_end, share, spread, with_range
from orgsim.results.wording import number, people, span

if TYPE_CHECKING:
    from orgsim.results.results import Results


def managers(results: Results) -> str:
    """Say how many manage at the end and how many people each, "" without a manager track."""
    manage = {
        each.label
        for each in results.organizations
        if any(level.track == "manager" for level in each.levels)
    }
    spans = at_end(results, "span_of_control")
    counts = at_end(results, "managers")
    told = {label: value for label, value in counts.items() if label in manage}
    if not told:
        return ""

    def heads(value: Spread) -> str:
        return with_range(people(value.mean), span(value.low, value.high, 0), value)

    def a_manager(label: str) -> str:
        if label not in spans:
            return ""
        return f", one for every {number(spans[label].mean, 1)} others"

    def in_full(label: str, value: Spread) -> str:
        return f"A manager's title is held by {heads(value)}{at(label)}{a_manager(label)}"

    def shortly(label: str, value: Spread) -> str:
        return f"{heads(value)}{at(label)}{a_manager(label)}" if label else heads(value)

    return f"{contrast(told, in_full, shortly)}."


def vacancies(results: Results) -> str:
    """Say how far vacancies travel, "" where nobody moves up into one."""
    told = {}
    for organization in results.organizations:
        rates = whole_horizon(results.panels[organization.id])
        share_below, length = spread(rates.filled_from_below), spread(rates.chain_length)
        if share_below.replications and share_below.mean > 0:
            told[organization.label] = (share_below, length)
    if not told:
        return ""

    def in_full(label: str, value: Spread) -> str:
        length = number(told[label][1].mean, 1)
        return (
            f"Of the positions that come open{at(label)} {share(value)} are filled from below, so "
            f"that a vacancy moves {length} people on average, the hire at its end counted"
        )

    def shortly(label: str, value: Spread) -> str:
        return f"{share(value)}{at(label)}"

    return f"{contrast({label: each for label, (each, _) in told.items()}, in_full, shortly)}."
