"""Random scenarios for property tests: small, and at the edges of what rules allow.

Empty levels, hiring within a minute, reviews from weekly to yearly, hazards up to 30 a year.
"""

import datetime as dt
from itertools import pairwise

from building import ORGANIZATION, Exactly, merged, scenario
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


GROWING = {
    "scope_cap": [{"people": 30, "scope": 1.5}, {"people": 300, "scope": 4}],
    "scope_growth": "0.5 per year",
}


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


def forks(levels):
    """The levels from which both tracks lead on."""
    straight, across = ladder_of(levels).ways[:, :-1]
    return [name for name, other in zip(levels, straight != across, strict=True) if other]


@st.composite
def triggers(draw, levels):
    """Cycles that may be late, clocks, vacancies where there can be some, or counter-offers."""
    rate = {level: f"{draw(st.sampled_from([0, 0.5, 3, 20]))}/year" for level in ("default", "l0")}
    cycles = st.builds(
        lambda months, jitter: {"kind": "cycle", "months": months, "jitter": jitter},
        st.sampled_from([["January"], ["May", "June"]]),
        st.sampled_from(["0 weeks", "0 weeks", "4 weeks"]),
    )
    options = [cycles, cycles, st.just({"kind": "continuous", "rate": rate})]
    options.append(st.just({"kind": "retention"}))
    if any("seats" in level for level in levels.values()):
        options.append(st.just({"kind": "vacancy"}))
    return draw(st.one_of(options))


@st.composite
def promotions(draw, levels, rated, paid):
    trigger = draw(triggers(levels))
    budgets = [{"kind": "seats"}]
    if trigger["kind"] != "vacancy":
        budgets.append({"kind": "none"})
    if trigger["kind"] == "cycle":
        rounding = draw(st.sampled_from(["carry", "down", "up", "random"]))
        share = f"{draw(st.integers(0, 100))}%"
        budgets += 2 * [{"kind": "quota", "share": share, "rounding": rounding}]
    follows = ["0%", "30%", "100%"]
    budget = draw(st.sampled_from(budgets))
    if paid and trigger["kind"] == "cycle" and draw(st.booleans()):
        budget, follows = {"kind": "money", "pool": draw(st.sampled_from(["1%", "4%"]))}, ["30%"]
    selections = [
        {"kind": "merit", "committee_noise": 0.5},
        {"kind": "merit"},
        {"kind": "merit", "committee_noise": 1, "known_after": "1 year"},
        {"kind": "blend", "weights": {"merit": 1, "tenure": 0.3, "random": -0.5}},
        {"kind": "blend", "weights": {"time_in_level": 1}},
        {"kind": "seniority", "by": "tenure"},
        {"kind": "seniority", "by": "time_in_level"},
        {"kind": "random"},
        {"kind": "worst"},
        {"kind": "chance", "probability": "40%"},
    ]
    redraw = {"kind": "redraw", "stretch": {"kind": "normal", "mean": 0, "sd": 0.5}}
    transfers = [
        {"kind": "carry"},
        {"kind": "carry", "noise": {"kind": "uniform", "min": -0.5, "max": 0.5}, "max": 3},
        redraw,
        {"kind": "blend", "carried": "50%", "redraw": redraw},
    ]
    eligibility = {"min_time_in_level": draw(st.sampled_from(["0 days", "1 year"]))}
    if draw(st.booleans()):
        eligibility["readiness_bar"] = {"default": -1, "l0": -0.5}
        eligibility["skip_levels"] = draw(st.sampled_from([0, 1, 9]))
    if rated:
        eligibility["min_rating"] = draw(st.sampled_from([None, 3]))
    retention = st.sampled_from(["100%", {"default": "30%", "l0": "100%"}])
    kept = {"probability": draw(retention)}
    if trigger["kind"] != "retention":
        kept = draw(st.sampled_from([None, kept]))
    changes = [None, "40%", {"default": "0%", "l0": "100%"}] if "l0" in forks(levels) else [None]
    limits = [None]
    if forks(levels) or len(levels) > 2:  # then there is a way up
        limits += [{"passed_over": 1}, {"after": "1 year"}, {"passed_over": 2, "after": "8 months"}]
        limits += [{"passed_over": 1, "levels": ["l0"]}]
    return Exactly(
        {
            "trigger": trigger,
            "selection": draw(st.sampled_from(selections)),
            "budget": budget,
            "eligibility": eligibility,
            "effect": {
                "scope_follows": draw(st.sampled_from(follows)),
                "skill": draw(st.sampled_from(transfers)),
            },
            "track_change": draw(st.sampled_from(changes)),
            "retention": kept,
            "up_or_out": draw(st.sampled_from(limits)),
        }
    )


