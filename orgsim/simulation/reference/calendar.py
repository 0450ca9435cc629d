"""SimPy's environment with appointments at exact times, in the order of the day."""

from __future__ import annotations

from collections.abc import Generator
from heapq import heappush
from typing import Any, TypeAlias

import simpy

from orgsim.clock import years
from orgsim.simulation.day import Item

Process: TypeAlias = Generator[simpy.Event, Any, None]


class Calendar(simpy.Environment):
    """A calendar in years on which processes wake at a time, for an item of the day.

    SimPy's own `timeout` adds a delay to the present time. In floating point the sum of the two
    may miss the time that was meant by a last bit, and a last bit decides whether somebody who
    starts on the first of a month is there at that day's snapshot. Hence appointments: times
    themselves are put on the calendar. Among the events of one time the item of the day is the
    priority.

    Parameters
    ----------
    first_tick : int
        The tick (`orgsim.clock`) at which it opens.
    """

    def __init__(self, first_tick: int) -> None:
        super().__init__(initial_time=years(first_tick))

    def at(self, time: float, item: Item) -> Appointment:
        """The event of a process that wakes at a time, in years, for an item of the day."""
        appointment = Appointment(self)
        heappush(self._queue, (time, item, next(self._eid), appointment))  # type: ignore[misc]
        return appointment


class Appointment(simpy.Event):
    """An event that is certain to happen, like SimPy's own Timeout."""

    def __init__(self, calendar: Calendar) -> None:
        # As in Timeout, the attributes of Event are set here: most of what a replication does is
        # to make appointments.
        self.env = calendar
        self.callbacks = []
        self._ok = True
        self._value = None
