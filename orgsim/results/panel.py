"""The table ``levels`` as arrays: replication x snapshot x level, one panel per organization.

Every combination of replication, organization, snapshot and level is a row of the sorted table,
so a column is an array that only has to be reshaped. Measures computed on these arrays are a
hundred times faster than grouping the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import numpy.typing as npt
    import pyarrow as pa

    from orgsim.results.ladders import Organization

FLOWS = (
    "hires",
    "hires_with_title",
    "hires_from_market",
    "exits",
    "let_go",
    "laid_off",
    "promotions_in",
    "promotions_out",
    "title_grants_in",
    "title_grants_out",
    "relevels_in",
    "relevels_out",
    "acquired_in",
    "acquired_out",
    "vacancies",
    "filled_from_below",
    "cancelled",
)
"""Columns of ``levels`` that count what happened since the previous snapshot."""

NUMBERS = (
    "headcount",
    "scope",
    "skill",
    "time_in_level",
    "pay",
    "pay_gap",
    "cost",
    "effectiveness",
    "poor_performers",
    "lost_to_poor",
    "rated",
    "rating",
    "inflated",
    "person_years",
    *FLOWS,
    "relevel",
    "time_to_promotion",
    "open_requisitions",
)
"""Columns of ``levels`` that a panel has."""

PLACES = ("replication", "organization", "time", "date", "level")
"""Columns of ``levels`` that say where in a panel a row stands."""

MAY_BE_UNUSED = ("pay", "rated", "hires_with_title", "hires_from_market")
"""Columns of ``levels`` that tell nothing, or only zeros, where the rules know nothing of the
kind; measures of it are left out then."""

MeasureKey = tuple[str, str | None]
"""A measure, and the level that it is taken of; None for the whole organization."""

InUse = dict[str, frozenset[str]]
"""By organization, what `Panel.used` says."""


@dataclass(frozen=True)
class Panel:
    """One organization over all replications and snapshots.

    Attributes
    ----------
    organization
        Id of the organization.
    levels
        Ids of its levels, lowest first.
    rank
        Rank of each level, shape (L,).
    manages
        Whether those at a level manage people, shape (L,).
    replications
        Numbers of the replications, shape (R,).
    time, date
        The snapshots, shape (S,): years since the start, and the dates.
    columns
        The numeric columns of ``levels``, each of shape (R, S, L); or those that were asked for.
    used
        Columns of `MAY_BE_UNUSED` in which some replication of the result, of these or of others,
        has anything to tell.
    """

    organization: str
    levels: tuple[str, ...]
    rank: npt.NDArray[np.int16]
    manages: npt.NDArray[np.bool_]
    replications: npt.NDArray[np.int32]
    time: npt.NDArray[np.float64]
    date: npt.NDArray[np.datetime64]
    columns: Mapping[str, npt.NDArray[Any]]
    used: frozenset[str]

    @property
    def headcount(self) -> npt.NDArray[np.int64]:
        """People by replication, snapshot and level."""
        return self.columns["headcount"].astype(np.int64)

    def people_weighted(self, values: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
        """Mean of a quantity of levels over the organization's people.

        Parameters
        ----------
        values
            Shape (R, S, L), or one that spreads to it; NaN on empty levels is ignored.

        Returns
        -------
        numpy array, shape (R, S)
            NaN where the organization is empty.
        """
        headcount = self.headcount
        total = np.where(headcount > 0, headcount * np.nan_to_num(values), 0.0).sum(axis=2)
        return divided(total, headcount.sum(axis=2))


def divided(numerator: npt.NDArray[Any], denominator: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Divide; nothing divided by nothing is unknown (NaN), not an error."""
    shape = np.broadcast_shapes(numerator.shape, denominator.shape)
    quotient = np.full(shape, np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator > 0)
    return quotient


