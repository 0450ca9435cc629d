"""Ways that titles take under several policies: against the events, and what is told of them."""

import pandas as pd
import pytest

import orgsim
from orgsim.plots import level_mix_compared, relevelling_map, relevelling_map_data
from orgsim.plots.side_by_side import as_one
from orgsim.plots.ways import ELSEWHERE, Way, told_of, ways_of
from orgsim.results import compare_results


@pytest.fixture(scope="module")
def policies(acquisition):
    credit = "organizations.big_company.entry_points.experienced.outside.title_credit=100%"
    scenario = orgsim.load_scenario("scenarios/acquisition.yaml", ["horizon=5 years", credit])
    return {"as is": acquisition, "believing": orgsim.run(scenario, 3, workers=1)}


@pytest.fixture(scope="module")
def comparison(policies):
    return compare_results(policies)


def test_people_are_counted_under_each_policy(comparison, policies):
    data = relevelling_map_data(comparison)
    for name, results in policies.items():
        events = results.events
        came = events[events["kind"].isin(["hire", "relevel"]) & events["rank_from"].notna()]
        ways = ways_of(as_one(comparison), data)
        counted = [each.people for way in ways for each in way if each.policy == name]
        assert sum(counted) == len(came)
        for way in ways:
            (own,) = [each for each in way if each.policy == name]
            origin = came["origin"].map(labels(results))
            went = came[
                (came["organization"].map(labels(results)) == own.destination)
                & (origin.isna() if own.origin == ELSEWHERE else origin == own.origin)
            ]
            assert own.people == len(went) > 0
            change = went["rank_to"] - went["rank_from"]
            assert own.gained == pytest.approx(change.mean())
            assert own.lower == pytest.approx((change < 0).mean())


def labels(results):
    return {each.id: each.label for each in results.organizations}


def test_policies_are_panels_side_by_side_the_baseline_first(comparison):
    heads = [
        note.text for note in relevelling_map(comparison).layout.annotations if note.xref == "paper"
    ]
    assert heads[:2] == [
        "<b>Startup \u2192 Big company under as is</b>",
        "<b>Startup \u2192 Big company under believing</b>",
    ]
    assert len(heads) == 6


def way(policy, changes, origin="A", destination="B"):
    """A way on which so many people change their rank so: {change: people}."""
    rows = pd.DataFrame(
        [{"people": people, "rank_from": 4, "rank_to": 4 + change}
         for change, people in changes.items()],
        columns=["people", "rank_from", "rank_to"],
    )  # fmt: skip
    return Way(origin, destination, policy, rows)


@pytest.mark.parametrize(
    ("ways", "told"),
    [
        (
            [[way("", {-1: 3, 0: 1}, ELSEWHERE)]],
            (
                "The 4 who come to B with a title from elsewhere lose 0.8 rungs on average; 75 % "
                "of them come out lower than before."
            ),
        ),
        ([[way("", {1: 1})]], "The only one who goes from A to B gains 1.0 rungs."),
        ([[way("", {0: 1})]], "The only one who goes from A to B keeps the old rank."),
        (
            [[way("", {-2: 9})], [way("", {-3: 2})]],
            (
                "The 9 who go from A to B lose 2.0 rungs on average; all of them come out lower "
                "than before."
            ),
        ),
        (
            [[way("x", {-1: 6, 0: 4}), way("y", {1: 10})]],
            (
                "Those who go from A to B lose 0.6 rungs on average under x, where 60 % come out "
                "lower, and gain 1.0 rungs under y, where none do."
            ),
        ),
        (
            [[way("x", {-1: 6}), way("y", {0: 10})]],
            (
                "Those who go from A to B lose 1.0 rungs on average under x, where all come out "
                "lower, and keep their rank under y, where none do."
            ),
        ),
        (
            [[way("x", {0: 6}), way("y", {0: 10}), way("z", {0: 10})]],
            "Those who go from A to B keep their rank on average under each of the 3 policies.",
        ),
        (
            [[way("x", {-1: 6}, "A", "A"), way("y", {}, "A", "A")]],
            (
                "The 6 whom a title reset at A reaches under x lose 1.0 rungs on average; all of "
                "them come out lower than before."
            ),
        ),
    ],
)
def test_it_is_told_in_words(ways, told):
    assert told_of(ways) == told


def test_a_policy_under_which_nobody_goes_has_no_panel(growing_up):
    never = ["organizations.company.stages.scale_up.title_reset=null", "horizon=2 years"]
    scenario = orgsim.load_scenario("scenarios/growing_up.yaml", never)
    found = {"reset": growing_up, "never": orgsim.run(scenario, 3, workers=1)}
    layout = relevelling_map(compare_results(found)).layout
    heads = [note.text for note in layout.annotations if "titles reset" in note.text]
    assert heads == ["<b>Company: titles reset under reset</b>"]
    assert layout.meta["note"].endswith(
        "A policy under which nobody goes a way has no panel for it."
    )


def test_a_day_is_named_in_one_panel_of_an_organization_and_marked_in_all(growing_up):
    layout = level_mix_compared(compare_results({"a": growing_up, "b": growing_up})).layout
    named = [note.text for note in layout.annotations if note.textangle == 90]
    assert len(named) == len(set(named)) > 0
    panels = sum("<b>" in note.text for note in layout.annotations)
    assert len(layout.shapes) == len(named) * panels
