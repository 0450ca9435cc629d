"""Titles and responsibility: how much of a title's scope an organization can really hand out.

Small organizations cannot offer large jobs: a scope cap maps the size of the company to the
largest scope that exists there, so that the Vice President of a five-PM startup holds a Senior
Product Manager's scope. The other source of title inflation, titles instead of pay, is a promotion
whose scope does not follow the title (`orgsim.rules.promotion.effect`).
"""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from orgsim.rules.plausible import Plausible
from orgsim.rules.section import Section
from orgsim.units import Number, PerYear

Floats = NDArray[np.float64]


class CapPoint(Section):
    """In a company of `people` people the largest job has this `scope`."""

    people: Annotated[int, Field(strict=True, ge=1)]
    """Size of the company: its product managers times (1 + engineers_per_pm)."""
    scope: Number
    """The largest scope that exists there, in rungs."""


def _growing(points: tuple[CapPoint, ...]) -> tuple[CapPoint, ...]:
    for a, b in pairwise(points):
        if b.people <= a.people or b.scope < a.scope:
            raise ValueError(
                "points stand from small to large companies and their scope never falls: "
                f"{b.people} people with scope {b.scope:g} after {a.people} with {a.scope:g}"
            )
    return points


class Titles(Section):
    """How titles and responsibility hang together."""

    scope_cap: Annotated[tuple[CapPoint, ...], AfterValidator(_growing)] = ()
    """The largest scope by size of the company, from small to large: linear in the logarithm of the
    size between the points and constant beyond them. No points means no cap."""
    engineers_per_pm: Annotated[Number, Field(ge=0)] = 8.0
    """Other people in the company per product manager. About 8, from 5 to 10 (Sachin Rekhi,
    "Product management career ladders at 8 top technology firms"; sharebird.com), more at large
    companies."""
    scope_growth: Annotated[PerYear, Plausible("0 per year", "0.5 per year")] = 0.0
    """Rungs by which the scope of people below min(level scope, cap) grows towards it. An
    assumption."""

    def largest_scope(self, headcount: NDArray[np.int64]) -> Floats:
        """The scope cap of each replication from its number of product managers, shape (R,)."""
        if not self.scope_cap:
            return np.full(len(headcount), np.inf)
        size = np.log(np.maximum(headcount, 1) * (1.0 + self.engineers_per_pm))
        people = np.log([float(point.people) for point in self.scope_cap])
        return np.interp(size, people, [point.scope for point in self.scope_cap])


def grown_scope(scope: Floats, target: Floats, growth: float, years: Floats) -> Floats:
    """Scope after some years of growing towards a target; it never falls.

    Parameters
    ----------
    scope, target : array of float, shape (N,)
        Rungs; the target is min(level scope, cap).
    growth : float
        Rungs per year.
    years : array of float, shape (N,)
    """
    return np.maximum(scope, np.minimum(target, scope + growth * years))


def promoted_scope(scope: Floats, target: Floats, follows: float) -> Floats:
    """Scope after a promotion: the stated part of the way to the target, never down.

    Examples
    --------
    >>> promoted_scope(np.array([2.0]), np.array([3.0]), follows=0.25)
    array([2.25])
    """
    return scope + follows * np.maximum(target - scope, 0.0)
