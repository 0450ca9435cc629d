"""Faults in layoffs, hiring freezes, title resets and the disruption they bring."""

from mutants.fault import Fault

RULES = "orgsim/rules/interventions"
SIMULATION = "orgsim/simulation"
HERE = "tests/simulation/test_interventions.py"
ARITHMETIC = "tests/rules/test_interventions.py"

INTERVENTIONS = (
    Fault(
        "a layoff rounded down",
        f"{RULES}/layoff.py",
        "people + 0.5 + GUARD",
        "people + GUARD",
        f"{ARITHMETIC} -k nearest",
    ),
    Fault(
        "first in, first out",
        f"{RULES}/layoff.py",
        'if self.order == "shortest_tenure":\n            return people.tenure(now)',
        'if self.order == "shortest_tenure":\n            return -people.tenure(now)',
        f"{HERE} -k last_in",
    ),
    Fault(
        "those without a rating go first",
        f"{RULES}/layoff.py",
        "np.where(people.rating == 0, UNRATED, people.rating).astype(np.float64)",
        "people.rating.astype(np.float64)",
        f"{ARITHMETIC} -k lowest_rating",
    ),
    Fault(
        "the same lot in every layoff",
        f"{RULES}/layoff.py",
        "bits(people.key, Purpose.LAYOFF, month)",
        "bits(people.key, Purpose.LAYOFF)",
        f"{ARITHMETIC} -k by_lot",
    ),
    Fault(
        "laid off from any level",
        f"{RULES}/layoff.py",
        "among = np.isin(level, [levels.index(each) for each in self.levels])",
        "pass",
        f"{ARITHMETIC} -k levels_say",
    ),
    Fault(
        "the laid off leave of their own accord",
        f"{SIMULATION}/workplace.py",
        "self.company.flows.laid_off += self.count(rows)[:, :-1]",
        "self.company.flows.exits += self.count(rows)[:, :-1]",
        f"{HERE} -k a_tenth",
    ),
    Fault(
        "a disruption of those who go",
        f"{SIMULATION}/intervening.py",
        "disrupt(workplace, rows[~leaving], layoff.disruption, now)",
        "disrupt(workplace, rows[leaving], layoff.disruption, now)",
        f"{HERE} -k twice_the_hazard",
    ),
    Fault(
        "a disruption without an end",
        f"{RULES}/disruption.py",
        "return np.where(reached(now, until), 1.0, factor)",
        "return np.where(np.isinf(until), 1.0, factor)",
        f"{ARITHMETIC} -k until_it_is_over",
    ),
    Fault(
        "the last disruption holds, not the largest",
        f"{RULES}/disruption.py",
        "stronger, equal = self.factor > holding, self.factor == holding",
        "stronger, equal = self.factor > 0 * holding, self.factor == holding",
        f"{ARITHMETIC} -k largest",
    ),
    Fault(
        "yearly chances that know no disruption",
        "orgsim/rules/attrition.py",
        "self._yearly, level, tenure, time_in_level, readiness, pay_gap, disruption",
        "self._yearly, level, tenure, time_in_level, readiness, pay_gap, None",
        f"{HERE} -k yearly_chances",
    ),
    Fault(
        "a thaw on the day after",
        f"{RULES}/hiring_freeze.py",
        "if begins - MINUTE <= time < ends - MINUTE:",
        "if begins - MINUTE <= time <= ends:",
        f"{HERE} -k no_requisition_opens",
    ),
    Fault(
        "arrivals during a freeze",
        f"{SIMULATION}/recruiting.py",
        "let_in = workplace.company.freezes.let_in(entry_point, time)",
        "let_in = np.ones(len(time), dtype=bool)",
        f"{HERE} -k nobody_arrives",
    ),
    Fault(
        "vacancies filled from below during a freeze",
        f"{SIMULATION}/staffing.py",
        "freezes.frozen(years(tick)).all():",
        "freezes.frozen(years(tick)).sum() < 0:",
        f"{HERE} -k nobody_moves_up",
    ),
    Fault(
        "a frozen entry point that takes requisitions",
        f"{SIMULATION}/recruiting.py",
        "        full |= workplace.company.freezes.frozen(years(tick))[entry_point]\n",
        "",
        f"{HERE} -k one_way_in",
    ),
    Fault(
        "a freeze that cancels what has been accepted",
        f"{SIMULATION}/hiring.py",
        '        which = which & (self.pending["accepted"] > now)\n',
        "",
        "tests/simulation/test_reference.py -k random_scenarios",
    ),
    Fault(
        "a reset that asks for more than the scope reached",
        f"{RULES}/title_reset.py",
        "ladder.scope[:-1] <= scope[:, None] + GUARD",
        "ladder.scope[:-1] < scope[:, None] - GUARD",
        f"{ARITHMETIC} -k highest_level",
    ),
    Fault(
        "a reset across the tracks",
        f"{RULES}/title_reset.py",
        "2 * rank + (track == track[level][:, None])",
        "2 * rank - (track == track[level][:, None])",
        f"{ARITHMETIC} -k highest_level",
    ),
    Fault(
        "a reset that promotes",
        f"{RULES}/title_reset.py",
        "down = ladder.rank[fits] < ladder.rank[level]",
        "down = ladder.rank[fits] != ladder.rank[level]",
        f"{ARITHMETIC} -k highest_level",
    ),
    Fault(
        "a reset whose people keep their seats",
        f"{SIMULATION}/moving_up.py",
        '    roster.seat[rows] = to\n    _take_up(workplace, rows, to, time, item, "relevel"',
        '    _take_up(workplace, rows, to, time, item, "relevel"',
        "tests/simulation/test_reference.py -k random_scenarios",
    ),
    Fault(
        "a reset counted as waiting for a promotion",
        f"{SIMULATION}/moving_up.py",
        '    if kind != "relevel":\n',
        "    if kind:\n",
        "tests/simulation/test_reference.py -k random_scenarios",
    ),
)
