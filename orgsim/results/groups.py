"""How groups of people fare: who is promoted how often, and who is at the top in the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from orgsim.results.results import Results

_BY = ["organization", "group", "replication"]
_MOVES_UP = ("promotion", "title_grant")


def promotions_by_group(results: Results) -> pd.DataFrame:
    """Count promotions and Directors by group, in every recorded replication.

    Parameters
    ----------
    results
        A run of a scenario with ``groups``; `record` says how many replications tell of people.

    Returns
    -------
    pandas.DataFrame
        One row per organization, group and recorded replication: organization, group, replication,
        person_years (lived since the start), headcount (at the end), directors (of them, who holds
        a Director's title or a higher one; missing where the reference ladder has none), promotions
        (title grants too), promotion_rate (per person-year), director_share (of the headcount,
        missing where that is 0). Empty where no groups are modelled.

    Examples
    --------
    >>> found = promotions_by_group(run(scenario))                       # doctest: +SKIP
    >>> found.groupby("group")[["promotion_rate", "director_share"]].mean()  # doctest: +SKIP
    """
    spells = results.people.dropna(subset="group").astype({"person": object})
    end = results.snapshots.max(initial=0.0)
    employed = spells["left"].isna()
    rank_of = {(o.id, level.id): level.rank for o in results.organizations for level in o.levels}
    held = zip(spells["organization"], spells["last_level"], strict=True)
    rank = np.array([rank_of[each] for each in held], dtype=np.int64)
    top = results.director_rank
    spells = spells.assign(
        person_years=spells["left"].fillna(end) - spells["hired"].clip(lower=0.0),
        headcount=employed,
        directors=np.nan if top is None else employed & (rank >= top),
    )
    summed = ["person_years", "headcount", "directors"]
    found = spells.groupby(_BY, observed=True)[summed].sum(min_count=1)
    who = ["organization", "replication", "person"]
    moves = results.events[results.events["kind"].isin(_MOVES_UP)].astype({"person": object})
    moves = moves[who].merge(spells.drop_duplicates(who)[[*who, "group"]], on=who)
    found["promotions"] = (
        moves.groupby(_BY, observed=True).size().reindex(found.index, fill_value=0)
    )
    found["promotion_rate"] = found["promotions"] / found["person_years"]
    found["director_share"] = found["directors"] / found["headcount"]
    return found.reset_index()
