"""The plain SimPy program: one process per employee and one per requisition.

What one would write first: ordinary generators, objects, Python's own random numbers, one
replication at a time. It reads the same `Scenario` and follows the same rules as orgsim's block
engine, but shares neither its arithmetic nor its random numbers with it, and so it is two things
at once: what the engine's speed is measured against, and an independent check of what it computes.

The clock is in months, so that the first of a month is a whole number. What falls on the same
instant happens in the order in which it was put on the calendar; every process that works on the
first of a month puts its next turn there a month (or more) ahead, so the promotion cycle, started
first, comes before the staffing review, and both before everybody's own month start.

It does without what the benchmark's workloads do not use: arrivals without a headcount plan,
staffing reviews that are not monthly or do more than open requisitions at the entry points'
levels, and promotion policies that are Python objects.
"""

from benchmarks.plain_simpy.bookkeeping import LevelCount
from benchmarks.plain_simpy.processes import simulate

__all__ = ["LevelCount", "simulate"]
