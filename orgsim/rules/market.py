"""The labor market: who looks for a job where, what they are offered, and who accepts.

Organizations that have a market in common exchange people. Whoever leaves for the `market` becomes
a candidate and looks for a job, each month at one organization or elsewhere, until they have gone
elsewhere for good. An organization that opens requisitions for product managers of other companies
(`outside`) offers them to the candidates who look at it, and draws from outside only what is left:
re-levelling with a known origin.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

from orgsim.randomness import Keys, Purpose, normal, uniform
from orgsim.rules.choosing import choose
from orgsim.rules.destinations import DESTINATIONS, FOUNDER, MARKET
from orgsim.rules.distributions import DurationDistribution
from orgsim.rules.headcount_plan import ArrivalsPlan
from orgsim.rules.ladder import GUARD
from orgsim.rules.plausible import Plausible
from orgsim.rules.section import Contradiction, Identifier, Section, Shares, unknown
from orgsim.units import Number, Share, write_share

if TYPE_CHECKING:
    from orgsim.rules.organization import Organization

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

NO_MARKET = -1
"""Position of an organization for those who come from none of the scenario."""

STEEPEST = 100.0
"""The largest effect on the log odds of accepting; beyond it, chance plays no part any more."""


def _not_more_than_all(shares: dict[str, float]) -> dict[str, float]:
    total = sum(shares.values())
    if total > 1.0 + GUARD:
        parts = ", ".join(f"{name} {write_share(share)}" for name, share in shares.items())
        raise ValueError(
            "shares of the candidates may sum to 100% at most, and the rest looks elsewhere; these "
            f"sum to {round(total * 100, 6):g}% ({parts})"
        )
    return shares


def _some(shares: dict[str, float]) -> dict[str, float]:
    if len(shares) < 2:
        raise ValueError("a market joins two or more organizations")
    return shares


Effect = Annotated[Number, Field(ge=0, le=STEEPEST)]


class Market(Section):
    """Organizations that exchange people, and how candidates look for a job."""

    organizations: Annotated[
        dict[Identifier, Share],
        Field(min_length=1),
        AfterValidator(_some),
        AfterValidator(_not_more_than_all),
    ]
    """Which share of the candidates looks at each organization in a month; the rest looks
    elsewhere. Nobody looks at the one that they come from."""
    stays: DurationDistribution
    """How long somebody looks for a job before going elsewhere for good."""
    acceptance: Annotated[Share, Plausible("60%", "95%")] = 0.8
    """Chance that a candidate accepts an offer of the rank and the pay held before. An
    assumption."""
    relevel_effect: Annotated[Effect, Plausible("0.2", "1.5")] = 0.7
    """By how much the log odds of accepting fall with each rung that the offered rank is below the
    one held before; a higher one does not raise them. An assumption."""
    pay_effect: Annotated[Effect, Plausible("1", "6")] = 3.0
    """By how much the log odds of accepting rise with ln(offered pay / pay held before), where both
    are known. An assumption."""
    founders: Shares | None = None
    """To which of the organizations those return who left any of them to found a company, by the
    `returning` of the entry point there, as shares; without it to the one that they left."""

    def contradictions_with(
        self, organizations: Mapping[str, Organization]
    ) -> Iterator[Contradiction]:
        """Organizations that do not exist, do not hire from a market, or send nobody there."""
        there = {name: organizations[name] for name in self.organizations if name in organizations}
        for name, share in self.organizations.items():
            if name not in there:
                yield ("organizations", name), unknown("organization", name, tuple(organizations))
            elif share > 0 and (why_not := _hires_nobody(there[name])):
                message = f"nobody is hired from the market there: {why_not}; give it 0%"
                yield ("organizations", name), message
        if there and not any(_sends_somebody(organization) for organization in there.values()):
            message = (
                "nobody ever looks for a job: no attrition.destinations has market, and no "
                "apprentice finishes elsewhere"
            )
            yield ("organizations",), message
        for name in self.founders or ():
            if name not in self.organizations:
                message = unknown("organization", name, tuple(self.organizations))
                yield ("founders", name), f"{message.replace('there is', 'the market has', 1)}"
            elif name in there and not _takes_founders(there[name]):
                message = f"no entry point of {name!r} has 'returning', which says when they do"
                yield ("founders", name), message
        if self.founders and there and not any(map(_sends_founders, there.values())):
            message = "nobody leaves to found a company: no attrition.destinations has founder"
            yield ("founders",), message


def contradictions_of_markets(
    markets: Mapping[str, Market], organizations: Mapping[str, Organization]
) -> Iterator[Contradiction]:
    """Markets that do not fit the organizations, or each other."""
    market_of: dict[str, str] = {}
    for market, section in markets.items():
        for path, message in section.contradictions_with(organizations):
            yield ("markets", market, *path), message
        for name in section.organizations:
            other = market_of.setdefault(name, market)
            if other != market:
                message = f"{name!r} is in the market {other!r} already, and in one at most"
                yield ("markets", market, "organizations", name), message


def founders_taken(
    markets: Mapping[str, Market], organizations: Mapping[str, Organization]
) -> set[str]:
    """The organizations to which a market sends founders who have left another one."""
    return {
        name
        for market in markets.values()
        for name in market.founders or ()
        if any(
            _sends_founders(organizations[other])
            for other in market.organizations
            if other in organizations and other != name
        )
    }


def _sends_founders(organization: Organization) -> bool:
    """Whether anybody leaves to found a company, or may at some stage."""
    changing = bool(organization.stages or organization.interventions)
    return changing or organization.attrition.sends_to(DESTINATIONS[FOUNDER])


def _hires_nobody(organization: Organization) -> str:
    """Why an organization takes nobody from a market, "" where it does or may at some stage."""
    if organization.stages or organization.interventions:
        return ""
    if isinstance(organization.plan, ArrivalsPlan):
        return "arrivals (plan.kind) come without a search"
    ways = organization.entry_points.values()
    if not any(way.outside is not None and way.weight > 0 for way in ways):
        return "no entry point that people come through has 'outside'"
    return ""


def _sends_somebody(organization: Organization) -> bool:
    if organization.stages or organization.interventions:
        return True
    return organization.attrition.sends_to(DESTINATIONS[MARKET]) or any(
        way.apprenticeship is not None and way.apprenticeship.elsewhere > 0
        for way in organization.entry_points.values()
    )


def _takes_founders(organization: Organization) -> bool:
    return any(way.returning is not None for way in organization.entry_points.values())


class MarketRules:
    """A market as functions of columns.

    All luck is keyed by the spell of employment that ended, and what happens at a staffing review
    by the month: nobody looks at two organizations in a month, so that these never compete for one
    person and their order cannot matter.

    Parameters
    ----------
    section : Market
    positions : mapping of str to int
        The scenario's organizations, by id.
    """

    def __init__(self, section: Market, positions: Mapping[str, int]) -> None:
        self._section = section
        # In the order of ids: the order of a file is nobody's luck.
        looked_at = sorted(section.organizations)
        self._looked_at = np.array([*(positions[name] for name in looked_at), NO_MARKET])
        self._edges = np.cumsum([section.organizations[name] for name in looked_at])
        founders = sorted(section.founders or ())
        self._founders = np.array([positions[name] for name in founders])
        self._founders_shares = [(section.founders or {})[name] for name in founders]
        hiring = {name for name, share in section.organizations.items() if share > 0}
        self._hiring = {positions[name] for name in hiring | set(founders)}
        with np.errstate(divide="ignore"):
            self._log_odds = float(np.log(section.acceptance) - np.log1p(-section.acceptance))

    def hires_for(self, position: int) -> bool:
        """Whether an organization may hire candidates, or founders, who come from another one."""
        return position in self._hiring

    def gone(self, since: Floats, keys: Keys) -> Floats:
        """When candidates go elsewhere for good, in years, shape (N,).

        Parameters
        ----------
        since : array of float, shape (N,)
            When they began to look, in years.
        keys : array of uint64, shape (N,)
        """
        stays = self._section.stays.quantile(uniform(keys, Purpose.MARKET_STAY))
        result: Floats = since + np.maximum(stays, 0.0)
        return result

    def looked_at(self, keys: Keys, month: int) -> Integers:
        """Positions of the organizations at which candidates look, shape (N,), or `NO_MARKET`."""
        place = np.searchsorted(
            self._edges, uniform(keys, Purpose.MARKET_LOOK, month), side="right"
        )
        result: Integers = self._looked_at[place]
        return result

    def accepts(
        self, keys: Keys, month: int, rank: Integers, offered: Integers, pay: Floats, more: Floats
    ) -> NDArray[np.bool_]:
        """Whether candidates accept an offer, shape (N,): a logistic function of rank and pay.

        Parameters
        ----------
        keys : array of uint64, shape (N,)
        month : int
        rank, offered : array of int, shape (N,)
            Of the title held before, 0 without one, and of the level offered.
        pay, more : array of float, shape (N,)
            Per year, before and as offered; NaN where nobody is paid.
        """
        section = self._section
        down = np.where(rank > 0, np.minimum(offered - rank, 0), 0)
        raised = np.log(more / pay)
        log_odds = self._log_odds + section.relevel_effect * down
        log_odds += section.pay_effect * np.where(np.isnan(raised), 0.0, raised)
        luck = uniform(keys, Purpose.MARKET_ACCEPTANCE, month)
        result: NDArray[np.bool_] = np.log(luck) - np.log1p(-luck) < log_odds
        return result

    def founders_return_to(self, keys: Keys, left: int) -> Integers:
        """Positions of the organizations to which founders may return, shape (N,).

        Parameters
        ----------
        keys : array of uint64, shape (N,)
        left : int
            Position of the organization that they left.
        """
        if len(self._founders) == 0:
            return np.full(len(keys), left)
        luck = uniform(keys, Purpose.FOUNDERS_RETURN_TO)
        result: Integers = self._founders[choose(self._founders_shares, luck)]
        return result


def error_about(keys: Keys, month: int, noise: float) -> Floats:
    """The error made about the skill of candidates, in rungs, shape (N,).

    Parameters
    ----------
    keys : array of uint64, shape (N,)
    month : int
    noise : float
        Its standard deviation, `assessment_noise`.
    """
    return noise * normal(keys, Purpose.MARKET_ASSESSMENT, month)


def offered(scope: Floats, of_levels: Floats, open_at: NDArray[np.bool_]) -> Integers:
    """The highest level that is open and whose scope candidates reach, shape (N,); -1 for none.

    Parameters
    ----------
    scope : array of float, shape (N,)
        What the candidates are assessed to be worth, in rungs.
    of_levels : array of float, shape (L,)
        Scope of each level, in increasing order.
    open_at : array of bool, shape (N, L)
        Where a requisition is open.

    Examples
    --------
    >>> levels = np.array([1.0, 2.0, 3.0])
    >>> offered(np.array([2.5, 0.5]), levels, np.array([[True, True, True], [True, True, True]]))
    array([ 1, -1])
    """
    reached = open_at & (of_levels <= scope[:, None] + GUARD)
    last = reached.shape[1] - 1 - reached[:, ::-1].argmax(axis=1)
    return np.where(reached.any(axis=1), last, -1)
