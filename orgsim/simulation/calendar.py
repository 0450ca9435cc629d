"""SimPy's environment as an organization's calendar, in whole ticks."""

from __future__ import annotations

import simpy
from simpy.events import EventPriority

from orgsim.simulation.day import Item


class Calendar(simpy.Environment):
    """A calendar on which processes wake at a tick (`orgsim.clock`) for an item of the day.

    Its time is a whole number of ticks, so that two processes that mean the same day wake on the
    same day, in the order of the day.
    """

    def __init__(self, first_tick: int) -> None:
        super().__init__(initial_time=first_tick)

    def at(self, tick: int, item: Item) -> Wake:
        """The event of a process that wakes at a tick for an item of the day."""
        return Wake(self, tick, item)


class Wake(simpy.Event):
    """An event that is certain to happen, like SimPy's own Timeout.

    Unlike a Timeout it has the item of the day as its priority among the events of one tick.
    """

    def __init__(self, calendar: Calendar, tick: int, item: Item) -> None:
        super().__init__(calendar)
        self._ok = True
        self._value = None
        calendar.schedule(self, priority=EventPriority(item), delay=tick - int(calendar.now))
