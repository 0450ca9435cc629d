"""Recruiting: each requisition, or announced arrival, waits for the person it will bring."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import calendar_years, month_number, reached, years
from orgsim.randomness import Keys, Purpose, code, derive, uniform
from orgsim.rules.apprenticeship import Apprenticeship, Beginners
from orgsim.rules.choosing import choose
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.simulation.day import Item
from orgsim.simulation.reference.applicants import Applicants
from orgsim.simulation.reference.employee import Employee
from orgsim.simulation.reference.market import Candidate
from orgsim.simulation.reference.pipeline import Pipeline
from orgsim.simulation.reference.record import Event, Identity
from orgsim.simulation.reference.workplace import entrant_name, insights

if TYPE_CHECKING:
    from orgsim.rules.interventions.hiring_freeze import HiringFreeze
    from orgsim.simulation.reference.calendar import Process
    from orgsim.simulation.reference.workplace import Workplace

_REVIEW = code("staffing review")

APPRENTICES = 1 << 23
"""Ordinals of apprentices who look for a job elsewhere come after all others."""


@dataclass(eq=False)
class Requisition:
    """An opening, or an announced arrival, and who will come: settled on the day it opens.

    Attributes
    ----------
    key : array of uint64, shape (1,)
    identity : Identity
    entry_point, level : int
    rank : int
        Of the title that the person brings along; 0 without one.
    opened : float
        Years.
    skill, beside_scope : float
        The skill on the first day is `skill + beside_scope x scope`.
    potential, learning_rate : float
    age : float
        Years, on the first day; minus infinity where nothing is known.
    spell : int
        Number of the spell of employment, from 1.
    founder : Employee or None
        The founder who will come back.
    candidate : Candidate or None
        The candidate of the market who has accepted it.
    holds_seat : bool
        A requisition does, an arrival whatever the headcount does not.
    accepted : float
        When somebody accepts, in years; infinite likewise.
    cancelled : bool
        Whether it was given up.
    offers : list of (float, bool)
        When offers are made, in years, and whether each is declined; those that are told.
    start : float
        The first day, in years; infinite while an apprentice has yet to be found.
    pipeline_entered : float
        When the apprentice began, in years; NaN for others.
    """

    key: Keys
    identity: Identity
    entry_point: int
    level: int
    rank: int
    opened: float
    skill: float
    beside_scope: float
    potential: float
    learning_rate: float
    age: float
    spell: int = 1
    founder: Employee | None = None
    candidate: Candidate | None = None
    holds_seat: bool = True
    offers: list[tuple[float, bool]] = field(default_factory=list)
    start: float = math.inf
    pipeline_entered: float = math.nan
    accepted: float = math.inf
    cancelled: bool = False


class Recruiting:
    """The entry points of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    first_tick : int
        When the organization's clock starts.
    """

    def __init__(self, workplace: Workplace, first_tick: int) -> None:
        self._workplace = workplace
        self._month: int | None = None
        self._entered: Counter[int] = Counter()
        self._opened: dict[Requisition, None] = {}
        # Those that come through an entry point descend from its key.
        self._keys: Keys = derive(workplace.key, [code(id_) for id_ in workplace.entry_points.ids])
        self._capped = any(
            point.cap is not None
            for rules in workplace.every_rule_set
            for point in rules.entry_points.values()
        )
        self._places_taken: Counter[tuple[int, float]] = Counter()
        self._waiting: list[Requisition] = []
        self._arrivals_until = first_tick
        self._beginning_until: dict[int, int] = {}
        self._applicants = Applicants(workplace, self)
        self._month_of_beginners: int | None = None
        self._sent_elsewhere: Counter[int] = Counter()
        for position, apprenticeship in self._apprenticeships().items():
            beginners = apprenticeship.under_way(first_tick, self._keys[[position]])
            self._train(position, beginners, month_number(first_tick))

    def _apprenticeships(self) -> dict[int, Apprenticeship]:
        """By the position of their entry points."""
        return {
            position: section.apprenticeship
            for position, section in enumerate(self._workplace.entry_points.sections)
            if section.apprenticeship is not None
        }

    # -- requisitions ----------------------------------------------------------

    def search(self, keys: Keys, tick: int, level: NDArray[np.int64] | None = None) -> None:
        """Open requisitions, each through the first entry point that has a place for it.

        By rounds: the first choices of all, then the second choices of those that found theirs
        full, and so on. Those that find every one full are withheld, and so are those that find
        every level full.
        """
        workplace, entry_points = self._workplace, self._workplace.entry_points
        refused = np.zeros((len(keys), len(entry_points)), dtype=bool)
        looking, turn = list(range(len(keys))), 0
        while looking:
            levels = None if level is None else level[looking]
            not_these = refused[looking] if turn else None
            chosen = entry_points.chosen(keys[looking], levels, turn, not_these)
            if turn == 0:
                first_choice = chosen.tolist()
            for i, choice in zip(looking, chosen.tolist(), strict=True):
                if choice < 0:
                    workplace.flows.withheld[first_choice[i]] += 1
            still = [n for n, choice in enumerate(chosen.tolist()) if choice >= 0]
            looking, chosen = [looking[n] for n in still], chosen[still]
            levels = None if level is None else level[looking]
            founders = workplace.founders.waiting(years(tick))
            found = self._found(chosen, tick, levels, founders)
            self._applicants.meet(found, tick, levels_known=level is not None)
            searching = [one for one in found if one.candidate is None]
            self._settle([one for one in searching if not self._waits(one)], years(tick))
            for requisition in found:
                if requisition.founder is not None:
                    self._bring_along(requisition, requisition.founder, placed=level is None)
            now = years(tick)
            left = set(
                self._admitted(
                    [one for one in searching if workplace.hires_through(one.entry_point, now)]
                )
            )
            admitted = [one for one in found if one.candidate is not None or one in left]
            self._move_down_from_full_levels(admitted if level is None else [])
            for requisition in admitted:
                if requisition.level >= 0:
                    self._open(requisition)
            turned_away = [n for n, one in enumerate(found) if one not in admitted]
            for n in turned_away:
                workplace.flows.turned_away[found[n].entry_point] += 1
                refused[looking[n], found[n].entry_point] = True
            looking, turn = [looking[n] for n in turned_away], turn + 1

    def _waits(self, requisition: Requisition) -> bool:
        """Whether somebody has yet to finish an apprenticeship for it."""
        known = requisition.founder is not None or requisition.candidate is not None
        section = self._workplace.entry_points.sections[requisition.entry_point]
        return section.apprenticeship is not None and not known

    def _settle(self, requisitions: Sequence[Requisition], since: float) -> None:
        """Searches that begin now: when they make offers, and who starts when."""
        if not requisitions:
            return
        search = self._workplace.entry_points.searched(
            np.array([one.entry_point for one in requisitions]),
            np.concatenate([one.key for one in requisitions]),
            np.full(len(requisitions), since),
        )
        for one, start, accepted in zip(
            requisitions, search.start.tolist(), search.accepted.tolist(), strict=True
        ):
            one.start, one.accepted = start, accepted
        made = zip(search.of.tolist(), search.time.tolist(), search.declined.tolist(), strict=True)
        for of, time, declined in made:
            requisitions[of].offers.append((time, declined))

    def _bring_along(self, requisition: Requisition, founder: Employee, placed: bool) -> None:
        """What a founder is and can do, in the place of what somebody else would bring."""
        skill = founder.skill(requisition.start)
        requisition.skill, requisition.beside_scope = skill, 0.0
        requisition.potential = founder.potential
        requisition.learning_rate = founder.learning_rate
        if founder.born < math.inf:
            requisition.age = requisition.start - founder.born
        requisition.rank = self._workplace.founders.rank[founder]
        if placed:
            level = self._workplace.entry_points.placed(requisition.entry_point, np.array([skill]))
            requisition.level = int(level[0])

    def _admitted(self, requisitions: list[Requisition]) -> list[Requisition]:
        """Those for whom there is a place left in the year of the start, the first ones first."""
        if not self._capped:
            return list(requisitions)
        cap, taken = self._workplace.entry_points.cap, self._places_taken.copy()
        admitted = []
        for requisition in requisitions:
            place = self._place(requisition)
            if requisition.start == math.inf:
                admitted.append(requisition)  # it will look for a place when it has an apprentice
            elif taken[place] < cap[requisition.entry_point]:
                taken[place] += 1
                admitted.append(requisition)
        return admitted

    def _place(self, requisition: Requisition) -> tuple[int, float]:
        """The entry point and the calendar year in which it is to admit somebody."""
        year = calendar_years(self._workplace.start, np.array([requisition.start]))
        return requisition.entry_point, float(year[0])

    def has_place(self, entry_point: int, start: float) -> bool:
        """Whether an entry point has a place left in the year of a start."""
        year = float(calendar_years(self._workplace.start, np.array([start]))[0])
        cap = self._workplace.entry_points.cap[entry_point]
        return self._places_taken[entry_point, year] < int(cap)

    def take_place(self, entry_point: int, start: float) -> None:
        """Somebody will start there."""
        year = float(calendar_years(self._workplace.start, np.array([start]))[0])
        self._places_taken[entry_point, year] += 1

    def give_up(self, tick: int) -> None:
        """Cancel the requisitions that nobody has filled for too long."""
        workplace, now = self._workplace, years(tick)
        age = workplace.rules.staffing.give_up_after
        if age is None:
            return
        too_long = [each for each in self._opened if reached(now - each.opened, age)]
        for requisition in [each for each in too_long if each.accepted > now]:
            self._cancel(requisition, now, Item.STAFFING)

    def freeze(self, freeze: HiringFreeze, now: float) -> None:
        """Cancel the requisitions that a freeze cancels: nobody has accepted them yet."""
        ids = self._workplace.entry_points.ids
        for requisition in [each for each in self._opened if each.accepted > now]:
            if freeze.closes(ids[requisition.entry_point]):
                self._cancel(requisition, now, Item.INTERVENTION, "hiring_freeze")

    def end(self, now: float) -> None:
        """The organization is no more: nobody comes, whatever has been accepted or begun."""
        workplace = self._workplace
        for requisition in list(self._opened):
            self._cancel(requisition, now, Item.INTERVENTION, "acquisition")
        workplace.ended = True
        workplace.pipelines = [Pipeline() for _ in workplace.pipelines]
        workplace.founders.forget()

    def _cancel(self, requisition: Requisition, now: float, item: Item, reason: str = "") -> None:
        self._close(requisition)
        if requisition in self._waiting:
            self._waiting.remove(requisition)
        elif self._capped:
            self._places_taken[self._place(requisition)] -= 1
        requisition.cancelled = True
        self._workplace.flows.cancelled[requisition.level] += 1
        self._workplace.vacate(now, requisition.level)
        self._tell(requisition, now, item, "cancellation", reason)

    def _close(self, requisition: Requisition) -> None:
        del self._opened[requisition]
        self._workplace.open_requisitions[requisition.level] -= 1

    def _move_down_from_full_levels(self, requisitions: list[Requisition]) -> None:
        """A full level admits nobody: the requisition moves to the level below, last one first."""
        for level in reversed(range(len(self._workplace.ladder))):
            free = self._workplace.free_seats(level)
            here = [requisition for requisition in requisitions if requisition.level == level]
            here.sort(key=lambda one: one.candidate is None)  # candidates have been promised theirs
            for place, requisition in enumerate(here):
                if place >= free:
                    requisition.level = int(self._workplace.ladder.below[level])

    def _open(self, requisition: Requisition) -> None:
        """A requisition holds its seat; its process begins unless it waits for an apprentice."""
        workplace = self._workplace
        self._opened[requisition] = None
        workplace.open_requisitions[requisition.level] += 1
        workplace.flows.requisitions[requisition.level] += 1
        self._tell(requisition, requisition.opened, Item.STAFFING, "requisition")
        if requisition.founder is not None:
            workplace.founders.come_back(requisition.founder)
        if self._waits(requisition):
            self._waiting.append(requisition)
        else:
            self._begin_filling(requisition)

    def _begin_filling(self, requisition: Requisition) -> None:
        if self._capped and requisition.candidate is None:
            self._places_taken[self._place(requisition)] += 1
        self._workplace.calendar.process(self._filling(requisition))

    def announce_arrivals(self, plan: ArrivalsPlan, tick: int, until: int) -> None:
        """Everybody who arrives before the next review, whatever the headcount.

        Whoever has been announced before a change of rules comes all the same.
        """
        workplace = self._workplace
        since = max(self._arrivals_until, tick)
        if since >= until:
            return
        self._arrivals_until = until
        review = derive(workplace.key, _REVIEW, since)
        for level in plan.levels:
            _, ordinals, times = plan.arriving(level, since, until - since, review)
            position = workplace.ladder.ids.index(level)
            # Whoever arrives n-th at a level has the same entry point under every scenario.
            arrivals = derive(review, code(level), ordinals)
            shares = workplace.entry_points.feeding(position)
            chosen = choose(shares, uniform(arrivals, Purpose.ENTRY_POINT))
            found = self._found(chosen, tick, np.full(len(chosen), position))
            for arrival, time in zip(found, times.tolist(), strict=True):
                if not workplace.hires_through(arrival.entry_point, time):
                    continue
                arrival.opened, arrival.start, arrival.holds_seat = time, time, False
                workplace.calendar.process(self._filling(arrival))

    def _found(
        self,
        chosen: NDArray[np.int64],
        tick: int,
        level: NDArray[np.int64] | None,
        founders: Sequence[Employee] = (),
    ) -> list[Requisition]:
        """Who will come through these entry points, in order of opening; founders go first."""
        workplace, entry_points = self._workplace, self._workplace.entry_points
        month = month_number(tick)
        if month != self._month:  # entrants are numbered within the month of their opening
            self._month = month
            self._entered.clear()
        identities = []
        for entry_point in chosen.tolist():
            ordinal = self._entered[entry_point]
            self._entered[entry_point] += 1
            name = entrant_name(
                workplace.name,
                workplace.start,
                month,
                entry_points.ids[entry_point],
                str(ordinal + 1),
            )
            identities.append(Identity(workplace.position, month, entry_point + 1, ordinal, name))
        ordinals = np.array([identity.ordinal for identity in identities], dtype=np.int64)
        keys = derive(self._keys[chosen], month, ordinals)
        theirs = np.flatnonzero(chosen == workplace.founders.entry_point)
        back = dict(zip(theirs.tolist(), founders, strict=False))
        for i, founder in back.items():
            identities[i] = founder.identity
            keys[i : i + 1] = derive(founder.key, founder.spell + 1)
        entrants = entry_points.entrants(chosen, keys, level)
        return [
            Requisition(
                key=keys[i : i + 1],
                identity=identity,
                entry_point=int(chosen[i]),
                level=int(entrants.level[i]),
                rank=int(entrants.rank[i]),
                opened=years(tick),
                skill=float(entrants.skill[i]),
                beside_scope=float(entrants.beside_scope[i]),
                potential=float(entrants.potential[i]),
                learning_rate=float(entrants.learning_rate[i]),
                age=float(entrants.age[i]),
                spell=back[i].spell + 1 if i in back else 1,
                founder=back.get(i),
            )
            for i, identity in enumerate(identities)
        ]

    # -- apprentices -----------------------------------------------------------

    def begin_apprenticeships(self, tick: int, until: int) -> None:
        """Whoever begins before the next staffing review, as far as that is not settled yet."""
        for position, apprenticeship in self._apprenticeships().items():
            since = max(self._beginning_until.get(position, tick), tick)
            if since < until:
                self._beginning_until[position] = until
                key = self._keys[[position]]
                beginners = apprenticeship.beginning(since, until - since, key)
                self._train(position, beginners, month_number(tick))

    def _train(self, entry_point: int, beginners: Beginners, month: int) -> None:
        pipeline, calendar = self._workplace.pipelines[entry_point], self._workplace.calendar
        if month != self._month_of_beginners:
            self._month_of_beginners = month
            self._sent_elsewhere.clear()
        for i, (entered, finished) in enumerate(
            zip(beginners.entered.tolist(), beginners.finished.tolist(), strict=True)
        ):
            going = None
            if beginners.elsewhere[i]:
                ordinal = self._sent_elsewhere[entry_point]
                self._sent_elsewhere[entry_point] += 1
                key = beginners.key[i : i + 1]
                going = self._looking_elsewhere(entry_point, month, ordinal, key, entered, finished)
            calendar.process(pipeline.apprenticeship(calendar, entered, finished, going))

    def _looking_elsewhere(
        self,
        entry_point: int,
        month: int,
        ordinal: int,
        key: Keys,
        entered: float,
        finished: float,
    ) -> Callable[[], None]:
        """What an apprentice does who has finished and looks for a job at other organizations."""
        workplace = self._workplace
        position, way = np.array([entry_point]), workplace.entry_points.ids[entry_point]
        entrants = workplace.entry_points.entrants(position, key)
        scope = workplace.level_scope[int(entrants.level[0])]
        skill = float(entrants.skill[0] + entrants.beside_scope[0] * scope)
        group = int(workplace.groups.of_entrants(position, key)[0])
        name = entrant_name(workplace.name, workplace.start, month, way, f"a{ordinal + 1}")
        candidate = Candidate(
            key=key,
            identity=Identity(
                workplace.position, month, entry_point + 1, APPRENTICES + ordinal, name
            ),
            spell=0,
            origin=workplace,
            since=finished,
            rank=int(entrants.rank[0]),
            scope=math.nan,
            pay=math.nan,
            skill_then=skill,
            skill_since=finished,
            potential=max(float(entrants.potential[0]), skill),
            learning_rate=float(entrants.learning_rate[0]),
            born=finished - float(entrants.age[0]),
            insight=insights(workplace.insight.of_entrants(position, key, np.array([finished])), 1)[
                0
            ],
            group=workplace.groups.ids[group] if group >= 0 else "",
            pipeline_entered=entered,
        )

        def go() -> None:
            if workplace.market is not None:
                workplace.market.enter(candidate)

        return go

    def hire_apprentices(self, tick: int) -> None:
        """Requisitions that wait for apprentices get them: first come, first served, both ways.

        Whose entry point has no place left in the year of the start goes on waiting.
        """
        for position in sorted({one.entry_point for one in self._waiting}):
            finished = self._workplace.pipelines[position].finished
            waiting = [one for one in self._waiting if one.entry_point == position]
            pairs = list(zip(waiting, list(finished), strict=False))
            self._settle([requisition for requisition, _ in pairs], years(tick))
            admitted = self._admitted([requisition for requisition, _ in pairs])
            for requisition, entered in pairs:
                if requisition in admitted:
                    requisition.pipeline_entered = entered
                    finished.remove(entered)
                    self._waiting.remove(requisition)
                    self._begin_filling(requisition)
                else:
                    requisition.start = requisition.accepted = math.inf
                    requisition.offers = []

    # -- offers and first days -------------------------------------------------

    def _filling(self, requisition: Requisition) -> Process:
        """The life of a requisition: offers, until somebody starts work or it is given up."""
        workplace, level = self._workplace, requisition.level
        told = bool(workplace.entry_points.offers.told[requisition.entry_point])
        for time, declined in requisition.offers:
            yield workplace.calendar.at(time, Item.PEOPLE)
            if requisition.cancelled or workplace.ended:
                return
            self._count_offer(requisition, declined)
            reason = "declined" if declined else ""
            self._tell(requisition, time, Item.PEOPLE, "offer", reason)
        yield workplace.calendar.at(requisition.start, Item.PEOPLE)
        if requisition.cancelled or workplace.ended:
            return
        if requisition.holds_seat:
            self._close(requisition)
            if not told and requisition.candidate is None:
                self._count_offer(requisition, declined=False)
        scope = min(workplace.level_scope[level], workplace.cap)
        skill = requisition.skill + requisition.beside_scope * scope
        entry_point = np.array([requisition.entry_point])
        start = np.array([requisition.start])
        brought = workplace.insight.of_entrants(entry_point, requisition.key, start)
        insight = insights(brought, 1)[0]
        group = int(workplace.groups.of_entrants(entry_point, requisition.key)[0])
        known = requisition.candidate
        if known is not None and known.insight and insight:
            insight = known.insight
        if (label := self._label(requisition)) in workplace.groups.ids:
            group = workplace.groups.ids.index(label)  # one stays who one is
        person = Employee(
            workplace,
            key=requisition.key,
            identity=requisition.identity,
            spell=requisition.spell,
            entry_point=requisition.entry_point,
            level=level,
            scope=scope,
            skill=skill,
            potential=max(requisition.potential, skill),
            learning_rate=requisition.learning_rate,
            insight=insight,
            group=group,
            now=requisition.start,
            born=requisition.start - requisition.age,
            hired=requisition.start,
            level_since=requisition.start,
            pipeline_entered=requisition.pipeline_entered,
        )
        scope_held = known.scope if known is not None else math.nan
        origin = self._origin(requisition)
        workplace.hire(person, requisition.opened, requisition.rank, scope_held, origin)

    def _label(self, requisition: Requisition) -> str:
        """The group of whoever is known already; "" where there is none."""
        if requisition.founder is not None:
            return requisition.founder.label
        return requisition.candidate.group if requisition.candidate is not None else ""

    def _origin(self, requisition: Requisition) -> str:
        """The other organization of the scenario that somebody comes from; "" for none."""
        known = requisition.founder or requisition.candidate
        if known is None:
            return ""
        there = known.workplace if isinstance(known, Employee) else known.origin
        return there.name if there is not self._workplace else ""

    def _count_offer(self, requisition: Requisition, declined: bool) -> None:
        flows = self._workplace.flows
        flows.offers[requisition.entry_point] += 1
        flows.declined[requisition.entry_point] += declined

    def _tell(
        self, requisition: Requisition, time: float, item: Item, kind: str, reason: str = ""
    ) -> None:
        """Write down what happens to a requisition."""
        workplace = self._workplace
        workplace.books.log(
            requisition.identity,
            Event(
                time,
                item,
                requisition.identity.name,
                kind,
                level_to=requisition.level,
                rank_to=workplace.rank[requisition.level],
                entry_point=workplace.entry_points.ids[requisition.entry_point],
                reason=reason,
            ),
        )
