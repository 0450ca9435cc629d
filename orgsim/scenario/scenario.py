"""A scenario: everything a run needs, as one frozen value."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from numbers import Integral
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

import numpy as np
from pydantic import (
    AfterValidator,
    Field,
    PlainValidator,
    PrivateAttr,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from orgsim.clock import MINUTE, dates
from orgsim.rules.interventions.acquisition import unfit_acquisitions
from orgsim.rules.ladder import REFERENCE_LADDER, ranked
from orgsim.rules.market import Market, contradictions_of_markets, founders_taken
from orgsim.rules.organization import Organization
from orgsim.rules.promotion.fingerprint import fingerprint
from orgsim.rules.promotion.policy import PromotionPolicy
from orgsim.rules.promotion.registered import Registered
from orgsim.rules.promotion.registry import entries, register
from orgsim.rules.rule_sets import RuleSets
from orgsim.rules.section import Contradiction, Identifier, Section, Text, Whole
from orgsim.rules.stages import RULES
from orgsim.units import Duration, FirstOfMonth, Interval, closest, sentence, shown, write_duration

if TYPE_CHECKING:
    import datetime as dt

CONTRADICTIONS = "contradictions"
"""Type of the validation error that carries every contradiction in a scenario."""

LONGEST_HORIZON = 2000.0
"""Years."""

YEARS = (1900, 2200)
"""The first and the last year in which a scenario may start; the calendar of tables and figures
goes further."""

MOST_REPLICATIONS = 1_000_000

LARGEST_SEED = 2**64 - 1
"""Keys of draws are whole numbers of 64 bits."""

_PRESENTATION = {"name", "replications", "record"}


def _whole_months(years: float) -> float:
    if abs(years * 12 - round(years * 12)) / 12 > MINUTE:
        raise ValueError(f"must be whole months, got {write_duration(years)}")
    return round(years * 12) / 12


def _in_our_time(start: "dt.date") -> "dt.date":
    first, last = YEARS
    if not first <= start.year <= last:
        raise ValueError(
            sentence("no such start", start.isoformat(), f"the years {first} to {last}")
        )
    return start


def _reasonable(horizon: float) -> float:
    if not 0 < horizon <= LONGEST_HORIZON:
        allowed = f"more than 0, up to {LONGEST_HORIZON:,.0f} years"
        raise ValueError(sentence("no such horizon", write_duration(horizon), allowed))
    return horizon


def _read_record(value: object) -> int | str:
    if value in ("all", "none") or (
        isinstance(value, int) and not isinstance(value, bool) and value >= 0
    ):
        return value
    near = closest(value, ["all", "none"]) if isinstance(value, str) else ""
    problem = "must say of how many replications events and people are kept"
    raise ValueError(sentence(problem, shown(value), "a whole number, all, none", near))


_Record = Annotated[int, Field(ge=0)] | Literal["all", "none"]


class Scenario(Section):
    """One or several organizations, and how they are to be simulated.

    Examples
    --------
    >>> from orgsim.scenario import load_scenario
    >>> load_scenario("scenarios/startup.yaml").horizon_months      # doctest: +SKIP
    120
    """

    name: Text
    """What tables and figures call the scenario."""
    start: Annotated[FirstOfMonth, AfterValidator(_in_our_time)]
    """The day on which the simulation starts, the first day of a month, from 1900 to 2200."""
    horizon: Annotated[Duration, AfterValidator(_whole_months), AfterValidator(_reasonable)]
    """How far into the future it goes, in whole months, up to 2,000 years."""
    snapshots: Annotated[Interval, AfterValidator(_whole_months)] = 0.25
    """Time from one snapshot of the level mix to the next, in whole months; the horizon is a
    multiple of it."""
    replications: Annotated[Whole, Field(ge=1, le=MOST_REPLICATIONS)] = 200
    """How many independent futures a run simulates unless told otherwise."""
    seed: Annotated[Whole, Field(ge=0, le=LARGEST_SEED)] = 1
    """Same scenario and seed, same results; 0 is a seed like any other."""
    record: Annotated[
        int | Literal["all", "none"], PlainValidator(_read_record, json_schema_input_type=_Record)
    ] = 20
    """Of how many replications, the first ones, events and people are kept."""
    reference_ladder: Annotated[
        dict[Text, Annotated[Whole, Field(ge=1, le=100)]], Field(min_length=1)
    ] = Field(default_factory=lambda: dict(REFERENCE_LADDER))
    """Titles and the rungs they stand for on the responsibility scale, by which titles compare
    across organizations."""
    organizations: Annotated[dict[Identifier, Organization], Field(min_length=1)]
    """The organizations that are simulated side by side, by id."""
    markets: dict[Identifier, Market] = Field(default_factory=dict)
    """Labor markets by id, through which organizations exchange people; each organization is in one
    at most. Without them organizations have nothing to do with each other."""

    _policies: dict[str, PromotionPolicy] = PrivateAttr(default_factory=dict)
    _stated_policies: "StatedPolicies" = PrivateAttr(default_factory=lambda: StatedPolicies({}, {}))

    @model_validator(mode="before")
    @classmethod
    def _look_up_ranks(cls, data: Any) -> Any:
        return with_ranks(data) if isinstance(data, Mapping) else data

    @field_validator("markets", mode="before")
    @classmethod
    def _each_market_has_an_id(cls, markets: Any) -> Any:
        """Recognize a market that is written where its id belongs."""
        joined = markets.get("organizations") if isinstance(markets, Mapping) else None
        if isinstance(joined, Mapping) and "organizations" not in joined:
            raise ValueError(
                "a market has an id, below which its rules stand, as in markets: "
                "{ pm_market: { organizations: ..., stays: ... } }"
            )
        return markets

    @model_validator(mode="after")
    def _nothing_contradicts(self) -> Self:
        found = list(self.contradictions())
        if found:
            text = "; ".join(message for _, message in found)
            raise PydanticCustomError(CONTRADICTIONS, "{text}", {"text": text, "found": found})
        return self

    def contradictions(self) -> Iterator[Contradiction]:
        """Parts that do not fit together, as (path, sentence)."""
        intervals = self.horizon / self.snapshots
        if abs(intervals - round(intervals)) > MINUTE:
            horizon, interval = write_duration(self.horizon), write_duration(self.snapshots)
            yield (
                ("snapshots",),
                f"the horizon of {horizon} is not a whole number of intervals, got {interval}",
            )
        taking = founders_taken(self.markets, self.organizations)
        for name, organization in self.organizations.items():
            come = name in taking
            found = [
                *organization.contradictions_with(self.reference_ladder, founders_come=come),
                *organization.contradictions_over(self.horizon, self.start),
            ]
            if not found:
                rule_sets = RuleSets(organization, self.reference_ladder)
                found += rule_sets.contradictions(self.horizon, self.start, founders_come=come)
            for path, message in found:
                yield ("organizations", name, *path), message
        yield from contradictions_of_markets(self.markets, self.organizations)
        yield from unfit_acquisitions(self.organizations)

    def policy_under(self, organization: str, rules: Organization) -> PromotionPolicy | None:
        """The policy in Python that an organization has under a rule set of its, if any.

        It stands in place of the scenario's selection, wherever the rules have no other one.
        """
        stated = self.organizations[organization].promotion.selection
        return self.policies.get(organization) if rules.promotion.selection == stated else None

    @property
    def policies(self) -> Mapping[str, PromotionPolicy]:
        """Promotion policies that are Python objects, by organization."""
        return MappingProxyType(self._policies)

    def with_policy(self, organization: str, policy: PromotionPolicy) -> Self:
        """Return this scenario with a promotion policy of your own in one organization.

        Raises
        ------
        ValueError
            When there is no such organization.
        """
        if organization not in self.organizations:
            near = closest(organization, self.organizations)
            allowed = ", ".join(self.organizations)
            raise ValueError(sentence("no such organization", shown(organization), allowed, near))
        copy = self.model_copy()
        copy._policies = {**self._policies, organization: policy}  # noqa: SLF001 - its own kind
        return copy

    @property
    def stated_policies(self) -> "StatedPolicies":
        """The policies that the file states, each as a scenario, by id; the baseline first.

        Empty where it states none. The scenario itself is then the baseline.
        """
        return self._stated_policies

    def with_stated_policies(self, policies: "StatedPolicies") -> Self:
        """Return this scenario with the policies that its file states."""
        copy = self.model_copy()
        copy._stated_policies = policies  # noqa: SLF001 - its own kind
        return copy

    def with_numbers(self, replications: int | None = None, seed: int | None = None) -> Self:
        """Return this scenario with other numbers of replications and seed, where given.

        Raises
        ------
        ValueError
            When one is not whole, or beyond what a scenario file may say.
        """
        given = {
            "replications": whole("replications", replications, 1, MOST_REPLICATIONS),
            "seed": whole("seed", seed, 0, LARGEST_SEED),
        }
        changed = {name: value for name, value in given.items() if value is not None}
        return self.model_copy(update=changed)

    @property
    def horizon_months(self) -> int:
        """Months from the start to the end."""
        return round(self.horizon * 12)

    @property
    def snapshot_count(self) -> int:
        """Snapshots, the one at the start included."""
        return round(self.horizon / self.snapshots) + 1

    def date_at(self, time: float) -> "dt.date":
        """Return the calendar day at a time in years from the start."""
        day: dt.date = dates(self.start, np.array([time]))[0].astype("datetime64[D]").item()
        return day

    def __reduce__(self) -> tuple[Any, ...]:
        # Workers get the scenario as it would be written in a file: the validator's own generic
        # classes cannot be found by name in another process. Policies that it names go along.
        data = self.model_dump(mode="json")
        about = (self._policies, self._registered(), self._stated_policies)
        return _rebuilt, (type(self), data, *about)

    def _registered(self) -> dict[str, type[PromotionPolicy]]:
        """The classes of the policies that the scenario names."""
        named = (
            rules.promotion.selection
            for rule_sets in self.rule_sets.values()
            for rules in rule_sets.values()
        )
        return {
            each.name: entries()[each.name].kind for each in named if isinstance(each, Registered)
        }

    @property
    def rule_sets(self) -> dict[str, dict[tuple[int, int], Organization]]:
        """What holds in each organization, by stage and number of changes; see `RuleSets`.

        Combinations that cannot occur are left out.
        """
        found = {}
        for name, organization in self.organizations.items():
            rule_sets = RuleSets(organization, self.reference_ladder)
            occurring = [(0, 0), *rule_sets.occurring(self.start)]
            found[name] = {key: rule_sets.of(*key) for key in occurring}
        return found

    def __hash__(self) -> int:
        return hash(scenario_hash(self))


class StatedPolicies(Mapping[str, Scenario]):
    """Scenarios that one file states as policies to be compared, by id, the baseline first.

    Parameters
    ----------
    scenarios
        Each policy as a scenario of its own.
    labels
        What tables and figures call each.
    """

    def __init__(self, scenarios: Mapping[str, Scenario], labels: Mapping[str, str]) -> None:
        self._scenarios = dict(scenarios)
        self.labels = MappingProxyType(dict(labels))

    def __getitem__(self, name: str) -> Scenario:
        return self._scenarios[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._scenarios)

    def __len__(self) -> int:
        return len(self._scenarios)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._scenarios, dict(self.labels))


def _rebuilt(
    model: type[Scenario],
    data: dict[str, Any],
    policies: dict[str, PromotionPolicy],
    registered: dict[str, type[PromotionPolicy]],
    stated: StatedPolicies,
) -> Scenario:
    for name, kind in registered.items():
        if name not in entries():
            register(name, kind)
    scenario = model.model_validate(data)
    for organization, policy in policies.items():
        scenario = scenario.with_policy(organization, policy)
    return scenario.with_stated_policies(stated)


def whole(name: str, value: Any, least: int, most: int | None = None) -> int | None:
    """Return a whole number as Python's own, or None where none is given.

    Raises
    ------
    ValueError
        When it is something else, or out of bounds.

    Examples
    --------
    >>> whole("workers", 0, 1)
    Traceback (most recent call last):
    ValueError: workers must be at least 1, got 0
    """
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Integral):
        problem = "a whole number"
    elif int(value) < least:
        problem = f"at least {least}"
    elif most is not None and int(value) > most:
        problem = f"at most {most}"
    else:
        return int(value)
    raise ValueError(f"{name} must be {problem}, got {shown(value)}")


def with_ranks(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return scenario data in which each level without a rank has its title's rung."""
    ladder = data.get("reference_ladder")
    ladder = ladder if isinstance(ladder, Mapping) else REFERENCE_LADDER
    organizations = data.get("organizations")
    if not isinstance(organizations, Mapping):
        return dict(data)
    ranked = {
        name: _with_ranks(organization, ladder) for name, organization in organizations.items()
    }
    return {**data, "organizations": ranked}


