"""What the company of the plain program does on its calendar, and a replication from end to end."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import simpy

from benchmarks.plain_simpy.bookkeeping import LevelCount
from benchmarks.plain_simpy.company import Company
from benchmarks.plain_simpy.employee import Process
from orgsim.clock import calendar_month
from orgsim.rules.promotion.trigger import Cycle

if TYPE_CHECKING:
    from orgsim.scenario import Scenario


def promotion_cycles(company: Company, trigger: Cycle) -> Process:
    """Promotion cycles on the first day of their calendar months."""
    env, start = company.env, company.scenario.start
    no_cycle_before = -math.inf
    if trigger.first_cycle is not None:
        first = trigger.first_cycle
        no_cycle_before = (first.year - start.year) * 12 + first.month - start.month
    month = round(env.now)
    while True:
        if calendar_month(start, month) in trigger.months and month >= no_cycle_before:
            if month > env.now:
                yield env.timeout(month - env.now)
            company.hold_cycle()
        month += 1


def staffing_reviews(company: Company) -> Process:
    """Every month: seats, promotions that wait for one, and requisitions."""
    while True:
        company.review_size()
        company.fill_seats()
        company.open_requisitions_for_missing()
        yield company.env.timeout(1)


def bookkeeping(company: Company) -> Process:
    """At the end of each month's first day: a snapshot where one is due, from the start on."""
    env, interval = company.env, round(company.scenario.snapshots * 12)
    while True:
        if env.now == 0:
            company.books.count_anew()  # the count starts here, whatever the warm-up saw
        if env.now >= 0 and env.now % interval == 0:
            company.books.take_snapshot(company)
        yield env.timeout(1)


def simulate(scenario: Scenario, replication: int) -> dict[str, list[LevelCount]]:
    """Run one replication.

    Parameters
    ----------
    scenario : Scenario
    replication : int

    Returns
    -------
    dict of str to list of LevelCount
        By organization: every snapshot, and in it every level, lowest first.

    Raises
    ------
    NotImplementedError
        For rules that the program does without.

    Examples
    --------
    >>> from orgsim.scenario import load_scenario
    >>> scenario = load_scenario("benchmarks/startup.yaml")     # doctest: +SKIP
    >>> simulate(scenario, replication=0)["startup"][-1]        # doctest: +SKIP
    """
    found = {}
    for name, rules in scenario.organizations.items():
        # Organizations do not meet, so each may have a calendar of its own.
        env = simpy.Environment(initial_time=-round(rules.warm_up * 12))
        source = random.Random(f"{scenario.seed}/{replication}/{name}")  # noqa: S311 - no secrets
        company = Company(env, scenario, name, source)
        if isinstance(rules.promotion.trigger, Cycle):
            env.process(promotion_cycles(company, rules.promotion.trigger))
        env.process(staffing_reviews(company))
        company.first_day()
        env.process(bookkeeping(company))
        # The last snapshot falls on the horizon itself, which `run` would leave out.
        env.run(until=scenario.horizon_months + 1e-9)
        found[name] = company.books.counts
    return found
