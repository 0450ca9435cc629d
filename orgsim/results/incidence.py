"""How long people wait for a promotion, where leaving may come first.

Somebody who leaves is not promoted any more. One minus Kaplan-Meier, which takes leavers for people
who go on waiting somewhere, states a share that nobody ever sees; the cumulative incidence of
Aalen and Johansen is the share of all who began that has been promoted by then.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from orgsim.results.results import Results

PROMOTED, LEFT, OPEN = 1, 2, 0
"""How a spell at a level ends: by a move up, by leaving, or not while anybody looked."""

_MOVES = {"promotion": PROMOTED, "title_grant": PROMOTED, "relevel": OPEN}
_START, _MOVE, _END = 0, 1, 2
_WHO = ["replication", "organization", "person"]


@dataclass(frozen=True)
class Incidence:
    """Cumulative incidence of two competing ends, as steps.

    Attributes
    ----------
    years
        Durations at which something happened, increasing, shape (T,).
    at_risk
        How many were under observation just before each, shape (T,).
    promoted, left
        Share of all who began to whom this has happened by then, shape (T,).
    followed
        The longest duration that anybody was observed for.
    """

    years: npt.NDArray[np.float64]
    at_risk: npt.NDArray[np.int64]
    promoted: npt.NDArray[np.float64]
    left: npt.NDArray[np.float64]
    followed: float


def aalen_johansen(
    entered: npt.NDArray[np.float64],
    ended: npt.NDArray[np.float64],
    outcome: npt.NDArray[Any],
) -> Incidence:
    """Estimate the cumulative incidence of promotion and of leaving.

    Parameters
    ----------
    entered
        For how long each had waited when observation began, years; 0 from the beginning.
    ended
        For how long each had waited when it ended or observation did, years.
    outcome
        ``PROMOTED``, ``LEFT`` or ``OPEN``.

    Returns
    -------
    Incidence

    Notes
    -----
    Aalen and Johansen (1978), Scandinavian Journal of Statistics 5, 141-150; who enters late counts
    as at risk from then on (left truncation). Without leaving and late entries it is one minus
    Kaplan-Meier, which `scipy.stats.ecdf` gives.

    Examples
    --------
    >>> waits = np.array([1.0, 2.0, 3.0, 4.0])
    >>> found = aalen_johansen(waits * 0, waits, np.array([PROMOTED, LEFT, OPEN, PROMOTED]))
    >>> found.promoted.tolist(), found.left.tolist()
    ([0.25, 0.25, 0.75], [0.0, 0.25, 0.25])
    """
    happened = outcome != OPEN
    years, which = np.unique(ended[happened], return_inverse=True)
    counts = [
        np.bincount(which[outcome[happened] == cause], minlength=len(years))
        for cause in (PROMOTED, LEFT)
    ]
    # Who was there from the beginning is at risk of what happens at once.
    begun = np.sort(np.where(entered <= 0, -1.0, entered))
    at_risk = np.searchsorted(begun, years, side="left") - np.searchsorted(
        np.sort(ended), years, side="left"
    )
    waiting = np.cumprod(1 - (counts[0] + counts[1]) / at_risk)
    before = np.concatenate([[1.0], waiting[:-1]])[: len(years)]
    promoted, left = (np.cumsum(before * each / at_risk) for each in counts)
    return Incidence(years, at_risk, promoted, left, float(ended.max(initial=0.0)))


def level_spells(results: Results) -> pd.DataFrame:
    """List every time that somebody held a level, in the recorded replications.

    Parameters
    ----------
    results
        A run; `record` says how many replications tell of people.

    Returns
    -------
    pandas.DataFrame
        Columns replication, organization, person, entry_point, group, level, began (time at which
        it began, years from the start), entered, ended (years at the level when observation began
        and when it or the spell ended) and outcome
        (``PROMOTED`` by promotion or title grant, ``LEFT`` also by layoff, or ``OPEN``). Spells of
        which nobody knows when they began are left out: those of the initial staff, and of people
        promoted before the start. Title resets and acquisitions end a spell without an outcome.

    Examples
    --------
    >>> spells = level_spells(run(scenario))                              # doctest: +SKIP
    >>> spells.groupby(["organization", "level"])["outcome"].value_counts()  # doctest: +SKIP
    """
    people = results.people.reset_index(drop=True)
    people = people.astype({"organization": object, "person": object})
    end = float(results.snapshots.max(initial=0.0))
    left = people["left"].notna() & (people["destination"] != "acquirer")
    moves = _moves(results, people)
    code = people["first_level"].cat.codes
    steps = pd.concat(
        [
            pd.DataFrame(
                {"time": people["hired"], "step": _START, "level": code, "before": -1, "outcome": 0}
            ),
            moves,
            pd.DataFrame(
                {
                    "time": people["left"].fillna(end),
                    "step": _END,
                    "level": -1,
                    "before": people["last_level"].cat.codes,
                    "outcome": np.where(left, LEFT, OPEN),
                }
            ),
        ]
    )
    steps = steps.rename_axis("spell").reset_index()
    steps = steps.sort_values(["spell", "step", "time"], kind="stable", ignore_index=True)
    begins = steps.iloc[:-1].reset_index(drop=True)
    ends = steps.iloc[1:].reset_index(drop=True)
    # Before the start moves are not logged: a spell of which the levels do not fit began unseen.
    known = (begins["step"] != _END) & (begins["level"] == ends["before"])
    started = begins["time"]
    initial = people["person"].str.count("/").eq(2).to_numpy()  # organization/initial/ordinal
    known &= ~((begins["step"] == _START) & initial[begins["spell"]] & (started < 0))
    begins, ends, started = begins[known], ends[known], started[known]
    found = people.loc[begins["spell"], [*_WHO, "entry_point", "group"]].reset_index(drop=True)
    levels = people["first_level"].cat.categories
    found["level"] = pd.Categorical.from_codes(begins["level"].to_numpy(), levels)
    found["began"] = started.to_numpy()
    found["entered"] = np.maximum(-started.to_numpy(), 0.0)
    found["ended"] = ends["time"].to_numpy() - started.to_numpy()
    found["outcome"] = ends["outcome"].to_numpy()
    return found


def _moves(results: Results, people: pd.DataFrame) -> pd.DataFrame:
    """List the moves within spells of employment, indexed by the row of ``people``."""
    events = results.events
    moves = events[events["kind"].isin(list(_MOVES)) & (events["reason"] != "acquisition")]
    moves = moves.astype({"organization": object, "person": object})
    spells = people[[*_WHO, "hired"]].assign(spell=people.index).sort_values("hired")
    moves = moves.sort_values(["time", "item"], kind="stable")
    found = pd.merge_asof(moves, spells, left_on="time", right_on="hired", by=_WHO)
    return pd.DataFrame(
        {
            "time": found["time"].to_numpy(),
            "step": _MOVE,
            "level": found["level_to"].cat.codes.to_numpy(),
            "before": found["level_from"].cat.codes.to_numpy(),
            "outcome": found["kind"].map(_MOVES).astype(int).to_numpy(),
        },
        index=found["spell"].to_numpy(),
    )


def promotion_incidence(
    spells: pd.DataFrame, years: npt.NDArray[np.float64], by: Sequence[str]
) -> pd.DataFrame:
    """Estimate the cumulative incidence of promotion and leaving in each part of the spells.

    Parameters
    ----------
    spells
        As `level_spells` gives them, perhaps with columns of one's own.
    years
        Durations at which it is told, increasing.
    by
        Columns by which the spells are parted.

    Returns
    -------
    pandas.DataFrame
        The columns of ``by``, years, promoted and left (shares of all who began, missing beyond the
        longest spell observed), at_risk (people who had waited so long under observation) and
        spells (in the part).
    """
    spells = spells.dropna(subset=list(by))
    grouped = spells.groupby(list(by), observed=True, sort=False)
    keys = grouped[list(by)].first().reset_index(drop=True)
    part = grouped.ngroup().to_numpy()
    order = np.argsort(part, kind="stable")
    ends = np.searchsorted(part[order], np.arange(len(keys)), side="right")
    entered, ended, outcome = (
        spells[name].to_numpy()[order] for name in ("entered", "ended", "outcome")
    )
    rows = [
        slice(end - size, end) for end, size in zip(ends, np.diff(ends, prepend=0), strict=True)
    ]
    told = [_told(entered[own], ended[own], outcome[own], years) for own in rows]
    found = keys.loc[keys.index.repeat(len(years))].reset_index(drop=True)
    found["years"] = np.tile(years, len(keys))
    for position, name in enumerate(("promoted", "left", "at_risk")):
        found[name] = np.concatenate([[], *(each[position] for each in told)])
    found["spells"] = np.repeat(np.diff(ends, prepend=0), len(years))
    return found.astype({"at_risk": np.int64})


def _told(
    entered: npt.NDArray[np.float64],
    ended: npt.NDArray[np.float64],
    outcome: npt.NDArray[Any],
    years: npt.NDArray[np.float64],
) -> tuple[npt.NDArray[Any], npt.NDArray[Any], npt.NDArray[Any]]:
    """Read the incidence of one part at some durations, and who had waited so long."""
    found = aalen_johansen(entered, ended, outcome)
    place = np.searchsorted(found.years, years, side="right")
    promoted, left = (
        np.where(years <= found.followed, np.concatenate([[0.0], steps])[place], np.nan)
        for steps in (found.promoted, found.left)
    )
    begun = np.searchsorted(np.sort(entered), years, side="right")
    over = np.searchsorted(np.sort(ended), years, side="left")
    return promoted, left, begun - over
