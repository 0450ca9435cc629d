"""What a run says about groups: who is promoted how often, and who is at the top in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.results.contrast import per_hundred
from orgsim.results.groups import promotions_by_group
from orgsim.results.spread import share, spread
from orgsim.results.wording import listed

if TYPE_CHECKING:
    from orgsim.results.results import Results


def promoted_by_group(results: Results) -> str:
    """Say how groups fare in each organization that has them, "" where none has.

    Only recorded replications know who is promoted, so it says how many those are.
    """
    found = promotions_by_group(results)
    sentences = []
    for organization in results.organizations:
        own = found[found["organization"] == organization.id]
        if own.empty:
            continue
        rates, tops = [], []
        for group, rows in own.groupby("group", observed=True, sort=False):
            rate = spread(rows["promotion_rate"].to_numpy(float))
            top = spread(rows["director_share"].to_numpy(float))
            name = str(group).replace("_", " ")
            if rate.replications:
                rates.append(f'{per_hundred(rate)} for "{name}"')
            if top.replications:
                tops.append(f'{share(top)} of "{name}"')
        if not rates:
            continue
        count = own["replication"].nunique()
        told = "the recorded replication" if count == 1 else f"the {count} recorded replications"
        text = f"By group at {organization.label}, in {told}, a year brings {listed(rates)} "
        text += "moves up per 100 people"
        if tops:
            text += f"; in the end {listed(tops)} hold a Director's title or a higher one"
        sentences.append(f"{text}.")
    return " ".join(sentences)
