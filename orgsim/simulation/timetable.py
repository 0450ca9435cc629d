"""The days on which an organization may have something to do, whatever happens in a replication.

Stages are entered in each replication at a time of its own. A block is to wake on the days of
every rule set that some replication may follow by then, not of those that its own replications
follow: no replication may notice which others share the block, not even by the last bit of a sum
that is cut elsewhere.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from orgsim.clock import TICKS_PER_MONTH, TICKS_PER_WEEK, month_number, months_between, ticks
from orgsim.rules.organization import Organization
from orgsim.rules.promotion.trigger import Cycle
from orgsim.rules.rule_sets import RuleSets


class Timetable:
    """The timetable of one organization.

    Parameters
    ----------
    rules : Organization
        As founded, with its stages and interventions.
    rule_sets : RuleSets
    start : datetime.date
        The scenario's first day.
    last_tick : int

    Attributes
    ----------
    first_tick : int
        When its clock starts: 0, or the beginning of its warm-up.
    every_rule_set : list of Organization
        All that may ever hold.
    """

    def __init__(
        self, rules: Organization, rule_sets: RuleSets, start: dt.date, last_tick: int
    ) -> None:
        self.first_tick, self._last_tick = -ticks(rules.warm_up), last_tick
        self._start, self._rule_sets = start, rule_sets
        self._entered_in = [
            None if stage.date is None else months_between(start, stage.date)
            for stage in rules.stages.values()
        ]
        self._changed_in = [months_between(start, each.date) for each in rule_sets.changes]
        self.every_rule_set = [
            rules,
            *(rule_sets.of(stage, changes) for stage, changes in rule_sets.occurring(start)),
        ]

    def may_hold(self, month: int) -> list[Organization]:
        """The rule sets that replications may follow in a month, from its first day on."""
        changes = sum(each <= month for each in self._changed_in)
        possible = [0]
        for stage, entered_in in enumerate(self._entered_in, 1):
            if entered_in is not None and entered_in <= month:
                possible = [stage]  # nobody is in an earlier one any more
            elif entered_in is None and month > 0:
                possible.append(stage)
        return [self._rule_sets.of(stage, changes) for stage in possible]

    def staffing_reviews(self) -> Iterator[int]:
        """The ticks on which there may be a staffing review.

        Under each rule set reviews are counted from the first day of all.
        """
        for month in range(month_number(self.first_tick), month_number(self._last_tick) + 1):
            intervals = {ticks(rules.staffing.every) for rules in self.may_hold(month)}
            first = month * TICKS_PER_MONTH
            for tick in range(first, min(first + TICKS_PER_MONTH, self._last_tick + 1)):
                if any((tick - self.first_tick) % interval == 0 for interval in intervals):
                    yield tick

    def promotion_cycles(self) -> list[tuple[int, list[tuple[int, int]]]]:
        """The ticks on which there may be promotion cycles: of which months, how many weeks late.

        All weeks in question, whoever has a cycle then.
        """
        found: dict[int, list[tuple[int, int]]] = defaultdict(list)
        for month in range(month_number(self.first_tick), month_number(self._last_tick) + 1):
            triggers = [
                trigger
                for rules in self.may_hold(month)
                if isinstance(trigger := rules.promotion.trigger, Cycle)
                and trigger.takes_place(month, self._start)
            ]
            for week in range(max((each.latest for each in triggers), default=-1) + 1):
                tick = month * TICKS_PER_MONTH + week * TICKS_PER_WEEK
                early = all(each.too_early(tick, self._start) for each in triggers)
                if tick <= self._last_tick and not early:
                    found[tick].append((month, week))
        return sorted(found.items())
