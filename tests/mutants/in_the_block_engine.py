"""Faults in the block engine."""

from mutants.fault import Fault

SIMULATION = "orgsim/simulation"

BLOCK_ENGINE = (
    Fault(
        "promotions before the leavers of the day",
        f"{SIMULATION}/block.py",
        "yield calendar.at(tick, Item.REVIEW)",
        "yield calendar.at(tick, Item.STAFFING)",
    ),
    Fault(
        "a yearly step on the first day",
        f"{SIMULATION}/block.py",
        "(self.first_tick // TICKS_PER_YEAR + 1) * TICKS_PER_YEAR",
        "(self.first_tick // TICKS_PER_YEAR) * TICKS_PER_YEAR",
    ),
    Fault(
        "promotion cycles a month late",
        f"{SIMULATION}/block.py",
        "tick = month * TICKS_PER_MONTH + week",
        "tick = (month + 1) * TICKS_PER_MONTH + week",
    ),
    Fault(
        "people's own events before a cycle left until later",
        f"{SIMULATION}/block.py",
        "                self.live_until(tick)\n                self.promoting.hold_cycle(",
        "                self.promoting.hold_cycle(",
    ),
    Fault(
        "seats and cap as of the review before",
        f"{SIMULATION}/block.py",
        "            self.workplace.review_shared_values()\n"
        "            self.promoting.fill_seats(tick)\n",
        "            self.promoting.fill_seats(tick)\n"
        "            self.workplace.review_shared_values()\n",
    ),
    Fault(
        "flows that count the warm-up",
        f"{SIMULATION}/block.py",
        "            if tick == 0:\n",
        "            if tick < 0:\n",
    ),
    Fault(
        "one replication too many recorded",
        f"{SIMULATION}/block.py",
        "return numbers < record",
        "return numbers <= record",
    ),
    Fault(
        "luck that depends on the place in the block",
        f"{SIMULATION}/workplace.py",
        "derive(replication_keys(scenario.seed, replications), code(name))",
        "derive(replication_keys(scenario.seed, np.arange(len(replications))), code(name))",
    ),
    Fault(
        "organizations with the same luck",
        f"{SIMULATION}/workplace.py",
        "derive(replication_keys(scenario.seed, replications), code(name))",
        'derive(replication_keys(scenario.seed, replications), code("organization"))',
    ),
    Fault(
        "seats counted without open requisitions",
        f"{SIMULATION}/workplace.py",
        "taken = held + self.open_requisitions",
        "taken = held",
    ),
    Fault(
        "a counter-offer that takes a seat",
        f"{SIMULATION}/workplace.py",
        "        if self.rules.promotion.retention is not None:\n            # Titles",
        "        if self.rules.promotion.retention is None:\n            # Titles",
    ),
    Fault(
        "a promotion that keeps the old level's hazard until the first of the month",
        f"{SIMULATION}/workplace.py",
        "        set_exit(self, rows, time)\n\n    # -- hazards and scopes",
        "\n    # -- hazards and scopes",
    ),
    Fault(
        "time in level that runs on after a promotion",
        f"{SIMULATION}/workplace.py",
        "        roster.level_since[rows] = time\n",
        "",
    ),
    Fault(
        "the potential left behind by a better skill",
        f"{SIMULATION}/workplace.py",
        "        roster.potential[rows] = np.maximum(roster.potential[rows], new_skill)\n",
        "",
    ),
    Fault(
        "every promotion with the same luck for the new job",
        f"{SIMULATION}/workplace.py",
        "        roster.moves[rows] += 1\n",
        "",
    ),
    Fault(
        "retirement a matter of chance like any other exit",
        f"{SIMULATION}/workplace.py",
        "        destination[reason == AGE_LIMIT] = RETIREMENT\n",
        "",
    ),
    Fault(
        "people inflated by half a rung",
        f"{SIMULATION}/workplace.py",
        "- roster.scope >= 1.0 - 1e-9",
        "- roster.scope >= 0.5",
    ),
    Fault(
        "refreshes that spend no exit budget",
        f"{SIMULATION}/leaving.py",
        "spent = roster.stay[rows] - roster.hazard[rows] * used",
        "spent = roster.stay[rows]",
    ),
    Fault(
        "scopes that grow by the month and not by the year",
        f"{SIMULATION}/leaving.py",
        "target, growth, elapsed)",
        "target, growth, 12 * elapsed)",
    ),
    Fault(
        "a stay that starts anew at each refresh",
        f"{SIMULATION}/leaving.py",
        "workplace.leaving.stays.tenure(level, used + left)",
        "workplace.leaving.stays.tenure(level, left)",
    ),
    Fault(
        "people who leave on the day of their hire",
        f"{SIMULATION}/leaving.py",
        "(now - roster.hired > MINUTE)",
        "(now >= roster.hired)",
    ),
    Fault(
        "the same luck in every yearly step",
        f"{SIMULATION}/leaving.py",
        "Purpose.YEARLY_CHANCE, tick // TICKS_PER_YEAR)",
        "Purpose.YEARLY_CHANCE, 0)",
    ),
    Fault(
        "the weak who are let go before the old may retire",
        f"{SIMULATION}/leaving.py",
        "np.where(of_age, AGE_LIMIT, np.where(below, SKILL_FLOOR, -1))",
        "np.where(below, SKILL_FLOOR, np.where(of_age, AGE_LIMIT, -1))",
    ),
    Fault(
        "a consideration clock that renews at the review",
        f"{SIMULATION}/promoting.py",
        "        self.set_clock(rows, time)\n\n    # -- at staffing",
        "        self.set_clock(rows, np.ceil(time * 12) / 12)\n\n    # -- at staffing",
    ),
    Fault(
        "considered at the rate of the level below",
        f"{SIMULATION}/promoting.py",
        "wait / self._rate[roster.level[rows]]",
        "wait / self._rate[np.maximum(roster.level[rows] - 1, 0)]",
    ),
    Fault(
        "the committee in the next consideration's mood",
        f"{SIMULATION}/promoting.py",
        "roster.considerations[rows] - 2, Item.STAFFING",
        "roster.considerations[rows] - 1, Item.STAFFING",
    ),
    Fault(
        "seats that bind where there is no budget",
        f"{SIMULATION}/promoting.py",
        "            return np.full_like(free, UNLIMITED)\n",
        "            return free\n",
    ),
    Fault(
        "up or out one chance later",
        f"{SIMULATION}/promoting.py",
        "enough = roster.passed_over[rows] >= most",
        "enough = roster.passed_over[rows] > most",
    ),
    Fault(
        "the same answer to every counter-offer",
        f"{SIMULATION}/promoting.py",
        "Purpose.COUNTER_OFFER, roster.counter_offers[rows])",
        "Purpose.COUNTER_OFFER)",
    ),
    Fault(
        "ties broken by the same lot in every cycle",
        f"{SIMULATION}/promoting.py",
        "bits(roster.key[candidates], Purpose.TIE, mine)",
        "bits(roster.key[candidates], Purpose.TIE)",
    ),
    Fault(
        "a table of cycles whose quota is what was promoted",
        f"{SIMULATION}/promoting.py",
        "np.where(quota == UNLIMITED, np.nan, quota)[held]",
        "np.where(quota == UNLIMITED, np.nan, found.promoted)[held]",
    ),
    Fault(
        "a hire that keeps its requisition open",
        f"{SIMULATION}/recruiting.py",
        '(replication, level), starting["requisition"])',
        '(replication, level), 0 * starting["requisition"])',
    ),
    Fault(
        "a hire counted twice",
        f"{SIMULATION}/recruiting.py",
        "np.add.at(flows.hires, (replication, level), 1)",
        "np.add.at(flows.hires, (replication, level), 2)",
    ),
    Fault(
        "arrivals on the days of the reviews",
        f"{SIMULATION}/recruiting.py",
        '"start": time,',
        '"start": np.full(len(keys), years(tick)),',
    ),
    Fault(
        "hires without regard to the scope cap",
        f"{SIMULATION}/recruiting.py",
        "scope = np.minimum(workplace.ladder.scope[level], workplace.cap[replication])",
        "scope = workplace.ladder.scope[level]",
    ),
    Fault(
        "a full level that admits one more",
        f"{SIMULATION}/hiring.py",
        "full = place_within(replication[here]) >= free",
        "full = place_within(replication[here]) > free",
    ),
    Fault(
        "entrants numbered anew at every review",
        f"{SIMULATION}/hiring.py",
        "ordinal = place_within(group) + self._entered.ravel()[group]",
        "ordinal = place_within(group)",
    ),
    Fault(
        "people who are due today start tomorrow",
        f"{SIMULATION}/hiring.py",
        'due = self._pending["start"] <= now',
        'due = self._pending["start"] < now',
    ),
    Fault(
        "an event log in the order of happening",
        f"{SIMULATION}/record.py",
        '(columns["person"], columns["item"], columns["time"], columns["replication"])',
        '(columns["item"], columns["time"], columns["replication"])',
    ),
    Fault(
        "a warm-up that is recorded",
        f"{SIMULATION}/record.py",
        "np.flatnonzero(self._recorded[replication] & (time >= 0.0))",
        "np.flatnonzero(self._recorded[replication])",
    ),
    Fault(
        "person-years without those who are there at the snapshot",
        f"{SIMULATION}/record.py",
        "np.maximum(flows.lived + time * headcount, 0.0)",
        "np.maximum(flows.lived, 0.0)",
    ),
    Fault(
        "grown rosters that forget a person",
        f"{SIMULATION}/roster.py",
        "grown[:first] = values[:first]",
        "grown[: first - 1] = values[: first - 1]",
    ),
)
