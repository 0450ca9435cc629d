"""Random interventions, stages and rules that change: sections of an organization."""

from itertools import pairwise

from hypothesis import strategies as st
from random_careers import attrition, pay, promotions, reviews
from random_hiring import customers, plans

GROWING = {
    "scope_cap": [{"people": 30, "scope": 1.5}, {"people": 300, "scope": 4}],
    "scope_growth": "0.5 per year",
}


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