def ways_to_leave(top):
    """By a rate, by a distribution of stays, or by chance at yearly steps."""
    stays = [
        {"kind": "lognormal", "median": "8 months", "sigma": 1},
        {"kind": "weibull", "scale": "1 year", "shape": 0.6},
        {"kind": "gamma", "mean": "1 year", "sd": "4 months"},
        {"kind": "exponential", "mean": "10 days"},
    ]
    return st.one_of(
        st.sampled_from([0, 0.2, 3, 30]).map(lambda rate: {"base": f"{rate}/year"}),
        st.sampled_from(stays).map(lambda stay: {"stay": stay}),
        st.permutations(stays).map(lambda s: {"stay": {"default": s[0], top: s[1]}}),
        st.sampled_from([0, 40, 100]).map(
            lambda chance: {"yearly_chance": {"default": f"{chance}%", top: "10%"}}
        ),
    )


@st.composite
def attrition(draw, top):
    steps = [{"after": "1 month", "factor": 0.5}, {"after": "1 year", "factor": 2}]
    everywhere = {"market": "70%", "founder": "20%", "left_field": "10%"}
    destinations = {"default": everywhere, top: {"general_management": "50%", "retirement": "50%"}}
    rules = {
        "base": None,
        **draw(ways_to_leave(top)),
        "tenure_factor": draw(st.sampled_from([[], steps])),
        "patience": "6 months",
        "patience_effect": draw(st.sampled_from([0, 0.3])),
        "readiness_effect": draw(st.sampled_from([0, 0.2])),
        "destinations": draw(st.sampled_from([None, everywhere, destinations])),
    }
    if draw(st.booleans()):
        rules["skill_floor"] = {"default": 1, top: 1.5}
    if draw(st.booleans()):
        rules["age_limit"] = "60 years"
        rules["retirement"] = draw(st.sampled_from(["birthday", "yearly_step"]))
    return rules


def reviews():
    """None, thresholds or forced distributions, from tolerance to the first poor rating's exit."""
    forced = {"kind": "forced", "shares": ["6%", "14%", "50%", "25%", "5%"]}
    rules = st.fixed_dictionaries(
        {
            "months": st.sampled_from([["January"], ["May", "June"]]),
            "noise": st.sampled_from([0, 0.4]),
            "least_tenure": st.sampled_from(["0 days", "5 months"]),
            "rating": st.sampled_from(
                [{"kind": "thresholds"}, forced, {**forced, "within": "level"}]
            ),
            "performance_management": st.sampled_from(
                [
                    None,
                    {"bar": 3, "running": 1, "tolerance": "40%"},
                    {"running": 2, "tolerance": "0%"},
                ]
            ),
        }
    )
    return st.none() | rules


