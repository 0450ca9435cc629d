"""Faults in the reference engine, which is to notice those of the other."""

from mutants.fault import Fault

REFERENCE = "orgsim/simulation/reference"

REFERENCE_ENGINE = (
    Fault(
        "a refresh only from the second month on",
        f"{REFERENCE}/employee.py",
        "        if time >= now:\n",
        "        if time >= now + 1 / 12:\n",
        "tests/simulation/test_reference.py -k beset",
    ),
    Fault(
        "leaving after a promotion at the same instant",
        f"{REFERENCE}/employee.py",
        "if self.consider_at < self.exit_at:",
        "if self.consider_at < self.exit_at + 0.1:",
        "tests/simulation/test_reference.py -k bottleneck",
    ),
    Fault(
        "insight that never counts against anybody",
        f"{REFERENCE}/employee.py",
        "insight_weight * (seen - 0.5)",
        "insight_weight * seen",
        "tests/simulation/test_reference.py -k insight_and_bias",
    ),
    Fault(
        "insight that goes on from the first day",
        f"{REFERENCE}/employee.py",
        (
            "        self.insight_then, self.insight_since = self.insight(now), now\n"
            "        pay = self.pay"
        ),
        "        pay = self.pay",
        "tests/simulation/test_reference.py -k insight_and_bias",
    ),
    Fault(
        "a skill that falls back to the old potential",
        f"{REFERENCE}/employee.py",
        "        self.potential = max(self.potential, self.skill_then)\n",
        "",
        "tests/simulation/test_reference.py -k beset",
    ),
    Fault(
        "every stay as long as the one before the counter-offer",
        f"{REFERENCE}/employee.py",
        "Purpose.STAY, self.counter_offers)",
        "Purpose.STAY)",
        "tests/simulation/test_reference.py -k beset",
    ),
    Fault(
        "a person who waits for a seat and leaves, promoted all the same",
        f"{REFERENCE}/promoting.py",
        "self._waiting.pop(person, None)",
        "self._waiting.get(person)",
        "tests/simulation/test_reference.py -k bottleneck",
    ),
    Fault(
        "levels asked from the bottom",
        f"{REFERENCE}/promoting.py",
        "for level in reversed(range(len(left))):",
        "for level in range(len(left)):",
        "tests/simulation/test_reference.py -k beset",
    ),
    Fault(
        "waiting for a seat with the luck of the next consideration",
        f"{REFERENCE}/promoting.py",
        "person.considerations - 2 for",
        "person.considerations - 1 for",
        "tests/simulation/test_reference.py -k bottleneck",
    ),
    Fault(
        "somebody who moves twice on one day",
        f"{REFERENCE}/promoting.py",
        "and (person.moves == 0 or person.level_since < now)",
        "",
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "ties broken by seniority of the name",
        f"{REFERENCE}/promoting.py",
        "(-c[0], c[1], c[2].identity)",
        "(-c[0], c[2].identity)",
        "tests/simulation/test_reference.py -k quotas_among_equals",
    ),
    Fault(
        "a quota used up by those who found no seat",
        f"{REFERENCE}/promoting.py",
        "            for person in chosen:\n                left[person.level] -= 1\n",
        "            left = places\n            for person in chosen:\n",
        "tests/simulation/test_reference.py -k beset",
    ),
    Fault(
        "a requisition that holds no seat",
        f"{REFERENCE}/recruiting.py",
        "workplace.open_requisitions[requisition.level] += 1",
        "workplace.open_requisitions[0] += 1",
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "the last apprentice taken for the first",
        f"{REFERENCE}/recruiting.py",
        "finished.remove(entered)",
        "finished.pop()",
        "tests/simulation/test_reference.py -k every_way_in",
    ),
    Fault(
        "a place not given back",
        f"{REFERENCE}/recruiting.py",
        "self._places_taken[self._place(requisition)] -= 1",
        "self._places_taken[self._place(requisition)] -= 0",
        "tests/simulation/test_reference.py -k every_way_in",
    ),
    Fault(
        "a span of years too many",
        f"{REFERENCE}/workplace.py",
        "return now - max(person.level_since, self.flows.since)",
        "return now - person.level_since",
        "tests/simulation/test_reference.py -k beset",
    ),
    Fault(
        "wider views as clear as the own",
        f"{REFERENCE}/workplace.py",
        "held + 1: customer.next_view",
        "held + 1: 1.0",
        "tests/simulation/test_reference.py -k insight_and_bias",
    ),
    Fault(
        "a leaver replaced at the level of the title",
        f"{REFERENCE}/workplace.py",
        "self.vacate(time, person.seat)",
        "self.vacate(time, person.level)",
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "luck that every link of a chain shares",
        f"{REFERENCE}/vacancies.py",
        "                vacancy.link += 1\n",
        "",
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "the lowest position handed on first",
        f"{REFERENCE}/vacancies.py",
        "sorted(left_behind, reverse=True)",
        "sorted(left_behind)",
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "the lower of two leavers replaced first",
        f"{REFERENCE}/staffing.py",
        "key=lambda left: (left[0], -left[1])",
        "key=lambda left: (left[0], left[1])",
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "founders of any age",
        f"{REFERENCE}/founders.py",
        "if since <= now < person.born + self._age_limit",
        "if since <= now",
        "tests/simulation/test_reference.py -k every_way_in",
    ),
    Fault(
        "founders as they left, one after the other",
        f"{REFERENCE}/founders.py",
        "for _, _, person in sorted(ready, key=lambda entry: entry[:2])",
        "for _, _, person in ready",
        "tests/simulation/test_reference.py -k every_way_in",
    ),
    Fault(
        "the first tenure step for life",
        f"{REFERENCE}/leaving.py",
        "        self._steps.reverse()\n",
        "",
        "tests/simulation/test_reference.py -k who_leaves",
    ),
    Fault(
        "cycles on time whatever the jitter",
        f"{REFERENCE}/replication.py",
        "month * TICKS_PER_MONTH + late * TICKS_PER_WEEK",
        "month * TICKS_PER_MONTH",
        "tests/simulation/test_reference.py -k beset",
    ),
    Fault(
        "reviews that give up too much at once",
        f"{REFERENCE}/replication.py",
        (
            "            self.recruiting.give_up(tick)\n"
            "            self.workplace.promoting.fill_seats(tick)\n"
        ),
        (
            "            self.workplace.promoting.fill_seats(tick)\n"
            "            self.recruiting.give_up(tick)\n"
        ),
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "ratings of newcomers",
        f"{REFERENCE}/reviewing.py",
        ">= reviews.least_tenure - MINUTE",
        ">= 0.0",
        "tests/simulation/test_reference.py -k random",
    ),
    Fault(
        "whoever has just come to a level, promoted at once",
        f"{REFERENCE}/eligibility.py",
        "if not reached(",
        "if False and not reached(",
        "tests/simulation/test_reference.py -k compete_with_nobody",
    ),
    Fault(
        "continuous promotions whatever the rating",
        f"{REFERENCE}/eligibility.py",
        "person.rating >= self._least_rating and (",
        "(",
        "tests/simulation/test_reference.py -k compete_with_nobody",
    ),
    Fault(
        "continuous promotions without bias",
        f"{REFERENCE}/employee.py",
        "return self.readiness(now) + self._bias()",
        "return self.readiness(now)",
        "tests/simulation/test_reference.py -k compete_with_nobody",
    ),
    Fault(
        "a chance that refuses nobody who is judged alone",
        f"{REFERENCE}/promoting.py",
        "isinstance(self._rules.selection, Chance | Registered)",
        "isinstance(self._rules.selection, Registered)",
        "tests/simulation/test_reference.py -k compete_with_nobody",
    ),
    Fault(
        "a registered policy that nobody asks about one person",
        f"{REFERENCE}/promoting.py",
        "isinstance(self._rules.selection, Chance | Registered)",
        "isinstance(self._rules.selection, Chance)",
        "tests/simulation/test_reference.py -k compete_with_nobody",
    ),
    Fault(
        "a policy of one's own that nobody asks about one person",
        f"{REFERENCE}/promoting.py",
        "self._only_ranks = own_policy is None and not may_refuse",
        "self._only_ranks = not may_refuse",
        "tests/simulation/test_reference.py -k policy_of_ones_own",
    ),
    Fault(
        "nobody passed over while there is no free seat",
        f"{REFERENCE}/promoting.py",
        "if not self._limits_passes and all(",
        "if all(",
        "tests/simulation/test_reference.py -k beset",
    ),
    Fault(
        "everybody's first draw again on every occasion",
        f"{REFERENCE}/luck.py",
        "+ occasion +",
        "+ 0 * occasion +",
        "tests/simulation/test_reference.py -k bottleneck",
    ),
)
