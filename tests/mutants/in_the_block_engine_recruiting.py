"""Faults in how the block engine finds people."""

from mutants.fault import Fault

SIMULATION = "orgsim/simulation"

BLOCK_ENGINE_RECRUITING = (
    Fault(
        "a hire that keeps its requisition open",
        f"{SIMULATION}/filling.py",
        '(replication, level), starting["requisition"]\n',
        '(replication, level), 0 * starting["requisition"]\n',
        "tests/simulation/test_events.py",
    ),
    Fault(
        "a hire counted twice",
        f"{SIMULATION}/filling.py",
        "np.add.at(flows.hires, (replication, level), 1)",
        "np.add.at(flows.hires, (replication, level), 2)",
        "tests/properties/test_conservation.py -k lost",
    ),
    Fault(
        "arrivals on the days of the reviews",
        f"{SIMULATION}/recruiting.py",
        '                "start": time,\n',
        '                "start": np.full(len(time), years(tick)),\n',
        "tests/analytic/test_reduced_models.py",
    ),
    Fault(
        "hires without regard to the scope cap",
        f"{SIMULATION}/filling.py",
        "scope = np.minimum(workplace.ladder.scope[level], workplace.company.cap[replication])",
        "scope = workplace.ladder.scope[level]",
        "tests/simulation/test_reference.py -k every_shipped",
    ),
    Fault(
        "a replacement given up for ever",
        f"{SIMULATION}/recruiting.py",
        "        workplace.vacated.add(replication, now, level)\n",
        "",
        "tests/simulation/test_vacancies.py -k TestGivingUp",
    ),
    Fault(
        "a requisition given up that keeps its seat",
        f"{SIMULATION}/recruiting.py",
        "        np.subtract.at(workplace.company.open_requisitions, (replication, level), 1)\n",
        "",
        "tests/simulation/test_vacancies.py -k TestGivingUp",
    ),
    Fault(
        "a requisition given up that keeps its place",
        f"{SIMULATION}/recruiting.py",
        (
            '        self._places.give_back(replication, requisitions["entry_point"], '
            'requisitions["start"])\n'
        ),
        "",
        "tests/simulation/test_recruiting.py -k given_up",
    ),
    Fault(
        "apprentices hired again and again",
        f"{SIMULATION}/recruiting.py",
        "            pool.remove(apprentices)\n",
        "",
        "tests/simulation/test_recruiting.py -k TestApprentices",
    ),
    Fault(
        "founders who wait for an apprentice",
        f"{SIMULATION}/recruiting.py",
        "waits = self._trains[entry_point] & (founder < 0)",
        "waits = self._trains[entry_point]",
        "tests/simulation/test_recruiting.py -k apprenticeship",
    ),
    Fault(
        "apprentices who start on the day of the review",
        f"{SIMULATION}/recruiting.py",
        'pending["start"][rows] = search.start[hired]',
        'pending["start"][rows] = now',
        "tests/simulation/test_recruiting.py -k TestApprentices",
    ),
    Fault(
        "a refusal that counts for all requisitions",
        f"{SIMULATION}/recruiting.py",
        "refused[rows, entry_point] = True",
        "refused[:, entry_point] = True",
        "tests/simulation/test_reference.py -k every_way_in",
    ),
    Fault(
        "founders with the luck of their first spell",
        f"{SIMULATION}/recruiting.py",
        'keys[met] = derive(founders.pool["key"][back], spell[met])',
        'keys[met] = founders.pool["key"][back]',
        "tests/simulation/test_recruiting.py -k TestFounders",
    ),
    Fault(
        "founders who come back twice",
        f"{SIMULATION}/recruiting.py",
        "            workplace.founders.pool.remove(found)\n",
        "            pass\n",
        "tests/simulation/test_recruiting.py -k TestFounders",
    ),
    Fault(
        "a full level that admits one more",
        f"{SIMULATION}/hiring.py",
        "full = place_within(replication[here]) >= free",
        "full = place_within(replication[here]) > free",
        "tests/simulation/test_events.py -k last_one_first",
    ),
    Fault(
        "entrants numbered anew at every review",
        f"{SIMULATION}/person_numbers.py",
        "ordinal = place_within(group) + self._entered.ravel()[group]",
        "ordinal = place_within(group)",
        "tests/simulation/test_reference.py -k every_way_in",
    ),
    Fault(
        "requisitions given up a review too late",
        f"{SIMULATION}/hiring.py",
        'self._taken(reached(now - self.pending["opened"], age), now)',
        'self._taken(now - self.pending["opened"] > age, now)',
        "tests/simulation/test_vacancies.py -k TestGivingUp",
    ),
    Fault(
        "people who are due today start tomorrow",
        f"{SIMULATION}/pool.py",
        "due = self[column] <= now",
        "due = self[column] < now",
        "tests/simulation/test_events.py",
    ),
    Fault(
        "positions that wait for nobody forgotten",
        f"{SIMULATION}/staffing.py",
        "        workplace.vacated.add(left, np.full(len(left), years(tick)), where)\n",
        "",
        "tests/simulation/test_vacancies.py -k TestChains",
    ),
    Fault(
        "leavers not replaced where they left",
        f"{SIMULATION}/staffing.py",
        "if rules.replaces_leavers:",
        "if False:",
        "tests/simulation/test_vacancies.py -k TestLevels",
    ),
    Fault(
        "levels of the structure from the bottom",
        f"{SIMULATION}/staffing.py",
        (
            "            top_first = np.arange(count.shape[1])[::-1]\n"
            "            known = np.repeat(np.tile(top_first, len(count)), count[:, "
            "::-1].ravel())\n"
        ),
        (
            "            levels = np.arange(count.shape[1])\n"
            "            known = np.repeat(np.tile(levels, len(count)), count.ravel())\n"
        ),
        "tests/simulation/test_reference.py -k vacancy_chains",
    ),
    Fault(
        "a cap exceeded by one",
        f"{SIMULATION}/places.py",
        "place_within(group) < cap",
        "place_within(group) <= cap",
        "tests/simulation/test_recruiting.py -k TestCaps",
    ),
    Fault(
        "apprentices hired in the order of beginning",
        f"{SIMULATION}/apprentices.py",
        'here[np.argsort(finished["finished"][here], kind="stable")]',
        "here",
        "tests/simulation/test_recruiting.py -k TestApprentices",
    ),
    Fault(
        "apprentices hired before they have finished",
        f"{SIMULATION}/apprentices.py",
        'self.training.due("finished", now)',
        'self.training.due("entered", now)',
        "tests/simulation/test_recruiting.py -k TestApprentices",
    ),
    Fault(
        "apprentices in training before they begin",
        f"{SIMULATION}/apprentices.py",
        "begun & ~finished",
        "~finished",
        "tests/analytic/test_entry_points.py",
    ),
    Fault(
        "founders in the order of leaving",
        f"{SIMULATION}/founders.py",
        '        rows = rows[np.lexsort((self.pool["person"][rows], ready[rows]))]\n',
        "",
        "tests/simulation/test_recruiting.py -k TestFounders",
    ),
    Fault(
        "founders who learn nothing while they are away",
        f"{SIMULATION}/founders.py",
        'start - back["skill_since"],',
        "0.0 * start,",
        "tests/simulation/test_recruiting.py -k TestFounders",
    ),
    Fault(
        "founders who come back beyond the age limit",
        f"{SIMULATION}/founders.py",
        " & (retires > now))",
        ")",
        "tests/simulation/test_recruiting.py -k TestFounders",
    ),
)