@st.composite
def pay(draw, names, rated):
    """None, or narrow and wide bands, a market with and without luck, raises within budgets."""
    step = draw(st.sampled_from([0, 40_000]))
    bands = {
        name: {"min": 80_000 + step * i, "mid": 100_000 + step * i, "max": 130_000 + step * i}
        for i, name in enumerate(names)
    }
    merit = {
        "raises": ["0%", "0%", "4%", "8%", "100%"],
        "budget": draw(st.sampled_from(["1%", "5%"])),
    }
    rules = {
        "bands": Exactly(bands),
        "compa_ratio": {"kind": "normal", "mean": 1, "sd": 0.2},
        "entry_compa_ratio": draw(st.sampled_from([{}, {"others": 1.1}])),
        "merit": draw(st.sampled_from([None, merit])) if rated else None,
        "promotion_raise": draw(st.sampled_from(["0%", "17.4%"])),
        "market_drift": draw(st.sampled_from(["-10%/year", "8%/year"])),
        "volatility": draw(st.sampled_from([0, 0.1])),
        "recalibrate_every": draw(st.sampled_from([None, "1 month", "7 months", "2 years"])),
        "hiring_cost": draw(st.sampled_from(["0%", "20%"])),
    }
    return draw(st.sampled_from([None, Exactly(rules)]))


DISRUPTIONS = [None, {"factor": 4, "lasts": "5 months"}, {"factor": 1.5, "lasts": "45 days"}]


def first_of_month(month):
    """The date of a month from the start of 2026."""
    return f"{2026 + month // 12}-{month % 12 + 1:02d}-01"


@st.composite
def layoffs(draw, names, rated):
    ways = [
        {"share": "30%"},
        {"count": 2},
        {"count": 99},
        {"share": "60%", "levels": [names[0]]},
        {"by_level": {names[0]: "50%", names[-1]: "100%"}},
    ]
    orders = ["lowest_performance", "shortest_tenure", "longest_tenure", "random"]
    return {
        "kind": "layoff",
        "date": first_of_month(draw(st.integers(1, 30))),
        **draw(st.sampled_from(ways)),
        "order": draw(st.sampled_from([*orders, *["lowest_rating"] * rated])),
        "disruption": draw(st.sampled_from(DISRUPTIONS)),
    }


@st.composite
def freezes(draw, ways):
    """One, or two that touch; of everything or of some ways in, with and without a thaw."""
    months = sorted(draw(st.sets(st.integers(1, 30), min_size=2, max_size=3)))
    some = st.sampled_from([None, None, ["others"], list(ways)[::2]])
    return [
        {
            "kind": "hiring_freeze",
            "date": first_of_month(begins),
            "until": first_of_month(ends),
            "open_requisitions": draw(st.sampled_from(["keep", "cancel"])),
            "entry_points": draw(some),
        }
        for begins, ends in pairwise(months)
    ]


@st.composite
def title_resets(draw, names):
    return {
        "kind": "title_reset",
        "date": first_of_month(draw(st.integers(1, 30))),
        "levels": draw(st.sampled_from([None, None, [names[-1]]])),
        "disruption": draw(st.sampled_from(DISRUPTIONS)),
    }


@st.composite
def interventions(draw, names, ways, rated):
    """None for most, or some of every kind, in any order, now and then on one day."""
    if draw(st.booleans()):
        return []
    found = draw(st.lists(st.one_of(layoffs(names, rated), title_resets(names)), max_size=3))
    if draw(st.booleans()):
        found += draw(freezes(ways))
    return draw(st.permutations(found))


def other_staffing(levels):
    """Another rhythm, and positions at other levels that somebody can come to."""
    kinds = ["entry_point", "leaver"]
    if any("seats" in level for level in levels.values()):
        kinds.append("structure")
    return st.fixed_dictionaries(
        {
            "every": st.sampled_from(["1 week", "1 month", "1 year"]),
            "level": st.sampled_from([{"kind": kind} for kind in kinds]),
            "give_up_after": st.sampled_from([None, "1 month", "45 days"]),
        }
    )


