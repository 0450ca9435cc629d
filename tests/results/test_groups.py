"""How groups fare, worked out by hand."""

import numpy as np
import pandas as pd
import pytest
from synthetic import NO_PEOPLE, tiny

from orgsim.results import Results, findings, promotions_by_group

NAMES = np.array(["ada", "bo", "cy", "di", "ed"], object)


def results(**other):
    """Replication 0 with four people and a fifth without group; replication 1 with one."""
    (block,), manifest = tiny()
    manifest |= other
    block["people"] = {
        "replication": np.array([0, 0, 0, 0, 0, 1]),
        "person": np.append(NAMES, "ada"),
        "spell": np.ones(6, int),
        "organization": np.zeros(6, int),
        "entry_point": np.full(6, "near_pm", object),
        "group": np.array(["a", "a", "b", "b", "", "b"], object),
        "pipeline_entered": np.full(6, np.nan),
        "hired": np.array([-3.0, 0.25, -1.0, 0.0, 0.0, 0.5]),
        "left": np.array([np.nan, np.nan, 0.5, np.nan, np.nan, 0.75]),
        "destination": np.full(6, "", object),
        "first_level": np.array([0, 0, 0, 0, 0, 0]),
        "last_level": np.array([1, 0, 1, 1, 1, 0]),
        "highest_rank": np.array([5, 2, 5, 5, 5, 2]),
        "scope": np.full(6, 2.0),
        "skill": np.full(6, 2.0),
    }
    kinds = ["hire", "promotion", "title_grant", "promotion", "promotion", "exit"]
    block["events"] = {
        "replication": np.zeros(6, int),
        "organization": np.zeros(6, int),
        "time": np.array([0.25, 0.4, 0.45, 0.5, 0.5, 0.5]),
        "item": np.zeros(6, int),
        "person": np.array(["bo", "ada", "cy", "di", "ed", "cy"], object),
        "kind": np.array(kinds, object),
        "level_from": np.array([-1, 0, 0, 0, 0, 1]),
        "level_to": np.array([0, 1, 1, 1, 1, -1]),
        "rank_from": np.array([-1, 2, 2, 2, 2, 5]),
        "rank_to": np.array([2, 5, 5, 5, 5, -1]),
        "scope_from": np.full(6, 2.0),
        "scope_to": np.full(6, 2.0),
        "entry_point": np.full(6, "near_pm", object),
    }
    return Results.from_blocks([block], manifest)


def test_promotions_and_directors_by_group():
    found = promotions_by_group(results()).set_index(["group", "replication"])
    assert set(found["organization"]) == {"solo"}
    by_hand = {  # person-years, promotions, headcount and Directors at the end
        ("a", 0): (1 + 0.75, 1, 2, 1),
        ("b", 0): (0.5 + 1, 2, 1, 1),
        ("b", 1): (0.25, 0, 0, 0),
    }
    assert set(found.index) == set(by_hand)
    for key, (years, promotions, headcount, directors) in by_hand.items():
        row = found.loc[key]
        assert row["person_years"] == pytest.approx(years)
        assert row["promotion_rate"] == pytest.approx(promotions / years)
        assert (row["promotions"], row["headcount"]) == (promotions, headcount)
        assert row["directors"] == directors
    assert found["director_share"].tolist()[:2] == [0.5, 1.0]
    assert np.isnan(found.loc[("b", 1), "director_share"])


def test_a_run_with_groups_says_how_they_fare():
    (told,) = [sentence for sentence in findings(results()) if sentence.startswith("By group")]
    assert told.startswith("By group at Solo, in the 2 recorded replications, a year brings 57 for")
    assert '67 (7 to 127) for "b" moves up per 100 people' in told
    assert told.endswith('50 % of "a" and 100 % of "b" hold a Director\'s title or a higher one.')
    without = findings(results(director_rank=None))
    assert not any("Director" in sentence for sentence in without if "By group" in sentence)


def test_a_ladder_without_directors():
    found = promotions_by_group(results(director_rank=None))
    assert found[["directors", "director_share"]].isna().all(axis=None)
    assert found["promotions"].sum() == 3


def test_whoever_comes_back_is_counted_once():
    whole = results()
    again = whole.people[whole.people["person"] == "ada"].assign(spell=2, hired=0.5)
    twice = whole.with_tables(people=pd.concat([whole.people, again]))
    assert promotions_by_group(twice)["promotions"].sum() == 3


def test_nothing_to_tell_where_there_are_no_groups():
    (block,), manifest = tiny()
    assert "group" not in NO_PEOPLE
    found = promotions_by_group(Results.from_blocks([block], manifest))
    assert found.empty
    assert "director_share" in found
