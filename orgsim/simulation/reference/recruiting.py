"""Recruiting: who answers requisitions, and which of them are given up."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from orgsim.clock import month_number, reached, years
from orgsim.randomness import Keys, Purpose, code, derive, uniform
from orgsim.rules.choosing import choose
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.simulation.day import Item
from orgsim.simulation.reference.applicants import Applicants
from orgsim.simulation.reference.apprentices import Apprentices
from orgsim.simulation.reference.filling import filling
from orgsim.simulation.reference.pipeline import Pipeline
from orgsim.simulation.reference.places import Places
from orgsim.simulation.reference.record import Identity
from orgsim.simulation.reference.requisition import Requisition, tell
from orgsim.simulation.reference.workplace import entrant_name

if TYPE_CHECKING:
    from orgsim.rules.interventions.hiring_freeze import HiringFreeze
    from orgsim.simulation.reference.employee import Employee
    from orgsim.simulation.reference.workplace import Workplace

_REVIEW = code("staffing review")


class Recruiting:
    """The entry points of one organization at work.

    Parameters
    ----------
    workplace : Workplace
    first_tick : int
        When the organization's clock starts.

    Attributes
    ----------
    apprentices : Apprentices
    """

    def __init__(self, workplace: Workplace, first_tick: int) -> None:
        self._workplace = workplace
        self._month: int | None = None
        self._entered: Counter[int] = Counter()
        self._opened: dict[Requisition, None] = {}
        # Those that come through an entry point descend from its key.
        self._keys: Keys = derive(workplace.key, [code(id_) for id_ in workplace.entry_points.ids])
        self._places = Places(workplace)
        self._waiting: list[Requisition] = []
        self._arrivals_until = first_tick
        self._applicants = Applicants(workplace, self._places)
        self.apprentices = Apprentices(workplace, self._keys, first_tick)

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
                self._places.admitted(
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
        else:
            self._places.give_back(requisition.entry_point, requisition.start)
        requisition.cancelled = True
        self._workplace.flows.cancelled[requisition.level] += 1
        self._workplace.vacate(now, requisition.level)
        tell(self._workplace, requisition, now, item, "cancellation", reason)

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
        tell(workplace, requisition, requisition.opened, Item.STAFFING, "requisition")
        if requisition.founder is not None:
            workplace.founders.come_back(requisition.founder)
        if self._waits(requisition):
            self._waiting.append(requisition)
        else:
            self._begin_filling(requisition)

    def _begin_filling(self, requisition: Requisition) -> None:
        if requisition.candidate is None:
            self._places.take(requisition.entry_point, requisition.start)
        self._begin(requisition)

    def _begin(self, requisition: Requisition) -> None:
        workplace = self._workplace
        workplace.calendar.process(filling(workplace, requisition, self._close))

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
                self._begin(arrival)

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

    def hire_apprentices(self, tick: int) -> None:
        """Requisitions that wait for apprentices get them: first come, first served, both ways.

        Whose entry point has no place left in the year of the start goes on waiting.
        """
        for position in sorted({one.entry_point for one in self._waiting}):
            finished = self._workplace.pipelines[position].finished
            waiting = [one for one in self._waiting if one.entry_point == position]
            pairs = list(zip(waiting, list(finished), strict=False))
            self._settle([requisition for requisition, _ in pairs], years(tick))
            admitted = self._places.admitted([requisition for requisition, _ in pairs])
            for requisition, entered in pairs:
                if requisition in admitted:
                    requisition.pipeline_entered = entered
                    finished.remove(entered)
                    self._waiting.remove(requisition)
                    self._begin_filling(requisition)
                else:
                    requisition.start = requisition.accepted = math.inf
                    requisition.offers = []
