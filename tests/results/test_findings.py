"""The sentences state the right numbers and fit every shape of result."""

import numpy as np
import pytest
from building import Exactly, scenario
from synthetic import ladder, plausible, tiny

import orgsim
from orgsim.report.story import figures_of_run
from orgsim.results import Results, compare_results, findings


def organizations(count):
    return {
        f"org_{number}": {"label": f"Org {number}", "levels": ladder(1, 2, 5, 6)}
        for number in range(count)
    }


def test_one_small_organization_word_for_word():
    blocks, manifest = tiny()
    assert findings(Results.from_blocks(blocks, manifest)) == [
        "After 1 year 50 % of the people at Solo hold a Director's title or a higher one.",
        "Titles at Solo run 0.5 rungs ahead of responsibility.",
        "The average Director at Solo does the work of rung 4.0, where a Director's is 5.",
        (
            "A year brings 12 (1 to 24) promotions per 100 people at Solo, after 1.5 years in the "
            "level on average."
        ),
        "A manager's title is held by 1 (0 to 2) at Solo, one for every 1.5 others.",
        (
            "Of the positions that come open at Solo 25 % (2 to 48 %) are filled from below, so "
            "that a vacancy moves 1.5 people on average, the hire at its end counted."
        ),
        (
            "Poor performers are 19 % (2 to 36 %) of the people at Solo, each of whom costs 12 % "
            "of its effectiveness."
        ),
        (
            "Over 1 year pay at Solo is 5.3 % (1 to 10 %) below what the market pays on average, "
            "and pay and hires cost 295 (66 to 524)."
        ),
        "A year sees 112 (34 to 191) leavers per 100 people at Solo.",
    ]


def test_two_organizations_are_contrasted():
    results = Results.from_blocks(*plausible(50))
    first, inflation, work, promoted, managed, leaving = findings(results)
    last = results.summary.query("time == 10 and measure == 'director_share'").set_index(
        "organization"
    )
    startup, big = (round(100 * last.loc[name, "mean"]) for name in ("startup", "big_company"))
    assert first.startswith(f"After 10 years {startup} % (")
    assert f"against {big} % (" in first
    assert first.endswith("at Big company.")
    assert "rungs ahead of responsibility" in inflation
    assert "Director at Startup" in work
    assert "promotions per 100 people at Startup" in promoted
    assert "in title only" in promoted
    assert managed.startswith("A manager's title is held by ")
    assert " at Startup, one for every " in managed
    assert " at Big company, one for every " in managed
    assert "leavers per 100 people at Startup" in leaving


def test_many_organizations_are_told_by_their_extremes():
    results = Results.from_blocks(*plausible(5, 5, organizations(6)))
    told = findings(results)
    assert "(the most of 6), against" in told[0]
    assert told[0].count(" at Org ") == 2


@pytest.mark.parametrize("rungs", [(1,), (3, 5), (5,)])
@pytest.mark.parametrize("director_rank", [5, None])
@pytest.mark.parametrize("promote", [0.0, 1.0])
@pytest.mark.parametrize(("replications", "snapshots"), [(1, 1), (1, 5), (3, 5)])
def test_no_shape_of_result_leaves_a_gap(rungs, director_rank, promote, replications, snapshots):
    described = {"a": {"label": "A", "levels": ladder(*rungs)}}
    results = Results.from_blocks(
        *plausible(replications, snapshots, described, promote=promote, director_rank=director_rank)
    )
    told = findings(results)
    assert told
    for sentence in told:
        assert sentence.endswith(".")
        assert "nan" not in sentence.lower().split()
        assert "unknown" not in sentence
    if replications == 1:
        assert not any(" to " in sentence for sentence in told)
    if promote == 0 and snapshots > 1:
        assert "Nobody is promoted at A." in told
    if director_rank is None:
        assert "commonest title is" in told[0]


def test_equal_numbers_are_not_set_against_each_other():
    described = {
        "a": {"label": "A", "levels": ladder(5)},
        "b": {"label": "B", "levels": ladder(6)},
    }
    assert findings(Results.from_blocks(*plausible(1, 3, described)))[0] == (
        "After 6 months 100 % of the people at A hold a Director's title or a higher one, "
        "and 100 % at B."
    )


def test_titles_behind_responsibility_are_said_to_be_behind():
    (block,), manifest = tiny()
    levels = block["levels"]
    levels["scope"] = levels["scope"] + 3
    told = findings(Results.from_blocks([block], manifest))
    assert "Titles at Solo run 2.5 rungs behind responsibility." in told


def test_titles_that_are_those_of_the_work_are_said_to_be():
    (block,), manifest = tiny()
    block["levels"]["scope"] = np.array([2.0, 5.0] * 4)
    results = Results.from_blocks([block], manifest)
    assert findings(results)[1].endswith("there is no title inflation at any time.")
    assert "title-inflation" not in [each.identity for each in figures_of_run(results)]
    block["levels"]["scope"][2] = 1.0  # for a while
    inflated = figures_of_run(Results.from_blocks([block], manifest))
    assert "title-inflation" in [each.identity for each in inflated]


