"""Interventions: what is done to an organization on its day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, years
from orgsim.rules.interventions.hiring_freeze import HiringFreeze
from orgsim.rules.interventions.layoff import Layoff
from orgsim.rules.interventions.title_reset import TitleReset
from orgsim.simulation.day import Item
from orgsim.simulation.moving_up import move_down
from orgsim.simulation.record import TITLE_RESET

if TYPE_CHECKING:
    from orgsim.rules.interventions.disruption import Disruption
    from orgsim.rules.interventions.intervention import Intervention
    from orgsim.simulation.promoting import Promoting
    from orgsim.simulation.recruiting import Recruiting
    from orgsim.simulation.workplace import Workplace

Integers = NDArray[np.int64]


class Intervening:
    """What interventions do where one rule set holds.

    Parameters
    ----------
    workplace : Workplace
    promoting : Promoting
    recruiting : Recruiting
    """

    def __init__(self, workplace: Workplace, promoting: Promoting, recruiting: Recruiting) -> None:
        self._workplace, self._promoting = workplace, promoting
        self._recruiting = recruiting

    def act(self, intervention: Intervention, tick: int) -> None:
        """The day of an intervention has come."""
        if isinstance(intervention, Layoff):
            lay_off(self._workplace, intervention, tick)
        elif isinstance(intervention, HiringFreeze):
            if intervention.open_requisitions == "cancel":
                self._recruiting.freeze(intervention, tick)
        elif isinstance(intervention, TitleReset):
            self.reset_titles(intervention, tick, Item.INTERVENTION, self._workplace.active)

    def reset_titles(
        self, reset: TitleReset, tick: int, item: Item, replications: NDArray[np.bool_]
    ) -> None:
        """Whose level asks for more than the scope held goes down to one that fits.

        Parameters
        ----------
        reset : TitleReset
        tick : int
        item : Item
            Of the day.
        replications : array of bool, shape (R,)
            Where titles are reset.
        """
        workplace, roster, now = self._workplace, self._workplace.roster, years(tick)
        there = roster.level < len(workplace.ladder)
        rows = np.flatnonzero(there & replications[roster.replication])
        level = roster.level[rows]
        to = reset.new_level(workplace.ladder, level, roster.scope[rows])
        down, to = rows[to != level], to[to != level]
        if reset.disruption is not None:
            disrupt(workplace, down, reset.disruption, now)
        time = np.full(len(down), now)
        move_down(workplace, down, to, time, item, TITLE_RESET)
        roster.waiting[down] = False
        if self._promoting.continuous:
            self._promoting.set_clock(down, time)


def lay_off(workplace: Workplace, layoff: Layoff, tick: int) -> None:
    """So many people have to go; the others may be upset for a while."""
    roster, now = workplace.roster, years(tick)
    rows = np.flatnonzero(roster.level < len(workplace.ladder))
    leaving = layoff.laid_off(
        workplace.people(rows),
        roster.replication[rows],
        roster.person[rows],
        workplace.ladder.ids,
        now,
        month_number(tick),
    )
    workplace.lay_off(rows[leaving], now)
    if layoff.disruption is not None:
        disrupt(workplace, rows[~leaving], layoff.disruption, now)


def disrupt(workplace: Workplace, rows: Integers, disruption: Disruption, now: float) -> None:
    """People are likelier to leave for a while."""
    roster = workplace.roster
    roster.disruption[rows], roster.disrupted_until[rows] = disruption.after(
        roster.disruption[rows], roster.disrupted_until[rows], now
    )
