"""Snapshots: every level and entry point as it stands, and what has happened since the last one."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.rules.competence import skill_after
from orgsim.simulation.paying import cost, pay_gap, payroll
from orgsim.simulation.record import Batches, Flows

if TYPE_CHECKING:
    from orgsim.simulation.company import Company
    from orgsim.simulation.workplace import Workplace

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

_EVERYBODY = slice(None)


class ConservationError(RuntimeError):
    """People were lost or counted twice: a fault of the program, never of the scenario."""


class Snapshots:
    """One organization's levels at each snapshot, all replications of the block."""

    def __init__(self) -> None:
        self._levels = Batches()
        self._hires = Batches()

    def add(
        self,
        time: float,
        flows: Flows,
        headcount: Integers,
        open_requisitions: Integers,
        sums: dict[str, Floats],
        in_training: Integers,
        waiting: Integers,
    ) -> None:
        """Write down one snapshot.

        Parameters
        ----------
        time : float
            Years.
        flows : Flows
        headcount, open_requisitions : array of int, shape (R, L)
        sums : mapping of column to array of float, shape (R, L)
            Sums over the people at each level, and `cost`; NaN of what is not modelled.
        in_training, waiting : array of int, shape (R, E)
            Apprentices, and those who have finished and wait.
        """
        replications, levels = headcount.shape
        people = np.maximum(headcount, 1)
        empty = headcount == 0
        means = {
            name: np.where(empty, np.nan, sums[name] / people)
            for name in ("scope", "skill", "time_in_level", "insight", "pay", "pay_gap")
        }
        effectiveness = np.full(headcount.shape, np.nan)
        np.divide(sums["carried"], sums["scope"], out=effectiveness, where=sums["scope"] > 0)
        rated = sums["rated"].astype(np.int64)
        rating = np.where(rated == 0, np.nan, sums["rating"] / np.maximum(rated, 1))
        moved = flows.promotions_out + flows.title_grants_out
        waited = np.where(moved == 0, np.nan, flows.years_before_moving / np.maximum(moved, 1))
        titled = flows.hires_with_title
        columns: dict[str, NDArray[Any]] = {
            "replication": np.repeat(np.arange(replications), levels).reshape(headcount.shape),
            "level": np.tile(np.arange(levels), (replications, 1)),
            "headcount": headcount,
            **means,
            "effectiveness": effectiveness,
            "poor_performers": sums["poor_performers"].astype(np.int64),
            "lost_to_poor": sums["lost_to_poor"],
            "rated": rated,
            "rating": rating,
            "inflated": sums["inflated"].astype(np.int64),
            "person_years": np.maximum(flows.lived + time * headcount, 0.0),
            "cost": sums["cost"],
            "hires": flows.hires,
            "hires_with_title": flows.hires_with_title,
            "relevel": np.where(titled == 0, np.nan, flows.rungs_gained / np.maximum(titled, 1)),
            "hires_from_market": flows.hires_from_market,
            "exits": flows.exits,
            "let_go": flows.let_go,
            "laid_off": flows.laid_off,
            "promotions_in": flows.promotions_in,
            "promotions_out": flows.promotions_out,
            "title_grants_in": flows.title_grants_in,
            "title_grants_out": flows.title_grants_out,
            "relevels_in": flows.relevels_in,
            "relevels_out": flows.relevels_out,
            "acquired_in": flows.acquired_in,
            "acquired_out": flows.acquired_out,
            "time_to_promotion": waited,
            "open_requisitions": open_requisitions,
            "vacancies": flows.requisitions + flows.filled_from_below,
            "filled_from_below": flows.filled_from_below,
            "cancelled": flows.cancelled,
        }
        flat = {name: values.ravel() for name, values in columns.items()}
        self._levels.add(headcount.size, time=time, **flat)

        count = flows.hires_by_entry_point
        entry_points = count.shape[1]
        self._hires.add(
            count.size,
            time=time,
            replication=np.repeat(np.arange(replications), entry_points),
            entry_point=np.tile(np.arange(entry_points), replications),
            hires=count.ravel(),
            time_to_fill=np.where(
                count == 0, np.nan, flows.years_to_fill / np.maximum(count, 1)
            ).ravel(),
            offers=flows.offers.ravel(),
            declined=flows.declined.ravel(),
            turned_away=flows.turned_away.ravel(),
            withheld=flows.withheld.ravel(),
            in_training=in_training.ravel(),
            waiting=waiting.ravel(),
        )

    def level_columns(self) -> dict[str, NDArray[Any]]:
        """Columns of the table `levels`, but for those that are derived."""
        return self._levels.columns(
            (
                "replication",
                "time",
                "level",
                "headcount",
                "scope",
                "skill",
                "time_in_level",
                "insight",
                "pay",
                "pay_gap",
                "effectiveness",
                "poor_performers",
                "lost_to_poor",
                "rated",
                "rating",
                "inflated",
                "person_years",
                "cost",
                "hires",
                "hires_with_title",
                "relevel",
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
                "time_to_promotion",
                "open_requisitions",
                "vacancies",
                "filled_from_below",
                "cancelled",
            )
        )

    def hire_columns(self) -> dict[str, NDArray[Any]]:
        """Columns of the table `hires`."""
        return self._hires.columns(
            (
                "replication",
                "time",
                "entry_point",
                "hires",
                "time_to_fill",
                "offers",
                "declined",
                "turned_away",
                "withheld",
                "in_training",
                "waiting",
            )
        )