def test_nobody_left_and_nothing_completed():
    (block,), manifest = tiny()
    last = {
        name: {
            column: values[raw["replication"] == 1] if len(values) else values
            for column, values in raw.items()
        }
        for name, raw in block.items()
    }
    told = findings(Results.from_blocks([last], manifest))
    assert told[0] == "After 1 year nobody is left."
    assert findings(Results.from_blocks([], manifest)) == [
        "No replication was completed, so there is nothing to say."
    ]


def test_a_comparison_states_each_variant():
    base, more = (Results.from_blocks(*plausible(40, 9, promote=p)) for p in (1.0, 1.6))
    told = findings(compare_results({"as is": base, "more": more, "same": base}))
    assert len(told) == 6
    assert told[0].startswith("more against as is at Startup after 2 years: Director and above +")
    assert told[0].count("95 % interval") == 1
    for measure in ("titles alone +", "exactly the same in promotions"):
        assert measure in told[0]
    assert told[2].startswith(
        "same against as is at Startup after 2 years: exactly the same in Dir"
    )
    assert told[4].startswith("What is exactly the same")
    assert "times narrower" in told[5]


def test_a_comparison_that_finds_nothing_says_so():
    blocks, described = plausible(20, 3)
    shaken = {name: dict(raw) for name, raw in blocks[0].items()}
    shaken["levels"]["scope"] = shaken["levels"]["scope"] + np.random.default_rng(5).normal(
        0, 0.3, len(shaken["levels"]["scope"])
    )
    told = findings(
        compare_results(
            {
                "a": Results.from_blocks(blocks, described),
                "b": Results.from_blocks([shaken], described),
            }
        )
    )
    assert "no difference to be seen in title inflation" in told[0]


def test_interventions_are_told_where_there_were_some():
    (block,), manifest = tiny()
    levels = block["levels"]
    levels["exits"], levels["laid_off"] = levels["laid_off"], levels["exits"]
    for way in ("in", "out"):
        grants = levels[f"promotions_{way}"]
        levels[f"promotions_{way}"], levels[f"relevels_{way}"] = np.zeros(8, int), grants
    told = findings(Results.from_blocks([block], manifest))
    assert told[-3:] == [
        "A year sees 0.0 leavers per 100 people at Solo.",
        "Layoffs hit 1 people at Solo.",
        "Title resets take down 0.5 (0 to 1) people at Solo.",
    ]


def test_acquisitions_are_told_with_what_they_do_to_titles():
    (block,), manifest = tiny()
    levels = block["levels"]
    levels["hires"], levels["acquired_in"] = levels["acquired_in"], levels["hires"]
    told = findings(Results.from_blocks([block], manifest))
    assert "Acquisitions bring 0.5 (0 to 1) people at Solo." in told


AT_REST = {
    "attrition": {"base": "0/year"},
    "promotion": {"budget": {"kind": "quota", "share": "0%"}},
}
TWO_YEARS = {"horizon": "2 years", "snapshots": "1 year"}


def test_pay_is_told_beside_the_market_s_with_what_it_cost():
    """Twenty people get 100 a year, and the market pays 10 % more each year."""
    band = {"min": 50, "mid": 100, "max": 150}
    pay = {"bands": Exactly({"default": band}), "market_drift": "10%/year"}
    given = scenario(AT_REST | {"pay": pay}, **TWO_YEARS)
    assert (
        "Over 2 years pay at A is 9.1 % below what the market pays on average, and pay and hires "
        "cost 4,000."
    ) in findings(orgsim.run(given, replications=3, workers=1))
    falling = pay | {"market_drift": "-10%/year"}
    given = scenario(AT_REST | {"pay": pay}, AT_REST | {"pay": falling}, AT_REST, **TWO_YEARS)
    assert (
        "Over 2 years pay at A is 9.1 % below what the market pays on average, against 11 % above "
        "at B, and pay and hires cost 4,000 at A, and 4,000 at B."
    ) in findings(orgsim.run(given, replications=1, workers=1))


def test_poor_performers_are_told_where_people_are_rated():
    """All are a rung and a fifth too weak: each of twenty costs a twentieth of what is missing."""
    rated = {"reviews": {"months": ["January"], "noise": 0}}
    weak = {"initial": {"stretch": 1.2}}
    given = scenario(AT_REST | weak | rated, **TWO_YEARS)
    assert (
        "Poor performers are 100 % of the people at A, each of whom costs 3.5 % of its "
        "effectiveness."
    ) in findings(orgsim.run(given, replications=2, workers=1))
    for rules in (AT_REST | weak, AT_REST | rated):
        told = findings(orgsim.run(scenario(rules, **TWO_YEARS), replications=2, workers=1))
        assert not any("Poor performers" in sentence for sentence in told)
