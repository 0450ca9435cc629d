"""Small scenarios for tests, and the engine's raw columns as data frames."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from orgsim.rules.groups import Group, Groups
from orgsim.rules.initial_staff import InitialStaff
from orgsim.rules.insight import Customer, Insight
from orgsim.rules.ladder import Ladder
from orgsim.rules.people import Integers, People
from orgsim.scenario import Scenario
from orgsim.simulation import simulate_block
from orgsim.simulation.roster import Roster

LEVELS: dict[str, Any] = {
    "pm": {"title": "Product Manager"},
    "senior_pm": {"title": "Senior Product Manager"},
    "director": {"title": "Director of Product"},
}

ORGANIZATION: dict[str, Any] = {
    "levels": LEVELS,
    "initial": {"headcount": 20, "levels": {"pm": "50%", "senior_pm": "30%", "director": "20%"}},
    "plan": {"kind": "growth", "rate": "0%/year"},
    "entry_points": {
        "near_pm": {
            "weight": 1,
            "levels": {"pm": "100%"},
            "time_to_fill": "45 days",
            "skill": {"kind": "normal", "mean": 2, "sd": 0.5},
            "potential": {"kind": "normal", "mean": 4, "sd": 1},
            "learning_rate": "0.3/year",
        },
    },
    "promotion": {
        "trigger": {"kind": "cycle", "months": ["March", "September"]},
        "selection": {"kind": "merit", "committee_noise": 0.3},
        "budget": {"kind": "quota", "share": "10%"},
    },
    "attrition": {"base": "0.2/year"},
}

EVERY_PROMOTION_RULE = {
    "levels": {
        "principal": {"title": "Principal", "rank": 5, "track": "ic"},
        "director": {"track": "manager", "seats": {"count": 4}},
    },
    "initial": {"tenure": "1 year"},
    "promotion": {
        "trigger": {"kind": "cycle", "months": ["March", "June"], "jitter": "5 weeks"},
        "eligibility": {"readiness_bar": -2, "skip_levels": 1},
        "selection": {"committee_noise": 1, "known_after": "1 year"},
        "budget": {"kind": "quota", "share": "30%"},
        "track_change": {"default": "0%", "senior_pm": "50%"},
        "retention": {"probability": "50%"},
        "up_or_out": {"passed_over": 3, "after": "2 years"},
    },
    "attrition": {"base": "40%/year", "patience": "1 year", "patience_effect": 0.2},
    "titles": {"scope_growth": "0.2 per year"},
}
"""Changes to `ORGANIZATION`: parallel tracks, late cycles, and all that may beset a career."""


class Exactly(dict[str, Any]):
    """A mapping that replaces what it is laid over."""


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """A mapping with changes laid over it; as in scenario files, another kind replaces."""
    result = Exactly(base) if isinstance(base, Exactly) else dict(base)
    for key, value in changes.items():
        old = result.get(key)
        merges = isinstance(old, Mapping) and isinstance(value, Mapping)
        if (
            merges
            and not isinstance(value, Exactly)
            and value.get("kind", old.get("kind")) == old.get("kind")
        ):
            result[key] = merged(old, value)
        else:
            result[key] = value
    return result


def scenario(*organizations: Mapping[str, Any], **fields: Any) -> Scenario:
    """A scenario of organizations `a`, `b`, ..., each with changes to `ORGANIZATION`."""
    names = "abcdefgh"
    data = {
        "name": "Test",
        "start": "2026-01-01",
        "horizon": "4 years",
        "record": "all",
        **fields,
        "organizations": {
            names[i]: merged(ORGANIZATION, changes) for i, changes in enumerate(organizations)
        },
    }
    return Scenario.model_validate(data)


def view(
    roster: Roster,
    ladder: Ladder,
    rows: Integers | None = None,
    customer: Mapping[str, Any] | None = None,
    groups: Mapping[str, Any] | None = None,
) -> People:
    """What a promotion policy sees of the people of a roster, by default of all."""
    nobody = InitialStaff(headcount=0, levels={ladder.ids[0]: "100%"})
    sections = {name: Group.model_validate(group) for name, group in (groups or {}).items()}
    return People(
        roster,
        np.arange(len(roster)) if rows is None else rows,
        ladder,
        Insight(Customer.model_validate(customer or {}), ladder, {}, nobody),
        Groups(sections, {}, nobody),
    )


def simulate(
    given: Scenario, replications: int | Sequence[int] = 10, block: int | None = None
) -> dict[str, pd.DataFrame]:
    """The engine's raw columns, from blocks of the given size, by replication."""
    numbers = range(replications) if isinstance(replications, int) else replications
    size = block or max(len(numbers), 1)
    parts = [
        simulate_block(given, numbers[first : first + size])
        for first in range(0, len(numbers), size)
    ]
    tables = {}
    for name in parts[0]:
        frames = [pd.DataFrame(part[name]) for part in parts]
        # An empty block has no types of its own to contribute.
        filled = [frame for frame in frames if len(frame)] or frames[:1]
        frame = pd.concat(filled, ignore_index=True)
        order = np.lexsort((frame["organization"], frame["replication"]))
        tables[name] = frame.iloc[order].reset_index(drop=True)
    return tables


PAYROLL = {
    "levels": Exactly(
        first={"title": "First", "rank": 2}, second={"title": "Second", "rank": 3}
    ),
    "initial": Exactly(headcount=100, levels={"first": "100%"}),
    "plan": {"kind": "arrivals", "levels": {"first": "0 per year"}},
    "entry_points": Exactly(
        anywhere={"weight": 1, "levels": {"first": "100%"}, "time_to_fill": "0 days", "skill": 2}
    ),
    "promotion": {
        "trigger": {"kind": "cycle", "months": ["April"]},
        "selection": {"kind": "chance", "probability": "100%"},
        "budget": {"kind": "none"},
    },
    "pay": {
        "bands": {"default": {"min": 1, "mid": 1000, "max": 1_000_000}},
        "promotion_raise": "10%",
        "recalibrate_every": None,
    },
    "attrition": {"base": "0/year"},
}  # fmt: skip
"""A hundred people, paid 1,000 each, all promoted once: the payroll is then 100,000 (1 + raise)."""
