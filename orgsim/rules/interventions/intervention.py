"""What may stand in an organization's list of interventions."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Annotated, TypeAlias

import numpy as np
from pydantic import AfterValidator, Field

from orgsim.clock import dates
from orgsim.rules.interventions.acquisition import Acquisition
from orgsim.rules.interventions.change import Change
from orgsim.rules.interventions.hiring_freeze import HiringFreeze, overlapping
from orgsim.rules.interventions.layoff import Layoff
from orgsim.rules.interventions.title_reset import TitleResetOnADay
from orgsim.rules.section import Contradiction
from orgsim.units import sentence

MOST_INTERVENTIONS = 200

Intervention: TypeAlias = Change | Layoff | HiringFreeze | TitleResetOnADay | Acquisition
"""Something that happens to an organization on a day."""


_WORDS = {
    "set": "new rules",
    "layoff": "layoff",
    "hiring_freeze": "hiring freeze",
    "title_reset": "title reset",
    "acquire": "acquisition",
}


def _not_too_many(interventions: tuple[Intervention, ...]) -> tuple[Intervention, ...]:
    if len(interventions) > MOST_INTERVENTIONS:
        raise ValueError(
            f"must be at most {MOST_INTERVENTIONS} interventions, got {len(interventions)}"
        )
    return interventions


Interventions = Annotated[
    tuple[Annotated[Intervention, Field(discriminator="kind")], ...], AfterValidator(_not_too_many)
]
"""The interventions in an organization, in any order; those of one day in the order written."""


def marks(interventions: Sequence[Intervention]) -> list[tuple[str, str]]:
    """The days of interventions in order, each with what is done on it, as words for a figure.

    Examples
    --------
    >>> freeze = HiringFreeze(kind="hiring_freeze", date="2027-01-01", until="2027-07-01")
    >>> marks([freeze])
    [('2027-01-01', 'hiring freeze'), ('2027-07-01', 'thaw')]
    """
    found: dict[dt.date, list[str]] = {}
    for each in interventions:
        found.setdefault(each.date, []).append(_WORDS[each.kind])
        if isinstance(each, HiringFreeze) and each.until is not None:
            found.setdefault(each.until, []).append("thaw")
    return [(day.isoformat(), ", ".join(dict.fromkeys(found[day]))) for day in sorted(found)]


def outside(
    interventions: Sequence[Intervention], start: dt.date, horizon: float
) -> Iterator[Contradiction]:
    """Interventions on the first day or before it, and beyond the horizon in years; thaws too."""
    last = dates(start, np.array([horizon]))[0].astype("datetime64[D]").item()
    for position, intervention in enumerate(interventions):
        if not start < intervention.date <= last:
            problem = "interventions fall between the start and the horizon"
            allowed = f"after {start}, up to {last}"
            yield (position, "date"), sentence(problem, str(intervention.date), allowed)
        until = intervention.until if isinstance(intervention, HiringFreeze) else None
        if until is not None and until > last:
            problem = "the thaw comes after the horizon; without it the freeze lasts to the end"
            yield (position, "until"), sentence(problem, str(until), f"up to {last}")


def unfit(
    interventions: Sequence[Intervention],
    levels: Sequence[str],
    entry_points: Sequence[str],
    *,
    rated: bool,
) -> Iterator[Contradiction]:
    """Levels and entry points that do not exist, ratings that nobody has, and two freezes at once.

    Parameters
    ----------
    interventions : sequence of Intervention
    levels, entry_points : sequence of str
        Ids.
    rated : bool
        Whether people are ever rated.
    """
    for position, intervention in enumerate(interventions):
        if not isinstance(intervention, Change):
            for path, message in intervention.contradictions_with(
                levels, entry_points, rated=rated
            ):
                yield (position, *path), message
    for position, message in overlapping(interventions):
        yield (position, "date"), message