@st.composite
def overlays(draw, organization):
    """Other rules for some sections of an organization, as stages and `set` state them."""
    levels, ways = organization["levels"], organization["entry_points"]
    names = list(levels)
    arrivals = organization["plan"]["kind"] == "arrivals"
    rated, paid = organization["reviews"] is not None, organization["pay"] is not None
    targets = plans(names[0]).filter(lambda plan: (plan["kind"] == "arrivals") == arrivals)
    # Merged with a plan that has feedback, one without it would keep it.
    targets = targets.map(
        lambda plan: {"feedback": None, **plan} if plan["kind"] in ("growth", "s_curve") else plan
    )
    if organization["initial"]["headcount"] == 0:
        targets = targets.filter(lambda plan: plan["kind"] not in ("growth", "s_curve"))
    another_way_to_leave = {"base": None, "stay": None, "yearly_chance": None}
    weights = {name: st.sampled_from([1, 5]) for name in ways}
    options = {
        "promotion": promotions(levels, rated, paid),
        "attrition": attrition(names[-1]).map(
            lambda rules: {
                **another_way_to_leave,
                **{key: rule for key, rule in rules.items() if key != "destinations"},
            }
        ),
        "plan": targets,
        "staffing": st.fixed_dictionaries({"every": st.sampled_from(["1 week", "1 year"])})
        if arrivals
        else other_staffing(levels),
        "titles": st.sampled_from([{"scope_growth": "1 per year"}, GROWING]),
        "customer": customers(),
        "entry_points": st.fixed_dictionaries(weights).map(
            lambda drawn: {name: {"weight": weight} for name, weight in drawn.items()}
        ),
        "effectiveness": st.just({"poor_below": 0.2}),
        "pay": pay(names, rated).filter(lambda rules: rules is not None),
    }
    if rated:
        options["reviews"] = reviews().filter(lambda rules: rules is not None)
    chosen = draw(st.sets(st.sampled_from(sorted(options)), min_size=1, max_size=3))
    return {name: draw(options[name]) for name in sorted(chosen)}


@st.composite
def changes(draw, organization):
    """Stages by headcount and by date, and rules that are set, at times on one day."""
    days = ["2026-02-01", "2026-08-01", "2027-03-01", "2028-01-01"]
    stages = {}
    for number in range(draw(st.integers(0, 2))):
        way_in = draw(st.sampled_from([{"headcount": 8 * number + 12}, {"date": days[number + 1]}]))
        reset = draw(st.sampled_from([None, None, {}, {"disruption": DISRUPTIONS[1]}]))
        rules = {"rules": draw(overlays(organization)), "title_reset": reset}
        stages[f"stage{number}"] = {**way_in, **rules}
    when = st.lists(st.sampled_from(days), max_size=2)
    sets = [
        {"kind": "set", "date": date, "rules": draw(overlays(organization))} for date in draw(when)
    ]
    happening = draw(st.permutations([*organization["interventions"], *sets]))
    return {"stages": stages, "interventions": happening}