def take_snapshot(company: Company, workplaces: Sequence[Workplace], time: float) -> None:
    """Write down the levels, and check that nobody was lost or counted twice.

    Parameters
    ----------
    company : Company
    workplaces : sequence of Workplace
        Those of the rule sets that replications follow now.
    time : float
        Years.

    Raises
    ------
    ConservationError
        If rosters and the running count of heads disagree.
    """
    there = _total([workplace.count(_EVERYBODY)[:, :-1] for workplace in workplaces])
    if not np.array_equal(there, company.staff):
        raise ConservationError(f"headcount and roster disagree at {time:g} years")
    sums = [_sums(workplace, time) for workplace in workplaces]
    apprentices = [workplace.apprentices.counts(time) for workplace in workplaces]
    in_training, waiting = (_total(counts) for counts in zip(*apprentices, strict=True))
    company.snapshots.add(
        time,
        company.flows,
        company.staff.copy(),
        company.open_requisitions.copy(),
        {name: _total([each[name] for each in sums]) for name in sums[0]},
        in_training,
        waiting,
    )
    count_anew(company, workplaces, time)


def _sums(workplace: Workplace, time: float) -> dict[str, Floats]:
    """Sums over the people at each level, shape (R, L); NaN of what is not modelled."""
    roster = workplace.roster
    skill = skill_after(
        roster.skill_then, roster.potential, roster.learning_rate, time - roster.skill_since
    )
    effectiveness = workplace.rules.effectiveness
    inflated = workplace.ladder.rank.take(roster.level) - roster.scope >= 1.0 - 1e-9
    sums = {
        "scope": roster.scope,
        "skill": skill,
        "time_in_level": time - roster.level_since,
        "insight": workplace.insight.into_own_work(roster, _EVERYBODY, time),
        "pay": roster.pay,
        "pay_gap": pay_gap(workplace, _EVERYBODY, np.array([time])),
        "carried": effectiveness.carried(skill, roster.scope),
        "poor_performers": effectiveness.poor(skill, roster.scope).astype(np.float64),
        "lost_to_poor": effectiveness.lost_to_poor(skill, roster.scope),
        "rated": (roster.rating > 0).astype(np.float64),
        "rating": roster.rating.astype(np.float64),
        "inflated": inflated.astype(np.float64),
    }
    found = {name: workplace.count(_EVERYBODY, values)[:, :-1] for name, values in sums.items()}
    return {**found, "cost": cost(workplace, time)}


def count_anew(company: Company, workplaces: Sequence[Workplace], time: float) -> None:
    """Flows are counted from here."""
    paid = _total([payroll(workplace) for workplace in workplaces])
    company.flows.reset(time, company.staff, paid)


def effectiveness(workplace: Workplace, time: float) -> Floats:
    """How much of the responsibility held is carried well, shape (R,); NaN of nobody."""
    roster = workplace.roster
    skill = skill_after(
        roster.skill_then, roster.potential, roster.learning_rate, time - roster.skill_since
    )
    carried, held = (
        workplace.count(_EVERYBODY, values)[:, :-1].sum(axis=1)
        for values in (workplace.rules.effectiveness.carried(skill, roster.scope), roster.scope)
    )
    result = np.full(len(held), np.nan)
    np.divide(carried, held, out=result, where=held > 0)
    return result


def _total(counts: Sequence[NDArray[Any]]) -> NDArray[Any]:
    """The sum over workplaces; a replication has people in one of them only."""
    return reduce(np.add, counts)
