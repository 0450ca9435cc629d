"""Faults in stages and `set`: what becomes of people and plans when rules change."""

from mutants.fault import Fault

SIMULATION = "orgsim/simulation"
REFERENCE = "orgsim/simulation/reference"
TESTS = "tests/simulation/test_changing_rules.py"

CHANGING_RULES = (
    Fault(
        "what was spent before a change spent by the new rules",
        f"{SIMULATION}/changing.py",
        "        live_on(workplace, rows, now)\n",
        "        pass\n",
        "tests/simulation/test_reference.py -k changes_its_rules",
    ),
    Fault(
        "every clock begun anew by a change",
        f"{SIMULATION}/changing.py",
        "anew = before.promoting.rate[level] != after.promoting.rate[level]",
        "anew = np.ones(len(rows), dtype=bool)",
        f"{TESTS} -k as_they_were",
    ),
    Fault(
        "people who wait for a seat for ever",
        f"{SIMULATION}/changing.py",
        "        roster.waiting[rows] = False\n",
        "",
        f"{TESTS} -k nobody_waits",
    ),
    Fault(
        "a new plan that grows from the first day",
        f"{SIMULATION}/changing.py",
        "new.plan.course(now, headcount,",
        "new.plan.course(0.0, headcount,",
        f"{TESTS} -k growth",
    ),
    Fault(
        "pay that costs nothing where it begins",
        f"{SIMULATION}/changing.py",
        "        start_paying(workplace, rows, now)\n",
        "",
        f"{TESTS} -k where_pay",
    ),
    Fault(
        "requisitions lost when the rules change",
        f"{SIMULATION}/changing.py",
        "    old.openings.pending.hand_over(new.openings.pending, moving)\n",
        "",
        "tests/simulation/test_reference.py -k changes_its_rules",
    ),
    Fault(
        "positions filled by every rule set",
        f"{SIMULATION}/staffing.py",
        "        need[~workplace.active] = 0\n",
        "",
        f"{TESTS} -k block_size",
    ),
    Fault(
        "arrivals announced twice",
        f"{SIMULATION}/apprentices.py",
        "since = np.maximum(settled, tick)",
        "since = np.full(len(settled), tick)",
        f"{TESTS} -k arrivals",
    ),
    Fault(
        "a late cycle whose date is settled every week",
        f"{SIMULATION}/block.py",
        "if week == 0:",
        "if week >= 0:",
        f"{TESTS} -k late",
    ),
    Fault(
        "exits that the old rules had set",
        f"{SIMULATION}/workplace.py",
        "other._renewed = 0, True",
        "other._renewed = 0, False",
        f"{TESTS} -k old_rules",
    ),
    Fault(
        "staffing reviews on the days of the first stage only",
        f"{SIMULATION}/timetable.py",
        "for rules in self.may_hold(month)}",
        "for rules in self.may_hold(month)[:1]}",
        "tests/simulation/test_reference.py -k changes_its_rules",
    ),
    Fault(
        "days of the stages that this block has reached",
        f"{SIMULATION}/block.py",
        "            self.live_until(tick)\n            for regime in self.regimes:\n"
        "                if regime.next",
        "            if any(r.next_staffing_review(tick) == tick for r in self.regimes):\n"
        "                self.live_until(tick)\n            for regime in self.regimes:\n"
        "                if regime.next",
        f"{TESTS} -k block_size",
    ),
    Fault(
        "a policy of one's own under every rule set",
        "orgsim/scenario/scenario.py",
        " if rules.promotion.selection == stated else None",
        "",
        f"{TESTS} -k policy",
    ),
    Fault(
        "quotas whose rest is lost with the rules",
        f"{REFERENCE}/promoting.py",
        "        self._carried = before._carried\n",
        "",
        "tests/simulation/test_reference.py -k changes_its_rules",
    ),
    Fault(
        "a stage entered with one more person than asked for",
        f"{REFERENCE}/replication.py",
        "self.workplace.headcount() >= stage.headcount",
        "self.workplace.headcount() > stage.headcount",
        "tests/simulation/test_reference.py -k changes_its_rules",
    ),
)
