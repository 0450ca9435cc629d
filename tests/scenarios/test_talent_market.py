"""What the scenario about a market of startups and a big company tells holds, in numbers.

The bounds are the claims; each is many standard errors away from what the scenario gives.
"""

import pytest

import orgsim
from orgsim.results import relevels

STARTUPS = {"first_startup", "second_startup"}


@pytest.fixture(scope="module")
def results():
    return orgsim.run(orgsim.load_scenario("scenarios/talent_market.yaml"), replications=20)


def test_a_startups_director_comes_in_two_rungs_lower_at_the_big_company(results):
    moves = relevels(results)
    to_big = moves[moves["origin"].isin(STARTUPS) & (moves["organization"] == "big_company")]
    directors = to_big[to_big["rank_from"] == results.director_rank]
    assert len(directors) > 50
    assert directors["relevel"].mean() == pytest.approx(-2, abs=0.4)
    # The big company gives no credit for titles: on average a move takes away the inflation.
    assert to_big["relevel"].mean() == pytest.approx(-to_big["inflation"].mean(), abs=0.5)


def test_titles_of_the_big_company_hold_up_better(results):
    moves = relevels(results)
    to_startups = moves[moves["organization"].isin(STARTUPS)]
    from_big = to_startups[to_startups["origin"] == "big_company"]
    from_startups = to_startups[to_startups["origin"].isin(STARTUPS)]
    assert from_big["relevel"].mean() > from_startups["relevel"].mean() + 0.2
    assert abs(from_big["inflation"].mean()) < 0.05


def test_careers_go_on_under_one_name(results):
    people = results.people
    hires = results.events.query("kind == 'hire'").dropna(subset="origin")
    assert set(hires["organization"]) == set(hires["origin"]) == {*STARTUPS, "big_company"}
    worked_at = people.groupby(["replication", "person"], observed=True)["organization"].nunique()
    assert worked_at.max() == 3
    trained = hires[hires["person"].astype(str).str.match(r"big_company/near_pm/.*/a\d+$")]
    assert len(trained) > 50
    first_jobs = trained[trained["rank_from"].isna()]
    assert set(first_jobs["organization"]) == STARTUPS


def test_the_finding_tells_what_the_big_company_makes_of_startups_titles(results):
    (told,) = [text for text in orgsim.results.findings(results) if "whoever goes from" in text]
    assert told.startswith(
        "In the 20 recorded replications whoever goes from First startup or Second startup to Big "
        "company comes in 0."
    )
    assert told.count("whoever goes from") == 2
    assert "rungs lower on average" in told
