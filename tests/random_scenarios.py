"""Random scenarios for property tests: small, and at the edges of what rules allow.

Empty levels, hiring within a minute, reviews from weekly to yearly, hazards up to 30 a year. Their
sections are drawn in `random_hiring`, `random_careers` and `random_changes`.
"""

from building import Exactly, scenario
from hypothesis import strategies as st
from random_careers import attrition, pay, promotions, reviews
from random_changes import DISRUPTIONS, GROWING, changes, first_of_month, interventions
from random_hiring import (
    REFERENCE_LADDER,
    customers,
    entry_points,
    groups,
    insights,
    ladders,
    plans,
    shares,
    staffing,
)


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
