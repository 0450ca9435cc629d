"""Asked and realised where rules change and where people are laid off: stages and layoffs."""

import numpy as np
import pytest
from asking import asked_of
from building import Exactly


def test_of_an_organization_whose_rules_change_its_stages_are_asked_for():
    rules = {"staffing": {"every": "3 months"}}
    stages = {
        "soon": {"headcount": 22, "rules": rules},
        "dated": {"date": "2028-01-01", "rules": rules},
        "large": {"headcount": 400, "rules": rules},
        "late": {"date": "2031-01-01", "rules": rules},
    }
    results, rows = asked_of({"plan": {"rate": "20%/year"}, "stages": stages}, {})
    mine = {quantity: row for (name, quantity, _), row in rows.items() if name == "a"}
    assert list(mine) == ["stage soon", "stage dated", "stage large", "stage late"]
    assert ("b", "headcount at the end", None) in rows
    soon, dated, large, late = mine.values()
    assert [row.realised for row in mine.values()] == [1, 1, 0, 0]
    assert [row.missed for row in mine.values()] == [False, False, True, True]
    assert dated.note == "entered in January 2028 in the median"
    assert soon.note.startswith("entered in ")
    heads = results.levels[results.levels["organization"] == "a"]
    most = heads.groupby(["replication", "time"])["headcount"].sum().max()
    assert large.note == f"never entered: there were at most {most} people at a snapshot"
    last = "2030-01-01"
    assert late.note == (f"never entered: 2031-01-01 lies beyond the horizon, which ends on {last}")


def test_a_stage_that_a_later_one_overtakes():
    rules = {"staffing": {"every": "3 months"}}
    stages = {
        "second": {"headcount": 90, "rules": rules},
        "third": {"date": "2027-01-01", "rules": rules},
    }
    results, rows = asked_of({"plan": {"rate": "500%/year"}, "stages": stages}, replications=3)
    assert rows["a", "stage second", None].note == "never entered: a later stage came first"
    assert set(results.stages["stage"]) == {"third"}


def test_layoffs_are_asked_for_as_they_are_written():
    """Shares of those there on that morning, whoever came and went since the last snapshot."""
    layoffs = [
        {"kind": "layoff", "date": "2026-05-01", "order": "random", "share": "25%"},
        {"kind": "layoff", "date": "2026-09-01", "order": "random", "count": 500},
        {"kind": "hiring_freeze", "date": "2026-09-01", "until": "2027-01-01"},
        {"kind": "layoff", "date": "2027-03-01", "order": "random", "share": "50%",
         "levels": ["director"]},
        {"kind": "layoff", "date": "2028-03-01", "order": "random",
         "by_level": {"pm": "10%", "director": "30%"}},
    ]  # fmt: skip
    results, rows = asked_of({"initial": {"headcount": 40}, "interventions": layoffs})
    of_layoffs = {key[1:]: row for key, row in rows.items() if key[1].startswith("layoff")}
    assert {key: (row.asked, row.unit) for key, row in of_layoffs.items()} == {
        ("layoff of 2026-05-01", None): (0.25, "share"),
        ("layoff of 2026-09-01", None): (500, "people"),
        ("layoff of 2027-03-01", None): (0.5, "share"),
        ("layoff of 2028-03-01", "pm"): (0.1, "share"),
        ("layoff of 2028-03-01", "director"): (0.3, "share"),
    }
    quarter = of_layoffs["layoff of 2026-05-01", None]
    assert quarter.realised == pytest.approx(0.25, abs=0.5 / 30)
    assert not quarter.missed
    everybody = of_layoffs["layoff of 2026-09-01", None]
    events = results.events
    gone = events[(events["kind"] == "layoff") & (events["date"] == "2026-09-01")]
    there = gone.groupby("replication").size().mean()
    assert everybody.realised == pytest.approx(there)
    assert everybody.missed
    assert everybody.note == f"there were {there:.0f} people on that day"
    nobody = of_layoffs["layoff of 2027-03-01", None]
    assert np.isnan(nobody.realised)
    assert nobody.note == "nobody was there to be laid off"


def test_layoffs_of_one_day_are_told_together():
    """Each of those whom the ones before it have left; the log does not tell them apart."""
    layoffs = [
        {"kind": "layoff", "date": "2026-05-01", "order": "random", "by_level": {"pm": "20%"}},
        {"kind": "layoff", "date": "2026-05-01", "order": "random", "share": "50%"},
        {"kind": "layoff", "date": "2026-05-01", "order": "random", "count": 10,
         "levels": ["director"]},
        {"kind": "layoff", "date": "2026-06-01", "order": "random", "count": 10},
        {"kind": "layoff", "date": "2026-06-01", "order": "random", "count": 10},
        {"kind": "hiring_freeze", "date": "2026-05-01"},
    ]  # fmt: skip
    rules = {
        "initial": {"headcount": 100, "levels": Exactly({"pm": "50%", "director": "50%"})},
        "attrition": {"base": "0/year"},
        "promotion": {"budget": {"share": "0%"}},
    }
    _, rows = asked_of({**rules, "interventions": layoffs}, replications=4)
    several = rows["a", "3 layoffs of 2026-05-01", None]
    # 10 of 50 PMs, half of the other 90, and 10 Directors.
    assert several.asked == several.realised == 10 + 45 + 10
    assert (several.unit, several.missed) == ("people", False)
    more = rows["a", "2 layoffs of 2026-06-01", None]
    assert (more.asked, more.realised, more.missed) == (20, 20, False)


def test_of_people_who_are_not_there_none_can_be_laid_off_twice():
    layoffs = 2 * [{"kind": "layoff", "date": "2026-05-01", "order": "random", "count": 15}]
    _, rows = asked_of({"attrition": {"base": "0/year"}, "interventions": layoffs}, replications=3)
    row = rows["a", "2 layoffs of 2026-05-01", None]
    assert (row.asked, row.realised, row.missed) == (30, 20, True)
    assert row.note == "there were 20 people on that day"


def test_layoffs_are_told_where_rules_change_too():
    changes = [
        {"kind": "layoff", "date": "2027-01-01", "order": "random", "share": "20%"},
        {"kind": "set", "date": "2027-01-01", "rules": {"plan": {"rate": "-10%/year"}}},
    ]
    _, rows = asked_of({"interventions": changes}, replications=3)
    assert [key[1] for key in rows] == ["layoff of 2027-01-01"]
    assert rows["a", "layoff of 2027-01-01", None].realised == pytest.approx(0.2, abs=0.03)
