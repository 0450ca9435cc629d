"""Raw tables as the simulation delivers them, made up so that the answers are known.

``tiny()`` is small enough to work out by hand; ``plausible()`` looks like a startup beside a big
company and obeys conservation, but is not the model.
"""

from __future__ import annotations

from typing import Any

import numpy as np

REFERENCE = (
    "Associate Product Manager",
    "Product Manager",
    "Senior Product Manager",
    "Senior Manager, Product",
    "Director of Product",
    "Vice President of Product",
    "Senior Vice President of Product",
    "Chief Product Officer",
)
IDS = ("apm", "pm", "senior_pm", "group_pm", "director", "vp", "svp", "cpo")
FLOWS = (
    "hires",
    "hires_with_title",
    "hires_from_market",
    "exits",
    "let_go",
    "laid_off",
    "promotions_in",
    "promotions_out",
    "title_grants_in",
    "title_grants_out",
    "relevels_in",
    "relevels_out",
    "acquired_in",
    "acquired_out",
    "vacancies",
    "filled_from_below",
    "cancelled",
)


def ladder(*rungs: int) -> list[dict[str, Any]]:
    return [
        {
            "id": IDS[r - 1],
            "title": REFERENCE[r - 1],
            "rank": r,
            "track": "manager" if r >= 4 else "ic",
        }
        for r in rungs
    ]


def manifest(
    organizations: dict[str, Any], replications: int, director_rank: int | None = 5, **other: Any
) -> dict[str, Any]:
    return {
        "orgsim": "0.1.0",
        "name": "Made up",
        "scenario": {"name": "Made up", "seed": 1},
        "scenario_hash": "c0ffee" * 10,
        "seed": 1,
        "replications": replications,
        "completed": list(range(replications)),
        "failures": [],
        "python": "3.11.7",
        "numpy": "2.4.6",
        "platform": "Linux x86_64",
        "wall_seconds": 1.25,
        "created": "2026-01-01T00:00:00+00:00",
        "command": "orgsim run made_up.yaml",
        "director_rank": director_rank,
        "start": "2026-01-01",
        "organizations": organizations,
        **other,
    }


def empty(names: tuple[str, ...]) -> dict[str, np.ndarray]:
    return {name: np.empty(0) for name in names}


NO_EVENTS = empty(
    (
        "replication",
        "organization",
        "time",
        "item",
        "person",
        "kind",
        "level_from",
        "level_to",
        "rank_from",
        "rank_to",
        "scope_from",
        "scope_to",
        "entry_point",
        "destination",
        "reason",
    )
)
NO_PEOPLE = empty(
    (
        "replication",
        "person",
        "spell",
        "organization",
        "entry_point",
        "pipeline_entered",
        "hired",
        "left",
        "destination",
        "first_level",
        "last_level",
        "highest_rank",
        "scope",
        "skill",
    )
)
NO_CYCLES = empty(
    (
        "replication",
        "organization",
        "time",
        "level",
        "headcount",
        "eligible",
        "promoted",
        "quota",
    )
)
PIPELINE = ("offers", "declined", "turned_away", "withheld", "in_training", "waiting")
NO_HIRES = empty(
    ("replication", "organization", "time", "entry_point", "hires", "time_to_fill", *PIPELINE)
)
NO_STAGES = empty(("replication", "organization", "time", "stage"))


