"""Acquisitions: one organization takes in the people of another, and the other is no more."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from orgsim.randomness import Keys, Purpose, normal
from orgsim.rules.interventions.disruption import Disruption
from orgsim.rules.interventions.title_reset import fitting_level
from orgsim.rules.ladder import Ladder
from orgsim.rules.section import Contradiction, Identifier, Section, unknown
from orgsim.units import FirstOfMonth, Number, Share

if TYPE_CHECKING:
    from orgsim.rules.entry_points import EntryPoint
    from orgsim.rules.organization import Organization

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Acquisition(Section):
    """All people of another organization are taken in, and the other ends on that day.

    Everybody gets a level here as somebody who comes from outside does: the highest whose scope the
    assessment reaches, (1 - title_credit) x (skill + error) + title_credit x rank of the title held
    there; of two side by side the one on the own track, and the lowest of all where it reaches
    none. It asks for no seats, and nobody is sent away. A new spell of employment begins for all of
    them, with its own luck; pay stays where it is paid. The plan here is as large as before. The
    other's open requisitions are cancelled, and its apprentices and former founders do not come any
    more.
    """

    kind: Literal["acquire"]
    date: FirstOfMonth
    """When."""
    organization: Identifier
    """Which organization of the scenario is taken in."""
    title_credit: Share = 0.0
    """How far the title held there counts in the assessment, beside skill. An assumption."""
    assessment_noise: Annotated[Number, Field(ge=0)] = 0.0
    """Standard deviation of the error made about somebody, in rungs. An assumption."""
    disruption: Disruption | None = None
    """How much more often those leave who have been taken in; without it as often as others."""

    def contradictions_with(
        self, levels: Sequence[str], entry_points: Sequence[str], *, rated: bool
    ) -> Iterator[Contradiction]:
        """Nothing that this organization alone could tell; see `unfit_acquisitions`."""
        return iter(())

    def new_level(
        self, ladder: Ladder, tracks: Sequence[str], skill: Floats, rank: Integers, keys: Keys
    ) -> Integers:
        """The level that people get here, shape (N,).

        Parameters
        ----------
        ladder : Ladder
            Of this organization.
        tracks : sequence of str, length N
            Of the levels held there.
        skill : array of float, shape (N,)
        rank : array of int, shape (N,)
            Of the titles held there.
        keys : array of uint64, shape (N,)
        """
        assessed = skill + self.assessment_noise * normal(keys, Purpose.ACQUISITION)
        worth = (1.0 - self.title_credit) * assessed + self.title_credit * rank
        return fitting_level(ladder, np.array(tracks), worth)


def unfit_acquisitions(organizations: Mapping[str, Organization]) -> Iterator[Contradiction]:
    """Acquisitions of what there is not, or is no more, and by what is no more."""
    taken: dict[str, tuple[dt.date, str]] = {}
    every = sorted(
        (each.date, name, position, each)
        for name, organization in organizations.items()
        for position, each in enumerate(organization.interventions)
        if isinstance(each, Acquisition)
    )
    for date, name, position, each in every:
        place, other = ("organizations", name, "interventions", position), each.organization
        if other == name:
            yield (*place, "organization"), "an organization cannot acquire itself"
        elif other not in organizations:
            message = unknown("organization", other, tuple(organizations))
            yield (*place, "organization"), message
        elif other in taken:
            before, by = taken[other]
            message = f"{other!r} has been acquired by {by!r} on {before} already"
            yield (*place, "organization"), message
        else:
            taken[other] = date, name
    for name, organization in organizations.items():
        for position, intervention in enumerate(organization.interventions):
            if name in taken and intervention.date >= taken[name][0]:
                date, by = taken[name]
                message = f"{name!r} is acquired by {by!r} on {date}; nothing can happen to it then"
                yield ("organizations", name, "interventions", position, "date"), message


def acquired(organizations: Mapping[str, Organization]) -> set[str]:
    """The ids of the organizations that some other one acquires."""
    return {
        each.organization
        for organization in organizations.values()
        for each in organization.interventions
        if isinstance(each, Acquisition)
    }


def way_in(name: str, entry_points: Mapping[str, EntryPoint]) -> int:
    """The entry point, by position, that people are counted with who are taken in.

    Parameters
    ----------
    name : str
        The entry point through which they came to the organization that ends.
    entry_points : mapping of str to EntryPoint
        Of the acquirer: the one of that name, or else the first for people of other companies, or
        else the first of all.
    """
    ids = list(entry_points)
    outside = [each for each, point in entry_points.items() if point.outside is not None]
    return ids.index(name if name in ids else (outside or ids)[0])