def over_time(measured: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Mean over the snapshots at which something was measured, shape (R, S) to (R,)."""
    known = ~np.isnan(measured)
    return divided(np.where(known, measured, 0.0).sum(axis=1), known.sum(axis=1))


def panels(
    levels: pd.DataFrame,
    organizations: tuple[Organization, ...],
    columns: Sequence[str] = NUMBERS,
    used: Mapping[str, frozenset[str]] | None = None,
) -> dict[str, Panel]:
    """Cut the table ``levels`` into one panel per organization.

    Parameters
    ----------
    levels
        The table ``levels``, sorted as the schema says.
    organizations
        The organizations of the result.
    columns
        Those wanted, besides `PLACES`.
    used
        By organization, what `Panel.used` says where these are not all replications of a result;
        by default what is used in these.

    Returns
    -------
    dict
        Organization id -> Panel, in the order of the scenario.

    Raises
    ------
    ValueError
        When a combination of replication, snapshot and level is missing or there twice.
    """
    found = {}
    codes = np.asarray(levels["organization"].cat.codes)
    of_code = list(levels["organization"].cat.categories)
    for organization in organizations:
        rows = np.flatnonzero(codes == of_code.index(organization.id))
        ids = tuple(level.id for level in organization.levels)
        replications = np.unique(levels["replication"].to_numpy()[rows])
        count = max(len(replications) * len(ids), 1)
        shape = (len(replications), len(rows) // count, len(ids))
        if shape[0] * shape[1] * shape[2] != len(rows):
            raise ValueError(INCOMPLETE.format(organization.id))
        arrays = {name: levels[name].to_numpy()[rows].reshape(shape) for name in ("time", *columns)}
        time = arrays.pop("time")
        number = levels["replication"].to_numpy()[rows].reshape(shape)
        level = np.asarray(levels["level"].cat.codes)[rows].reshape(shape)
        ladder = levels["level"].cat.categories.get_indexer(pd.Index(ids))
        if len(rows) and not (
            (time == time[:1, :, :1]).all()
            and (number == replications[:, None, None]).all()
            and (level == ladder).all()
            and (np.diff(time[0, :, 0]) > 0).all()
        ):
            raise ValueError(INCOMPLETE.format(organization.id))
        found[organization.id] = Panel(
            organization=organization.id,
            levels=ids,
            rank=np.array([level.rank for level in organization.levels], dtype=np.int16),
            manages=np.array([level.track == "manager" for level in organization.levels]),
            replications=replications,
            time=time[0, :, 0] if len(rows) else np.empty(0),
            date=levels["date"].to_numpy()[rows].reshape(shape)[0, :, 0]
            if len(rows)
            else np.empty(0, dtype="datetime64[s]"),
            columns=arrays,
            used=_in_use(arrays) if used is None else used[organization.id],
        )
    return found


def in_use(batches: Iterable[pa.RecordBatch], organizations: tuple[Organization, ...]) -> InUse:
    """Find the columns of `MAY_BE_UNUSED` that tell anything, by organization.

    Parameters
    ----------
    batches
        The table ``levels`` in pieces, with these columns and ``organization``.
    organizations
        The organizations of the result.
    """
    found: dict[str, set[str]] = {organization.id: set() for organization in organizations}
    for batch in batches:
        of = batch.column("organization")
        ids, codes = of.dictionary.to_pylist(), of.indices.to_numpy()
        for name in MAY_BE_UNUSED:
            telling = _tells(name, batch.column(name).to_numpy(zero_copy_only=False))
            if telling.any():
                for code in np.unique(codes[telling]):
                    found[ids[code]].add(name)
    return {name: frozenset(columns) for name, columns in found.items()}


def _in_use(columns: Mapping[str, npt.NDArray[Any]]) -> frozenset[str]:
    return frozenset(
        name for name in MAY_BE_UNUSED if name in columns and _tells(name, columns[name]).any()
    )


def _tells(name: str, values: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Which numbers of a column of `MAY_BE_UNUSED` tell something."""
    return np.asarray(~np.isnan(values) if name == "pay" else values != 0)


INCOMPLETE = (
    "the table levels needs one row for every replication, snapshot and level of organization {}, "
    "sorted; some are missing, doubled or out of order"
)
