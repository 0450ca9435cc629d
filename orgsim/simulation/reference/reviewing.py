"""Performance reviews: everybody's rating, who has to leave for it, and who gets a raise."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Hashable
from typing import TYPE_CHECKING

from orgsim.clock import MINUTE, years
from orgsim.randomness import Keys, Purpose, bits, normal
from orgsim.rules.ladder import GUARD
from orgsim.rules.reviews import DIGITS, Forced, Reviews, Thresholds
from orgsim.simulation.day import Item
from orgsim.simulation.reference.luck import uniform

if TYPE_CHECKING:
    from orgsim.simulation.reference.employee import Employee
    from orgsim.simulation.reference.workplace import Workplace


def hold_review(workplace: Workplace, reviews: Reviews, tick: int, month: int) -> None:
    """Everybody who has been there long enough is rated; some have to leave, others get raises."""
    now, rule = years(tick), reviews.performance_management
    reviewed = [
        person
        for person in workplace.everybody()
        if now - person.hired >= reviews.least_tenure - MINUTE
    ]
    seen = {
        person: round(
            person.performance(now)
            + reviews.noise * float(normal(person.key, Purpose.REVIEW, month)[0]),
            DIGITS,
        )
        for person in reviewed
    }
    for person, rating in _ratings(reviews.rating, seen, month).items():
        person.rating = rating
        if rule is not None:
            person.poor_ratings = person.poor_ratings + 1 if rating < rule.bar else 0
            if person.poor_ratings >= rule.running and not _tolerated(
                person.key, rule.tolerance, month
            ):
                workplace.flows.let_go[person.level] += 1
                person.leave(now, Item.REVIEW, "performance")
                person.reconsider_future()
    if workplace.paying is not None:
        staying = [person for person in reviewed if person in workplace.staff[person.level]]
        payroll = sum(person.pay for person in workplace.everybody())
        workplace.paying.raise_by_merit(staying, payroll, now)


def _tolerated(key: Keys, tolerance: float, month: int) -> bool:
    return uniform(key, Purpose.TOLERANCE, month) < tolerance


def _ratings(
    rule: Thresholds | Forced, seen: dict[Employee, float], month: int
) -> dict[Employee, int]:
    """Ratings from 1 to 5, one by one or by place among others."""
    if isinstance(rule, Thresholds):
        return {
            person: 1 + sum(performance >= threshold for threshold in rule.at)
            for person, performance in seen.items()
        }
    together: dict[Hashable, list[Employee]] = defaultdict(list)
    for person in seen:
        together[person.level if rule.within == "level" else "everybody"].append(person)
    found = {}
    for people in together.values():
        people.sort(
            key=lambda person: (
                seen[person],
                int(bits(person.key, Purpose.RATING_TIE, month)[0]),
                person.identity,
            )
        )
        start, upto = 0, 0.0
        for rating, share in enumerate(rule.shares, start=1):
            upto += share
            last = rating == len(rule.shares)
            end = len(people) if last else math.floor(len(people) * upto + 0.5 + GUARD)
            found.update(dict.fromkeys(people[start:end], rating))
            start = end
    return found