def tiny() -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """One organization, levels PM (2) and Director (5), two replications, two snapshots.

    Replication 0: 3 PMs and 1 Director, a year later 2 and 2 (one PM promoted, one PM leaves,
    one PM hired). Replication 1: 1 PM and no Director, a year later nobody.
    """
    levels = {
        "replication": np.array([0, 0, 0, 0, 1, 1, 1, 1]),
        "organization": np.zeros(8, int),
        "time": np.array([0.0, 0.0, 1.0, 1.0] * 2),
        "level": np.array([0, 1] * 4),
        "headcount": np.array([3, 1, 2, 2, 1, 0, 0, 0]),
        "scope": np.array([2.0, 3.0, 2.0, 4.0, 1.5, np.nan, np.nan, np.nan]),
        "skill": np.array([2.5, 3.0, 2.0, 3.0, 1.0, np.nan, np.nan, np.nan]),
        "time_in_level": np.array([1.0, 1.0, 1.0, 1.0, 1.0, np.nan, np.nan, np.nan]),
        "inflated": np.array([0, 1, 0, 1, 0, 0, 0, 0]),
        "person_years": np.array([0.0, 0.0, 2.5, 1.5, 0.0, 0.0, 0.5, 0.0]),
        "hires": np.array([0, 0, 1, 0, 0, 0, 0, 0]),
        "hires_with_title": np.array([0, 0, 1, 0, 0, 0, 0, 0]),
        "relevel": np.array([np.nan, np.nan, -2.0, np.nan] + [np.nan] * 4),
        "hires_from_market": np.array([0, 0, 1, 0, 0, 0, 0, 0]),
        "pay": np.array([90.0, 200.0, 100.0, 190.0, 80.0, np.nan, np.nan, np.nan]),
        "pay_gap": np.array([0.1, 0.0, 0.2, 0.1, 0.0, np.nan, np.nan, np.nan]),
        "cost": np.array([0.0, 0.0, 250.0, 300.0, 0.0, 0.0, 40.0, 0.0]),
        "effectiveness": np.array([0.9, 0.5, 0.8, 0.4, 0.7, np.nan, np.nan, np.nan]),
        "poor_performers": np.array([1, 0, 1, 1, 0, 0, 0, 0]),
        "lost_to_poor": np.array([1.2, 0.0, 1.0, 1.4, 0.0, 0.0, 0.0, 0.0]),
        "rated": np.array([3, 1, 2, 1, 0, 0, 0, 0]),
        "rating": np.array([3.0, 4.0, 2.5, 4.0] + [np.nan] * 4),
        "let_go": np.array([0, 0, 1, 0, 0, 0, 0, 0]),
        "exits": np.array([0, 0, 1, 0, 0, 0, 1, 0]),
        "promotions_in": np.array([0, 0, 0, 1, 0, 0, 0, 0]),
        "promotions_out": np.array([0, 0, 1, 0, 0, 0, 0, 0]),
        "title_grants_in": np.zeros(8, int),
        "title_grants_out": np.zeros(8, int),
        "laid_off": np.zeros(8, int),
        "relevels_in": np.zeros(8, int),
        "relevels_out": np.zeros(8, int),
        "acquired_in": np.zeros(8, int),
        "acquired_out": np.zeros(8, int),
        "time_to_promotion": np.array([np.nan, np.nan, 1.5, np.nan] + [np.nan] * 4),
        "open_requisitions": np.array([1, 0, 0, 0, 0, 0, 0, 0]),
        "vacancies": np.array([0, 0, 1, 1, 0, 0, 1, 0]),
        "filled_from_below": np.array([0, 0, 0, 1, 0, 0, 0, 0]),
        "cancelled": np.array([0, 0, 1, 0, 0, 0, 1, 0]),
    }
    block = {
        "levels": levels,
        "events": NO_EVENTS,
        "people": NO_PEOPLE,
        "cycles": NO_CYCLES,
        "hires": NO_HIRES,
        "stages": NO_STAGES,
    }
    organizations = {"solo": {"label": "Solo", "levels": ladder(2, 5)}}
    return [block], manifest(organizations, 2)


