"""What a run says about the labor market: what becomes of titles that people bring along."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.results.relevels import relevels
from orgsim.results.spread import spread
from orgsim.results.wording import listed, number

if TYPE_CHECKING:
    from orgsim.results.results import Results

FEWEST = 5
"""Moves to an organization of which a mean says something."""

NAMED = 2
"""Organizations that people come from which a sentence can name."""

_HARDLY = 0.05  # rungs, written as zero


def changed_organization(results: Results) -> str:
    """Say how people who change organizations are re-levelled, "" where nobody does.

    Of several organizations that take people in, the one is told where it costs most, and the one
    where it costs least: what a title is worth is decided where its holder goes to, and between
    two organizations there may be few moves.

    Only recorded replications know who comes from where, so it says how many those are.
    """
    moves = relevels(results).dropna(subset="origin")
    moves = moves[moves["origin"].astype(str) != moves["organization"].astype(str)]
    label = {organization.id: organization.label for organization in results.organizations}
    ways = []
    for organization, rows in moves.groupby("organization", observed=True):
        if len(rows) < FEWEST:
            continue
        mean = float(rows["relevel"].mean())
        if abs(mean) < _HARDLY:
            change = "keeps the rank"
        else:
            change = f"comes in {number(abs(mean), 1)} rungs {'lower' if mean < 0 else 'higher'}"
        inflation = float(rows["inflation"].mean())
        came_from = {str(origin) for origin in rows["origin"]}
        origins = [name for id_, name in label.items() if id_ in came_from]
        where = " or ".join(origins) if len(origins) <= NAMED else "another organization"
        text = (
            f"whoever goes from {where} to {label[str(organization)]} {change} on average, with "
            f"a title {_beside_work(inflation)} the work done before"
        )
        ways.append((mean, text))
    if not ways:
        return ""
    ways.sort()
    told = [text for _, text in dict.fromkeys([ways[0], ways[-1]])]
    count = spread(results.events["replication"].unique().astype(float)).replications
    recorded = "the recorded replication" if count == 1 else f"the {count} recorded replications"
    return f"In {recorded} {listed(told)}."


def _beside_work(inflation: float) -> str:
    """Say where titles stand beside the work, as in "0.8 rungs ahead of"."""
    if abs(inflation) < _HARDLY:
        return "on a level with"
    return f"{number(abs(inflation), 1)} rungs {'ahead of' if inflation > 0 else 'behind'}"
