"""What the scenarios about customers and about bias tell holds, in numbers.

The bounds are the claims; each is many standard errors away from what the scenarios give.
"""

import numpy as np
import pytest
from building import simulate

from orgsim import load_scenario, run
from orgsim.results import promotions_by_group


def made_director(tables, organization, within):
    """Of those hired as PM early enough, the share who was made Director within some years."""
    people, events = (tables[name] for name in ("people", "events"))
    people = people[(people["organization"] == organization) & (people["first_level"] == 1)]
    people = people[people["hired"].between(0, 10 - within)]
    director = events[(events["level_to"] == 3) & (events["kind"] != "requisition")]
    who = ["replication", "person"]
    when = people.merge(director.groupby(who)["time"].min().reset_index(), on=who, how="left")
    return np.mean(when["time"] - when["hired"] <= within)


def test_more_access_to_customers_brings_more_product_managers_to_director():
    scenario = load_scenario("scenarios/customer_perspective.yaml", ["record=all"])
    tables = simulate(scenario, 60)
    seldom, often = (made_director(tables, organization, within=3) for organization in (0, 1))
    assert often > 1.3 * seldom
    insight = tables["levels"].query("level == 3 and time == 10").groupby("organization")["insight"]
    assert insight.mean()[1] > insight.mean()[0] + 0.3


def test_directors_and_vice_presidents_need_the_view_of_the_next_level():
    """Where nobody sees more than the own level asks for, being near to customers is no use."""
    ways = {}
    for view in ("0%", "30%"):
        changes = [
            f"organizations.{name}.customer.next_view={view}" for name in ("seldom", "often")
        ]
        scenario = load_scenario("scenarios/customer_perspective.yaml", ["record=all", *changes])
        tables = simulate(scenario, 40)
        directors = [made_director(tables, organization, within=3) for organization in (0, 1)]
        log = tables["events"].query("level_to == 4 and kind in ['promotion', 'title_grant']")
        ways[view] = (*directors, (log["organization"] == 1).sum())
    seldom, often, vice_presidents = zip(*ways.values(), strict=True)
    assert often[0] < 1.3 * seldom[0]
    assert often[1] > 1.5 * often[0]
    assert vice_presidents[1] > 1.3 * vice_presidents[0]


@pytest.mark.parametrize(("bias", "shares"), [(0, (0.39, 0.43)), (-0.2, (0.32, 0.37))])
def test_a_small_bias_adds_up_at_the_top(bias, shares):
    """40 of 100 people, and of the Directors and above 35: a promotion rate lower by a fifth."""
    scenario = load_scenario(
        "scenarios/promotion_bias.yaml",
        [f"organizations.big_company.groups.seen_lower.bias={bias}"],
    )
    found = promotions_by_group(run(scenario, replications=40))
    total = found.groupby("group", observed=True)[["directors", "promotions", "person_years"]].sum()
    directors = total["directors"] / total["directors"].sum()
    assert shares[0] < directors["seen_lower"] < shares[1]
    rate = total["promotions"] / total["person_years"]
    if bias < 0:
        assert rate["seen_lower"] < 0.85 * rate["seen_as_they_are"]
    else:
        assert rate["seen_lower"] == pytest.approx(rate["seen_as_they_are"], rel=0.03)