def plausible(
    replications: int = 50,
    snapshots: int = 41,
    organizations: dict[str, Any] | None = None,
    seed: int = 0,
    promote: float = 1.0,
    **other: Any,
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """A random walk of heads over ladders; ``promote`` scales how many move up.

    The same seed gives the same luck, so that two calls that differ in ``promote`` are paired.
    """
    if organizations is None:
        organizations = {
            "startup": {"label": "Startup", "levels": ladder(1, 2, 3, 5, 6, 8)},
            "big_company": {"label": "Big company", "levels": ladder(1, 2, 3, 4, 5, 6, 7, 8)},
        }
    parts = [
        _walk(number, described["levels"], replications, snapshots, seed, promote)
        for number, described in enumerate(organizations.values())
    ]
    levels = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    block = {
        "levels": levels,
        "events": NO_EVENTS,
        "people": NO_PEOPLE,
        "cycles": NO_CYCLES,
        "hires": _hires(len(organizations), replications, snapshots, seed),
        "stages": NO_STAGES,
    }
    return [block], manifest(organizations, replications, **other)


def _walk(
    number: int,
    levels: list[dict[str, Any]],
    replications: int,
    snapshots: int,
    seed: int,
    promote: float,
) -> dict[str, np.ndarray]:
    generator = np.random.default_rng([seed, number])
    count = len(levels)
    rank = np.array([level["rank"] for level in levels])
    small = number % 2 == 0
    shape = (replications, snapshots, count)
    flow = {name: np.zeros(shape, int) for name in FLOWS}
    headcount = np.zeros(shape, int)
    weights = np.exp(-0.5 * np.arange(count))
    headcount[:, 0] = np.maximum(1, np.round((6 if small else 300) * weights / weights.sum()))
    rate = (0.10 if small else 0.02) * promote
    for snapshot in range(1, snapshots):
        before = headcount[:, snapshot - 1]
        luck = generator.random((3, replications, count))
        exits = np.floor(before * 0.03 + luck[0]).astype(int).clip(0, before)
        stay = before - exits
        out = np.floor(stay * rate + luck[1] * (rate > 0)).astype(int).clip(0, stay)
        out[:, -1] = 0
        into = np.roll(out, 1, axis=1)
        grants = (out + 1) // 2 if small else out * 0
        hires = np.floor(before * (0.07 if small else 0.045) + luck[2]).astype(int)
        flow["exits"][:, snapshot], flow["hires"][:, snapshot] = exits, hires
        flow["vacancies"][:, snapshot] = hires
        flow["promotions_out"][:, snapshot] = out - grants
        flow["promotions_in"][:, snapshot] = into - np.roll(grants, 1, axis=1)
        flow["title_grants_out"][:, snapshot] = grants
        flow["title_grants_in"][:, snapshot] = np.roll(grants, 1, axis=1)
        headcount[:, snapshot] = before - exits - out + into + hires
    drift = np.linspace(0, 0.35 if small else 0.01, snapshots)[None, :, None] * (rank - 1)
    scope = rank - drift - generator.random(shape) * 0.1
    skill = scope - generator.normal(0.1, 0.2, shape)
    none = headcount == 0
    moved = flow["promotions_out"] + flow["title_grants_out"]
    index = np.indices(shape)
    lived = np.zeros(shape)
    lived[:, 1:] = (headcount[:, 1:] + headcount[:, :-1]) / 2 * 3 / 12
    columns = {
        "replication": index[0],
        "organization": np.full(shape, number),
        "time": index[1] * 3 / 12,
        "level": index[2],
        "headcount": headcount,
        "scope": np.where(none, np.nan, scope),
        "skill": np.where(none, np.nan, skill),
        "time_in_level": np.where(none, np.nan, 1.5),
        "inflated": np.floor(headcount * np.clip(rank - scope, 0, 1)).astype(int),
        "effectiveness": np.where(none, np.nan, 0.9),
        "poor_performers": np.zeros(shape, int),
        "lost_to_poor": np.zeros(shape),
        "rated": np.zeros(shape, int),
        "person_years": lived,
        "time_to_promotion": np.where(moved > 0, 1.2 if small else 3.1, np.nan),
        "open_requisitions": np.zeros(shape, int),
        **flow,
    }
    return {name: values.ravel() for name, values in columns.items()}


def _hires(
    organizations: int, replications: int, snapshots: int, seed: int
) -> dict[str, np.ndarray]:
    points = np.array(["experienced", "near_pm", "entrepreneur", "new_graduate"])
    shape = (organizations, replications, snapshots, len(points))
    index = np.indices(shape)
    hires = np.random.default_rng([seed, 99]).poisson([5.5, 2.5, 1.2, 0.8], shape)
    hires[:, :, 0] = 0
    columns = {
        "replication": index[1],
        "organization": index[0],
        "time": index[2] * 3 / 12,
        "entry_point": points[index[3]],
        "hires": hires,
        "time_to_fill": np.where(hires > 0, 0.2, np.nan),
        **{name: np.zeros(shape, dtype=int) for name in PIPELINE},
    }
    return {name: values.ravel() for name, values in columns.items()}
