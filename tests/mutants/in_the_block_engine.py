"""Faults in the block engine: its state, its calendar, who leaves and what is written down."""

from mutants.fault import Fault

SIMULATION = "orgsim/simulation"

BLOCK_ENGINE = (
    Fault(
        "promotions before the leavers of the day",
        f"{SIMULATION}/block.py",
        "yield calendar.at(tick, Item.REVIEW)",
        "yield calendar.at(tick, Item.STAFFING)",
        "tests/simulation/test_leaving.py -k seat_vacated",
    ),
    Fault(
        "a yearly step on the first day",
        f"{SIMULATION}/reviewing.py",
        "tick > workplace.company.first_tick",
        "tick >= workplace.company.first_tick",
        "tests/simulation/test_insight.py -k the_yearly",
    ),
    Fault(
        "promotion cycles a month late",
        f"{SIMULATION}/block.py",
        "tick = month * TICKS_PER_MONTH + week",
        "tick = (month + 1) * TICKS_PER_MONTH + week",
        "tests/simulation/test_events.py -k nobody_waits",
    ),
    Fault(
        "people's own events before a cycle left until later",
        f"{SIMULATION}/block.py",
        "                self.live_until(tick)\n                self.promoting.hold_cycle(",
        "                self.promoting.hold_cycle(",
        "tests/simulation/test_events.py -k careers_are",
    ),
    Fault(
        "seats and cap as on the first day",
        f"{SIMULATION}/block.py",
        "            self.workplace.review_shared_values()\n",
        "",
        "tests/simulation/test_order_of_the_day.py",
    ),
    Fault(
        "flows that count the warm-up",
        f"{SIMULATION}/block.py",
        "            if tick == 0:\n",
        "            if tick < 0:\n",
        "tests/simulation/test_events.py -k no_event",
    ),
    Fault(
        "one replication too many recorded",
        f"{SIMULATION}/block.py",
        "return numbers < record",
        "return numbers <= record",
        "tests/simulation/test_reference.py -k the_reference",
    ),
    Fault(
        "late cycles only in weeks when some replication has one",
        f"{SIMULATION}/block.py",
        "                yield calendar.at(tick, Item.PROMOTION_CYCLE)\n",
        (
            "                if not (late == week).any():\n"
            "                    continue\n"
            "                yield calendar.at(tick, Item.PROMOTION_CYCLE)\n"
        ),
        "tests/simulation/test_reproducible.py -k block_size",
    ),
    Fault(
        "requisitions given up after seats are filled",
        f"{SIMULATION}/block.py",
        (
            "            self.recruiting.give_up(tick)\n"
            "            self.promoting.fill_seats(tick)\n"
        ),
        (
            "            self.promoting.fill_seats(tick)\n"
            "            self.recruiting.give_up(tick)\n"
        ),
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "luck that depends on the place in the block",
        f"{SIMULATION}/company.py",
        "replication_keys(scenario.seed, replications)",
        "replication_keys(scenario.seed, np.arange(len(replications)))",
        "tests/simulation/test_reproducible.py -k the_block",
    ),
    Fault(
        "organizations with the same luck",
        f"{SIMULATION}/company.py",
        "derive(self.market_keys, code(name))",
        'derive(self.market_keys, code("organization"))',
        "tests/simulation/test_reference.py -k every_shipped",
    ),
    Fault(
        "seats counted without open requisitions",
        f"{SIMULATION}/workplace.py",
        "taken = held + self.company.open_requisitions",
        "taken = held",
        "tests/simulation/test_events.py -k open_requisition",
    ),
    Fault(
        "a counter-offer that takes a seat",
        f"{SIMULATION}/workplace.py",
        "        if self.rules.promotion.retention is not None:\n            # Titles",
        "        if self.rules.promotion.retention is None:\n            # Titles",
        "tests/simulation/test_promotions.py -k it_takes",
    ),
    Fault(
        "a promotion that keeps the old level's hazard until the first of the month",
        f"{SIMULATION}/moving_up.py",
        "        reason=reason,\n    )\n    set_exit(workplace, rows, time)\n",
        "        reason=reason,\n    )\n",
        "tests/simulation/test_promotions.py -k each_stay",
    ),
    Fault(
        "time in level that runs on after a promotion",
        f"{SIMULATION}/moving_up.py",
        "    roster.level_since[rows] = time\n",
        "",
        "tests/simulation/test_promotions.py -k too_long",
    ),
    Fault(
        "the potential left behind by a better skill",
        f"{SIMULATION}/moving_up.py",
        "    roster.potential[rows] = np.maximum(roster.potential[rows], new_skill)\n",
        "",
        "tests/simulation/test_promotions.py -k unlearnt",
    ),
    Fault(
        "every promotion with the same luck for the new job",
        f"{SIMULATION}/moving_up.py",
        "    roster.moves[rows] += 1\n",
        "",
        "tests/simulation/test_reference.py -k beset",
    ),
    Fault(
        "retirement a matter of chance like any other exit",
        f"{SIMULATION}/workplace.py",
        "        destination[reason == AGE_LIMIT] = RETIREMENT\n",
        "",
        "tests/simulation/test_leaving.py -k people_retire",
    ),
    Fault(
        "people inflated by half a rung",
        f"{SIMULATION}/snapshots.py",
        "- roster.scope >= 1.0 - 1e-9",
        "- roster.scope >= 0.5",
        "tests/simulation/test_reference.py -k every_shipped",
    ),
    Fault(
        "a stay that goes on after a counter-offer",
        f"{SIMULATION}/moving_up.py",
        (
            "    roster.stay[rows] = exponential(roster.key[rows], Purpose.STAY, "
            "roster.counter_offers[rows])\n"
        ),
        "",
        "tests/simulation/test_promotions.py -k TestCounterOffers",
    ),
    Fault(
        "every stay as long as the first",
        f"{SIMULATION}/moving_up.py",
        "Purpose.STAY, roster.counter_offers[rows])",
        "Purpose.STAY)",
        "tests/simulation/test_promotions.py -k TestCounterOffers",
    ),
    Fault(
        "times passed over that survive a move",
        f"{SIMULATION}/moving_up.py",
        "    roster.passed_over[rows] = 0\n",
        "",
        "tests/simulation/test_promotions.py -k TestUpOrOut",
    ),
    Fault(
        "up or out for no stated reason",
        f"{SIMULATION}/workplace.py",
        "np.where(out, UP_OR_OUT, -1)",
        "-1",
        "tests/simulation/test_promotions.py -k TestUpOrOut",
    ),
    Fault(
        "insight that grows at the rate of the level left",
        f"{SIMULATION}/moving_up.py",
        (
            "    for name, values in workplace.insight.settled(roster, rows, time).items():\n"
            "        getattr(roster, name)[rows] = values\n"
        ),
        "",
        "tests/simulation/test_insight.py",
    ),
    Fault(
        "a leaver replaced where the title was",
        f"{SIMULATION}/workplace.py",
        "time, roster.seat[rows])",
        "time, level)",
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "refreshes that spend no exit budget",
        f"{SIMULATION}/leaving.py",
        "spent = roster.stay[rows] - roster.hazard[rows] * used",
        "spent = roster.stay[rows]",
        "tests/simulation/test_events.py -k exits_are",
    ),
    Fault(
        "scopes that grow by the month and not by the year",
        f"{SIMULATION}/leaving.py",
        "target, growth, elapsed)",
        "target, growth, 12 * elapsed)",
        "tests/simulation/test_events.py -k scope_grows",
    ),
    Fault(
        "a stay that starts anew at each refresh",
        f"{SIMULATION}/leaving.py",
        "workplace.leaving.stays.tenure(level, used + left)",
        "workplace.leaving.stays.tenure(level, left)",
        "tests/simulation/test_leaving.py -k stays_are",
    ),
    Fault(
        "people who leave on the day of their hire",
        f"{SIMULATION}/leaving.py",
        "(now - roster.hired > MINUTE)",
        "(now >= roster.hired)",
        "tests/simulation/test_leaving.py -k found_for_an_anniversary",
    ),
    Fault(
        "the same luck in every yearly step",
        f"{SIMULATION}/leaving.py",
        "Purpose.YEARLY_CHANCE, tick // TICKS_PER_YEAR)",
        "Purpose.YEARLY_CHANCE, 0)",
        "tests/simulation/test_leaving.py -k yearly_steps",
    ),
    Fault(
        "the weak who are let go before the old may retire",
        f"{SIMULATION}/leaving.py",
        "np.where(of_age, AGE_LIMIT, np.where(below, SKILL_FLOOR, -1))",
        "np.where(below, SKILL_FLOOR, np.where(of_age, AGE_LIMIT, -1))",
        "tests/simulation/test_leaving.py -k old_counts",
    ),
    Fault(
        "too long in the company, not in the level",
        f"{SIMULATION}/leaving.py",
        "out = roster.level_since[rows] + workplace.up_or_out",
        "out = roster.hired[rows] + workplace.up_or_out",
        "tests/simulation/test_promotions.py -k TestUpOrOut",
    ),
    Fault(
        "a committee's bias about who leaves",
        f"{SIMULATION}/leaving.py",
        "        _true_readiness(workplace, rows, skill, now),\n",
        "        workplace.people(rows).readiness(now),\n",
        "tests/simulation/test_insight.py -k yearly_chance",
    ),
    Fault(
        "an event log in the order of happening",
        f"{SIMULATION}/record.py",
        '(columns["person"], columns["item"], columns["time"], columns["replication"])',
        '(columns["item"], columns["time"], columns["replication"])',
        "tests/simulation/test_reference.py -k beset",
    ),
    Fault(
        "a warm-up that is recorded",
        f"{SIMULATION}/record.py",
        "np.flatnonzero(self._recorded[replication] & (time >= 0.0))",
        "np.flatnonzero(self._recorded[replication])",
        "tests/simulation/test_events.py",
    ),
    Fault(
        "person-years without those who are there at the snapshot",
        f"{SIMULATION}/snapshots.py",
        "np.maximum(flows.lived + time * headcount, 0.0)",
        "np.maximum(flows.lived, 0.0)",
        "tests/simulation/test_person_years.py",
    ),
    Fault(
        "vacancies that were filled from outside only",
        f"{SIMULATION}/snapshots.py",
        '"vacancies": flows.requisitions + flows.filled_from_below',
        '"vacancies": flows.requisitions',
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "grown rosters that forget a person",
        f"{SIMULATION}/roster.py",
        "grown[:first] = values[:first]",
        "grown[: first - 1] = values[: first - 1]",
        "tests/simulation/test_events.py",
    ),
    Fault(
        "poor ratings that a good one does not end",
        f"{SIMULATION}/reviewing.py",
        "np.where(poor, roster.poor_ratings[rows] + 1, 0)",
        "roster.poor_ratings[rows] + poor",
        "tests/simulation/test_reviews.py",
    ),
)