@st.composite
def organizations(draw):
    """Changes to `building.ORGANIZATION`."""
    levels = draw(ladders())
    names = list(levels)
    tenures = ["0 days", "2 years", {"kind": "exponential", "mean": "1 year"}]
    plan = draw(plans(names[0]))
    leaving = draw(attrition(names[-1]))
    searching, founding = plan["kind"] != "arrivals", leaving["destinations"] is not None
    labels = draw(groups())
    ways = draw(entry_points(names, searching, founding))
    if len(labels) > 1:
        ways["others"]["groups"] = draw(shares(list(labels)))
    performance = draw(reviews())
    paid = draw(pay(names, performance is not None))
    if paid is not None:
        leaving["pay_effect"] = draw(st.sampled_from([0, 2, -3]))
    rules = {
        "levels": levels,
        "initial": {
            "headcount": draw(st.integers(1 if plan["kind"] in ("growth", "s_curve") else 0, 25)),
            "levels": draw(shares(names)),
            "tenure": draw(st.sampled_from(tenures)),
            # A constant age ends on an anniversary, or so nearly that a last bit decides.
            "age": draw(st.sampled_from(["59 years", {"kind": "exponential", "mean": "50 years"}])),
            "insight": draw(insights()),
        },
        "warm_up": draw(st.sampled_from(["0 months", "5 months"])),
        "plan": Exactly(plan),
        "staffing": draw(staffing(levels, ways, plan["kind"] == "arrivals")),
        "entry_points": ways,
        "promotion": draw(promotions(levels, performance is not None, paid is not None)),
        "titles": draw(st.sampled_from([{}, GROWING])),
        "customer": draw(customers()),
        "groups": labels,
        "effectiveness": draw(
            st.sampled_from(
                [{}, {"performance": {"kind": "linear", "maximum": 5}, "poor_below": 0.3}]
            )
        ),
        "reviews": performance,
        "pay": paid,
        "attrition": leaving,
        "interventions": draw(interventions(names, ways, performance is not None)),
    }
    return {**rules, **draw(st.one_of(st.just({}), changes(rules)))}


@st.composite
def markets(draw, given):
    """None, or one that exchanges people between all organizations that are given."""
    names = "abc"[: len(given)]
    sending = [each["attrition"]["destinations"] is not None for each in given]
    if len(given) < 2 or not any(sending) or draw(st.integers(0, 3)) == 0:
        return {}
    most = 100 // len(given)
    looked_at = {
        name: 0 if each["plan"]["kind"] == "arrivals" else draw(st.sampled_from([0, most, most]))
        for name, each in zip(names, given, strict=True)
    }
    for each in given:
        pipeline = each["entry_points"]["experienced"].get("apprenticeship")
        if pipeline is not None and draw(st.booleans()):
            elsewhere = draw(st.sampled_from(["50%", "100%"]))
            each["entry_points"]["experienced"]["apprenticeship"] = pipeline | {
                "elsewhere": elsewhere
            }
    back = [
        name
        for name, each in zip(names, given, strict=True)
        if each["entry_points"]["others"].get("returning")
    ]
    stays = ["0 days", "10 years", {"kind": "exponential", "mean": "8 months"}]
    return {
        "m": {
            "organizations": {name: f"{share}%" for name, share in looked_at.items()},
            "stays": draw(st.sampled_from(stays)),
            "acceptance": draw(st.sampled_from(["100%", "60%"])),
            "relevel_effect": draw(st.sampled_from([0, 1])),
            "pay_effect": draw(st.sampled_from([0, 4])),
            "founders": draw(st.none() | shares(back)) if back else None,
        }
    }


@st.composite
def acquisitions(draw, here, there):
    """Two organizations of which one acquires the other; nothing is done to that any more."""
    day = first_of_month(draw(st.integers(1, 29)))
    taken_in = {
        "kind": "acquire",
        "date": day,
        "organization": "b",
        "title_credit": draw(st.sampled_from(["0%", "50%", "100%"])),
        "assessment_noise": draw(st.sampled_from([0, 0.7])),
        "disruption": draw(st.sampled_from(DISRUPTIONS)),
    }
    before = [each for each in there["interventions"] if each["date"] < day]
    happening = draw(st.permutations([*here["interventions"], taken_in]))
    return [here | {"interventions": happening}, there | {"interventions": before}]


@st.composite
def scenarios(draw):
    """One to three organizations for two and a half years, everything recorded."""
    given = draw(st.lists(organizations(), min_size=1, max_size=3))
    if len(given) > 1 and draw(st.integers(0, 2)) == 0:
        given[:2] = draw(acquisitions(*given[:2]))
    return scenario(
        *given,
        markets=draw(markets(given)),
        horizon="30 months",
        seed=draw(st.integers(0, 2**64 - 1)),
        reference_ladder=REFERENCE_LADDER,
    )