def _with_ranks(organization: Any, ladder: Mapping[str, Any]) -> Any:
    if not isinstance(organization, Mapping) or not isinstance(organization.get("levels"), Mapping):
        return organization
    return {**organization, "levels": ranked(organization["levels"], ladder)}


def scenario_hash(scenario: Scenario) -> str:
    """Return a fingerprint of everything that decides the results of one replication.

    Two scenarios with the same fingerprint give the same replications: the seed counts, the
    name, the number of replications and how many are recorded do not. A policy in Python, your own
    or one that the scenario names, counts by its class, the code of its methods and its attributes.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits.
    """
    data = scenario.model_dump(mode="json", exclude=_PRESENTATION)
    for name, rule_sets in scenario.rule_sets.items():
        # What an overlay comes to counts, not how it is written.
        for overlay in (
            *data["organizations"][name]["stages"].values(),
            *data["organizations"][name]["interventions"],
        ):
            overlay.pop(RULES, None)
        data["organizations"][name]["rule_sets"] = [
            [*key, rules.model_dump(mode="json")]
            for key, rules in rule_sets.items()
            if key != (0, 0)
        ]
    data["policies"] = policy_hashes(scenario)
    return hashlib.sha256(json.dumps(data, separators=(",", ":")).encode()).hexdigest()


def policy_hashes(scenario: Scenario) -> dict[str, str]:
    """Return the fingerprints of the policies in Python, by the id of their organization.

    Policies that an organization names later stand under its id with the number of the stage and
    that of the changes until then: `startup.1.0`.
    """
    policies = {}
    for name, rule_sets in scenario.rule_sets.items():
        for (stage, changes), rules in rule_sets.items():
            if isinstance(rules.promotion.selection, Registered):
                later = f"{name}.{stage}.{changes}" if (stage, changes) != (0, 0) else name
                policies[later] = rules.promotion.selection.policy()
    policies |= dict(scenario.policies)
    return {name: fingerprint(policy) for name, policy in sorted(policies.items())}
