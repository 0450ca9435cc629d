"""One organization's rules beside what is expected of them: what warnings are made from."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from orgsim.expected.flows import ExpectedFlows, expected_flows
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.ladder import Ladder
from orgsim.rules.section import ByLevel, Path

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization
    from orgsim.scenario import Scenario

Floats = NDArray[np.float64]


class Outlook:
    """One organization of a scenario, seen ahead.

    Parameters
    ----------
    scenario : Scenario
    name : str
        The organization's id.

    Attributes
    ----------
    rules : Organization
    levels : tuple of str
        Ids, lowest first.
    ladder : Ladder
    flows : ExpectedFlows
        Promotions of the first day belong to the state that the run starts from.
    """

    def __init__(self, scenario: Scenario, name: str) -> None:
        self.rules: Organization = scenario.organizations[name]
        self.levels = tuple(self.rules.levels)
        self.ladder = Ladder(self.rules.levels)
        self.flows: ExpectedFlows = expected_flows(scenario, name)
        self.start = scenario.start
        self.years = self.flows.years
        self.end: dt.date = scenario.date_at(self.years)

    @property
    def planned(self) -> bool:
        """Whether there is a headcount to be kept."""
        return not isinstance(self.rules.plan, ArrivalsPlan)

    @property
    def by_the_end(self) -> str:
        """The last day, as a warning says it."""
        return f"by {self.end:%B %Y}"

    def per_year(self, flow: Floats) -> Floats:
        """People a year, of a flow by month; what is decided on the first day does not count."""
        result: Floats = flow[1:].sum(axis=0) / self.years
        return result

    @cached_property
    def coming(self) -> Floats:
        """People a year who come to each level, hired or promoted, shape (L,)."""
        flows = self.flows
        moving = flows.promoted_into + flows.pulled_up_into + flows.granted_into
        return self.per_year(flows.hires.sum(axis=1) + moving)

    @cached_property
    def going(self) -> Floats:
        """People a year who leave each level, for good or for the next one, shape (L,)."""
        flows = self.flows
        return self.per_year(flows.exits + flows.promoted + flows.pulled_up + flows.granted)

    def last_year(self, stock: Floats) -> Floats:
        """The mean of a stock over the last year, or over all if that is shorter."""
        result: Floats = stock[-12:].mean(axis=0)
        return result


def place(section: Path, values: ByLevel[Any], level: str) -> Path:
    """Where a value by level is stated."""
    return (*section, level if level in values.root else "default")


def said(number: float) -> str:
    """A number of people as a warning says it.

    Examples
    --------
    >>> said(0.0), said(0.123), said(3.96), said(61.7), said(1313.0)
    ('none', '0.12', '4', '62', '1,313')
    """
    if number < 0.005:
        return "none"
    digits = 0 if number >= 9.95 else 1 if number >= 0.95 else 2
    text = f"{number:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def people(number: float) -> str:
    """So many people, in words.

    Examples
    --------
    >>> people(1.0), people(1.5)
    ('1 person', '1.5 people')
    """
    count = said(number)
    return "1 person" if count == "1" else f"{count} people"


def percent(share: float) -> str:
    """A share as warnings say it.

    Examples
    --------
    >>> percent(0.123), percent(0.004)
    ('12 %', 'fewer than 1 %')
    """
    return f"{share:.0%}".replace("%", " %") if share >= 0.005 else "fewer than 1 %"
