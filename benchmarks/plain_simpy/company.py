"""The company of the plain program: its staff, its seats, and what it decides about people."""

from __future__ import annotations

import heapq
import math
import random
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import simpy

from benchmarks.plain_simpy.bookkeeping import Books
from benchmarks.plain_simpy.draws import Draw, draw_from
from benchmarks.plain_simpy.employee import Employee, Process
from orgsim.clock import MINUTE
from orgsim.rules.competence import Blend, Carry, Redraw
from orgsim.rules.entry_points import EntryPoint
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.ladder import GUARD
from orgsim.rules.promotion.budget import NoBudget, Quota
from orgsim.rules.promotion.selection import AtRandom, Chance, Merit, Seniority, Worst
from orgsim.rules.promotion.trigger import Continuous
from orgsim.rules.staffing import Staffing

if TYPE_CHECKING:
    from orgsim.scenario import Scenario


class Company:
    """One organization, its staff, and its processes.

    Parameters
    ----------
    env : simpy.Environment
        Its clock in months.
    scenario : Scenario
    name : str
        The organization's id.
    source : random.Random
    """

    def __init__(
        self, env: simpy.Environment, scenario: Scenario, name: str, source: random.Random
    ) -> None:
        self.env, self.scenario, self.random = env, scenario, source
        self.rules = rules = scenario.organizations[name]
        if isinstance(rules.plan, ArrivalsPlan) or rules.staffing != Staffing():
            raise NotImplementedError("needs a headcount plan and monthly staffing reviews")
        self.plan = rules.plan
        self.levels = list(rules.levels.values())
        self.ids = list(rules.levels)
        self.top = len(self.levels) - 1
        self.scope = [level.scope for level in self.levels]
        self.next_scope = [*self.scope[1:], math.inf]
        leaving = rules.attrition
        steps = (leaving.yearly_chance, leaving.skill_floor, leaving.age_limit)
        if leaving.base is None or any(rule is not None for rule in steps):
            raise NotImplementedError("needs a rate of leaving, without floor and age limit")
        self.base_hazard = [leaving.base.of(level).hazard for level in self.ids]
        self.scope_growth = rules.titles.scope_growth
        self.consideration_rate = [0.0] * len(self.levels)
        trigger, budget = rules.promotion.trigger, rules.promotion.budget
        if isinstance(trigger, Continuous):
            self.consideration_rate = [trigger.rate.of(level).hazard for level in self.ids]
            self.consideration_rate[self.top] = 0.0
        self.seats_bind = not isinstance(budget, NoBudget)
        asked = rules.promotion.eligibility
        self.least_time = [
            max(level.min_time_in_level, asked.min_time_in_level) - MINUTE for level in self.levels
        ]
        bar = asked.readiness_bar
        self.readiness_bar = [-math.inf if bar is None else bar.of(level) for level in self.ids]
        self.carried = [0.0] * len(self.levels)
        self.entry_points = list(rules.entry_points.values())
        self.entry_weights = [section.weight for section in self.entry_points]
        # Sections stay alive as long as the scenario, so that their ids are good keys.
        self._draws: dict[int, Draw] = {}

        # Dictionaries as sets that keep their order, so that a seed gives the same run again.
        self.staff: list[dict[Employee, None]] = [{} for _ in self.levels]
        self.open_requisitions = [0] * len(self.levels)
        self.waiting_for_seat: list[Employee] = []
        self.books = Books(len(self.levels))

    # -- small things ----------------------------------------------------------

    def headcount(self) -> int:
        """Everybody who is employed."""
        return sum(len(people) for people in self.staff)

    def draw(self, distribution: Any) -> float:
        """A random number from a distribution of the scenario."""
        key = id(distribution)
        if key not in self._draws:
            self._draws[key] = draw_from(distribution, self.random)
        return self._draws[key]()

    def pick(self, shares: dict[str, float]) -> str:
        """A name, by shares."""
        return self.random.choices(list(shares), list(shares.values()))[0]

    def skill_in_new_job(self, rule: Carry | Redraw | Blend, skill: float, scope: float) -> float:
        """What becomes of somebody's skill on the day of a promotion."""
        if isinstance(rule, Blend):
            anew = self.skill_in_new_job(rule.redraw, skill, scope)
            return rule.carried * skill + (1 - rule.carried) * anew
        if isinstance(rule, Redraw):
            return self.drawn_skill(rule, scope)
        skill += self.draw(rule.noise)
        if rule.min is not None:
            skill = max(skill, rule.min)
        return skill if rule.max is None else min(skill, rule.max)

    def drawn_skill(self, section: Any, scope: float) -> float:
        """Skill from a section's `skill`, or from its `stretch` and the scope."""
        if section.skill is not None:
            return self.draw(section.skill)
        return scope - (0.0 if section.stretch is None else self.draw(section.stretch))

    # -- seats and the size of the company -------------------------------------

    def review_size(self) -> None:
        """Seats and the largest scope, from today's headcount, until the next review."""
        total = self.headcount()
        self.seats: list[float] = []
        below = 0
        for level, people in zip(self.levels, self.staff, strict=True):
            if level.seats is None:
                self.seats.append(math.inf)
            elif level.seats.count is not None:
                self.seats.append(level.seats.count)
            elif level.seats.share is not None:
                self.seats.append(max(1, math.floor(level.seats.share * total + GUARD)))
            else:
                self.seats.append(max(1, below // (level.seats.per or 1)))
            below += len(people)
        self.largest_scope = self._largest_scope(total)

    def _largest_scope(self, headcount: int) -> float:
        points = self.rules.titles.scope_cap
        if not points:
            return math.inf
        size = max(headcount, 1) * (1 + self.rules.titles.engineers_per_pm)
        place = bisect_right([point.people for point in points], size)
        if place == 0:
            return points[0].scope
        if place == len(points):
            return points[-1].scope
        low, high = points[place - 1], points[place]
        part = math.log(size / low.people) / math.log(high.people / low.people)
        return low.scope + part * (high.scope - low.scope)

    def free_seats(self, level: int) -> float:
        """Seats less people and open requisitions."""
        return self.seats[level] - len(self.staff[level]) - self.open_requisitions[level]

    # -- coming and going ------------------------------------------------------

    def first_day(self) -> None:
        """The initial staff start work."""
        initial = self.rules.initial
        exact = [initial.levels.get(level, 0.0) * initial.headcount for level in self.ids]
        heads = [math.floor(x + GUARD) for x in exact]
        # The largest remainders first, the higher level first where they tie.
        by_remainder = sorted(
            range(len(heads)), key=lambda level: (round(exact[level] - heads[level], 9), level)
        )
        for level in by_remainder[len(heads) - (initial.headcount - sum(heads)) :]:
            heads[level] += 1
        self.largest_scope = self._largest_scope(initial.headcount)
        for level, count in enumerate(heads):
            for _ in range(count):
                tenure = max(self.draw(initial.tenure), 0.0)
                in_level = tenure
                if initial.time_in_level is not None:
                    in_level = min(max(self.draw(initial.time_in_level), 0.0), tenure)
                scope = min(self.scope[level], self.largest_scope)
                skill = self.drawn_skill(initial, scope)
                self.employ(initial, level, scope, skill, tenure, in_level)
        self.review_size()

    def employ(
        self,
        section: Any,
        level: int,
        scope: float,
        skill: float,
        tenure: float = 0.0,
        in_level: float = 0.0,
    ) -> None:
        """Somebody starts work; `section` says how much potential that kind of people has."""
        potential = skill
        if section.potential is not None:
            potential = max(skill, self.draw(section.potential))
        learning_rate = max(self.draw(section.learning_rate), 0.0)
        now = self.env.now
        person = Employee(
            self, level, scope, skill, potential, learning_rate,
            hired=now - 12 * tenure, level_since=now - 12 * in_level,
        )  # fmt: skip
        self.staff[level][person] = None
        self.env.process(person.career())

    def lose(self, person: Employee) -> None:
        """Somebody leaves."""
        del self.staff[person.level][person]
        self.books.exits[person.level] += 1
        if person in self.waiting_for_seat:
            self.waiting_for_seat.remove(person)

    def open_requisitions_for_missing(self) -> None:
        """Look for the people who are missing from the plan."""
        years, initial = self.env.now / 12, self.rules.initial.headcount
        target = self.plan.target(years, initial, self.scenario.start)
        missing = target - self.headcount() - sum(self.open_requisitions)
        for _ in range(missing):
            self._open_requisition()

    def _requisition(self, section: EntryPoint, level: int, skill: float | None) -> Process:
        """An open requisition, until somebody starts work.

        `skill` is known already of people who were placed by assessment.
        """
        yield self.env.timeout(max(self.draw(section.time_to_fill), MINUTE) * 12)
        self.open_requisitions[level] -= 1
        scope = min(self.scope[level], self.largest_scope)
        if skill is None:
            skill = self.drawn_skill(section, scope)
        self.books.hires[level] += 1
        self.employ(section, level, scope, skill)

    def _open_requisition(self) -> None:
        """Find out whom an opening looks for, and open it at the highest level with a seat."""
        section = self.random.choices(self.entry_points, self.entry_weights)[0]
        skill = None
        if section.outside is None:
            level = self.ids.index(self.pick(section.levels or {}))
        else:
            market = section.outside
            rank = self.scenario.reference_ladder[self.pick(market.titles)]
            skill = self.drawn_skill(section, rank - self.draw(market.inflation))
            assessed = skill + self.random.gauss(0, market.assessment_noise)
            offer = (1 - market.title_credit) * assessed + market.title_credit * rank
            level = max(bisect_right(self.scope, offer) - 1, 0)
        while level >= 0 and self.free_seats(level) <= 0:
            level -= 1
        if level >= 0:
            # Counted here, before its process has a first turn: the next requisition must know.
            self.open_requisitions[level] += 1
            self.env.process(self._requisition(section, level, skill))

    # -- moving up -------------------------------------------------------------

    def eligible(self, person: Employee) -> bool:
        """Whether somebody has waited long enough and is ready."""
        if person.time_in_level() < self.least_time[person.level]:
            return False
        return person.readiness() >= self.readiness_bar[person.level]

    def score(self, person: Employee) -> float:
        """Who goes first; minus infinity is not promoted."""
        match self.rules.promotion.selection:
            case Merit(committee_noise=noise):
                return person.readiness() + self.random.gauss(0, noise)
            case Worst():
                return -person.readiness()
            case Seniority(by=by):
                return person.tenure() if by == "tenure" else person.time_in_level()
            case Chance(probability=probability):
                luck = self.random.random()
                return luck if luck < probability.of(self.ids[person.level]) else -math.inf
            case AtRandom():
                return self.random.random()
            case other:
                raise ValueError(f"this program cannot select by {other.kind}")

    def consider(self, person: Employee) -> bool:
        """A continuous policy's clock has rung; whether the person moves up at once."""
        promoted = False
        if self.seats_bind and self.levels[person.level + 1].seats is not None:
            if person not in self.waiting_for_seat:
                self.waiting_for_seat.append(person)
        elif self.eligible(person) and self.score(person) > -math.inf:
            person.move_up()
            promoted = True
        person.wait_for_consideration()
        return promoted

    def _promote_best(
        self, candidates: Sequence[Iterable[Employee]], quota: Sequence[float]
    ) -> list[Employee]:
        """The best of each level move up within quota and seats, the top level first."""
        moved = []
        for level in reversed(range(self.top)):
            free = self.free_seats(level + 1) if self.seats_bind else math.inf
            most = min(quota[level], free)
            if most <= 0:
                continue
            scored = [
                (score, self.random.random(), person)
                for person in candidates[level]
                if self.eligible(person) and (score := self.score(person)) > -math.inf
            ]
            count = len(scored) if most >= len(scored) else int(most)
            for _, _, person in heapq.nlargest(count, scored):
                person.move_up()
                moved.append(person)
        return moved

    def _whole_quota(self, level: int) -> float:
        """How many of a level may be promoted in this cycle."""
        budget = self.rules.promotion.budget
        if not isinstance(budget, Quota):
            return math.inf
        exact = budget.share.of(self.ids[level]) * len(self.staff[level])
        if budget.rounding == "up":
            return math.ceil(exact - GUARD)
        if budget.rounding == "random":
            return math.floor(exact + self.random.random())
        if budget.rounding == "carry":
            exact += self.carried[level]
        whole = math.floor(exact + GUARD)
        self.carried[level] = max(exact - whole, 0.0)
        return whole

    def hold_cycle(self) -> None:
        """A promotion cycle: everybody below the top competes for quota and seats."""
        self._promote_best(self.staff, [self._whole_quota(level) for level in range(self.top)])

    def fill_seats(self) -> None:
        """People who were considered since the last review compete for the free seats."""
        waiting: list[list[Employee]] = [[] for _ in self.levels]
        for person in self.waiting_for_seat:
            waiting[person.level].append(person)
        self.waiting_for_seat = []
        for person in self._promote_best(waiting, [math.inf] * self.top):
            person.wait_for_consideration()
