"""Random ladders and plans, and who comes in how: sections of an organization."""

import datetime as dt

from building import ORGANIZATION, Exactly, merged
from hypothesis import strategies as st

from orgsim.rules.entry_points import EntryPoint, EntryPoints
from orgsim.rules.ladder import Ladder, Level
from orgsim.rules.staffing import Staffing, VacancyLevels

REFERENCE_LADDER = {"Low": 1, "High": 4}


def ladder_of(levels):
    return Ladder({name: Level.model_validate(level) for name, level in levels.items()})


@st.composite
def shares(draw, names):
    """Whole percentages that sum to 100."""
    cuts = sorted(draw(st.lists(st.integers(0, 100), min_size=len(names) - 1,
                                max_size=len(names) - 1)))  # fmt: skip
    edges = [0, *cuts, 100]
    return Exactly({n: f"{b - a}%" for n, a, b in zip(names, edges, edges[1:], strict=False)})


@st.composite
def ladders(draw):
    names = [f"l{i}" for i in range(draw(st.integers(1, 5)))]
    levels, rank, beside = Exactly(), 1, False
    for name in names:
        # Now and then a manager beside an individual contributor, and ladders of two tracks.
        beside = not beside and bool(levels) and draw(st.integers(0, 3)) == 0
        rank += bool(levels) and not beside
        track = draw(st.sampled_from(["ic", "ic", "manager"]))
        if beside:
            track = "manager" if levels[list(levels)[-1]]["track"] == "ic" else "ic"
        levels[name] = {"title": name, "rank": rank, "track": track}
    for name in names[1:]:
        seats = draw(st.sampled_from([None, None, "count", "share", "per"]))
        if seats == "count":
            levels[name]["seats"] = {"count": draw(st.integers(0, 8))}
        elif seats == "share":
            levels[name]["seats"] = {"share": f"{draw(st.integers(1, 60))}%"}
        elif seats == "per":
            levels[name]["seats"] = {"per": draw(st.integers(1, 8))}
    for name in names:
        levels[name]["perspective"] = draw(st.sampled_from(["user", "function", "organization"]))
        levels[name]["min_time_in_level"] = draw(st.sampled_from(["0 days", "6 months"]))
    return levels


def plans(lowest):
    return st.sampled_from(
        [
            {"kind": "growth", "rate": "30%/year", "limit": 40},
            {"kind": "growth", "rate": "-30%/year"},
            {"kind": "growth", "rate": "80%/year", "limit": 40, "feedback": {"reference": 0.5}},
            {"kind": "s_curve", "rate": "200%/year", "limit": 40},
            {
                "kind": "s_curve",
                "rate": "50%/year",
                "limit": 40,
                "feedback": {"reference": 0.7, "strength": 3},
            },
            {"kind": "engineers", "engineers": 100, "rate": "30%/year", "per_pm": 8},
            {"kind": "path", "points": {"2026-06-01": 30, "2027-06-01": 3}},
            {"kind": "arrivals", "levels": {lowest: "9 per year"}},
            {"kind": "arrivals", "process": "fixed", "levels": {lowest: "9 per year"}},
        ]
    )


PIPELINES = [
    {"entering": "3 per year", "time": {"kind": "exponential", "mean": "1 year"}, "initial": 4},
    {"entering": "20 per year", "time": "0 days"},
    {"entering": "0 per year", "time": "1 month", "initial": 2},
]
BACK_AT_ONCE = {"chance": "80%", "after": "0 days"}
BACK_SOON = {"chance": "100%", "after": {"kind": "exponential", "mean": "3 months"}}


@st.composite
def insights(draw):
    """What people bring along, within the bounds and beyond them; each perspective or none."""
    ways = [{"kind": "normal", "mean": 0.4, "sd": 0.5}, 0.7, 1]
    return {
        name: draw(st.sampled_from(ways))
        for name in draw(st.sets(st.sampled_from(["user", "function", "organization"])))
    }


@st.composite
def searches(draw):
    """How offers end, when people start, and how many may."""
    return {
        "acceptance": draw(st.sampled_from([None, None, "30%", "100%"])),
        "cohort": draw(st.sampled_from([None, None, ["July"], ["January", "May"]])),
        "cap": draw(st.sampled_from([None, None, "1 per year", "5 per year"])),
    }


