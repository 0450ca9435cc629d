"""What a run says about the labor market: what becomes of titles that people bring along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.results.relevels import relevels
from orgsim.results.spread import spread
from orgsim.results.wording import listed, number

if TYPE_CHECKING:
    from orgsim.results.results import Results

FEWEST = 5
"""Moves between two organizations of which a mean says something."""


def changed_organization(results: Results) -> str:
    """Say how people who change organizations are re-levelled, "" where nobody does.

    Of several ways from one to another the one is told that costs most, and the one that costs
    least.

    Only recorded replications know who comes from where, so it says how many those are.
    """
    moves = relevels(results).dropna(subset="origin")
    label = {organization.id: organization.label for organization in results.organizations}
    ways = []
    for pair, rows in moves.groupby(["origin", "organization"], observed=True):
        origin, organization = map(str, pair)
        if len(rows) < FEWEST or origin == organization:
            continue
        mean = float(rows["relevel"].mean())
        if abs(mean) < 0.05:
            change = "keeps the rank"
        else:
            change = f"comes in {number(abs(mean), 1)} rungs {'lower' if mean < 0 else 'higher'}"
        inflation = float(rows["inflation"].mean())
        text = (
            f"whoever goes from {label[origin]} to {label[organization]} {change} on average, with "
            f"a title {number(inflation, 1)} rungs ahead of the work done before"
        )
        ways.append((mean, text))
    if not ways:
        return ""
    ways.sort()
    told = [text for _, text in dict.fromkeys([ways[0], ways[-1]])]
    count = spread(results.events["replication"].unique().astype(float)).replications
    recorded = "the recorded replication" if count == 1 else f"the {count} recorded replications"
    return f"In {recorded} {listed(told)}."