@st.composite
def customers(draw):
    return {
        "access": draw(st.sampled_from(["0/year", "0.5/year", "90%/month"])),
        "insight_weight": draw(st.sampled_from([0, 0.8, 3])),
        "next_view": draw(st.sampled_from(["0%", "30%", "100%"])),
    }


def groups():
    """None, one without bias, or two that a committee sees differently."""
    a_few = {"share": "30%", "bias": -0.6}
    return st.sampled_from(
        [{}, {"all": {"share": "100%"}}, {"many": {"share": "70%", "bias": 0.2}, "few": a_few}]
    )


def fillable(levels, ways, first):
    """The levels to which people can come, from outside or from below."""
    ladder = ladder_of(levels)
    sections = {
        name: EntryPoint.model_validate(way)
        for name, way in merged(ORGANIZATION["entry_points"], ways).items()
    }
    points = EntryPoints(sections, ladder, REFERENCE_LADDER, dt.date(2026, 1, 1))
    section = Staffing.model_validate({"promote_first": first})
    filled = VacancyLevels(section, ladder, points).fillable
    return [name for name, can_be in zip(levels, filled, strict=True) if can_be]


@st.composite
def staffing(draw, levels, ways, arrivals):
    """Reviews from weekly to yearly, positions at levels of every kind, some filled from below."""
    rules = {"every": draw(st.sampled_from(["1 week", "1 month", "1 year"]))}
    if arrivals:
        return Exactly(rules)
    names, limited = list(levels), any("seats" in level for level in levels.values())
    chances = draw(st.sampled_from([(0, 0), (100, 100), (1, 60), (40, 100)]))
    first = {"default": f"{chances[0]}%", names[-1]: f"{chances[1]}%", names[0]: "0%"}
    # Positions may only come open where anybody can come to.
    mix = {"kind": "mix", "shares": draw(shares(fillable(levels, ways, first)))}
    rules["level"] = draw(
        st.sampled_from(
            [
                {"kind": "entry_point"},
                mix,
                {"kind": "leaver"},
                {"kind": "leaver", "growth": mix},
                {"kind": "structure", "shares": mix["shares"]},
                {"kind": "structure"} if limited else {"kind": "leaver", "growth": mix},
            ]
        )
    )
    rules["promote_first"] = first
    rules["give_up_after"] = draw(st.sampled_from([None, "1 month", "45 days"]))
    return Exactly(rules)


@st.composite
def entry_points(draw, names, searching, founding):
    """Graduates, others of any level and stretch, and people placed by assessment."""
    ways = Exactly(
        {
            "graduates": {
                "levels": Exactly({names[0]: "100%"}),
                "skill": {"kind": "uniform", "min": 0.5, "max": 1.5},
                "potential": {"kind": "normal", "mean": 3, "sd": 1},
                "learning_rate": "0.5/year",
            },
            "others": {"levels": draw(shares(names)), "stretch": 0},
            "experienced": {
                "outside": {
                    "titles": Exactly({"Low": "60%", "High": "40%"}),
                    "inflation": {"kind": "normal", "mean": 0.5, "sd": 0.5, "min": 0},
                    "title_credit": draw(st.sampled_from(["0%", "40%"])),
                    "assessment_noise": draw(st.sampled_from([0, 0.5])),
                },
                "stretch": 0,
            },
        }
    )
    for way in ways.values():
        days = draw(st.sampled_from(["0 days", "10 days", "200 days"]))
        way["age"] = {"kind": "normal", "mean": "40 years", "sd": "20 years"}
        way |= {"weight": 1, "time_to_fill": {"kind": "exponential", "mean": days}}
        way["insight"] = draw(insights())
    ways["graduates"] |= {"insight": {"user": 0.6}, "part_time_share": "50%"}
    if searching:
        ways = Exactly({name: way | draw(searches()) for name, way in ways.items()})
        ways["experienced"]["apprenticeship"] = draw(st.sampled_from([None, *PIPELINES]))
    if searching and founding:
        ways["others"]["returning"] = draw(st.sampled_from([None, BACK_AT_ONCE, BACK_SOON]))
    # A constant number of months ends on a review's day, to the last bit or not.
    ways["others"]["time_to_fill"] = draw(st.sampled_from(["0 days", "1 month", "45 days"]))
    return ways
