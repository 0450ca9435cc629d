"""Who answers a requisition and when they start: offers, cohorts, caps, apprentices, founders."""

import functools

import numpy as np
import pandas as pd
import pytest
from building import Exactly, merged, scenario, simulate

KEYS = ["replication", "person"]


def growing(ways, rate=40, **rules):
    """So many people more every year; nobody leaves or moves."""
    base = {"weight": 1, "levels": {"pm": "100%"}, "time_to_fill": "45 days", "skill": 2}
    return {
        "plan": {"kind": "path", "points": {"2026-01-01": 20, "2030-01-01": 20 + 4 * rate}},
        "entry_points": Exactly({name: {**base, **way} for name, way in ways.items()}),
        "attrition": {"base": "0/year"},
        "promotion": {"budget": {"share": "0%"}},
        **rules,
    }


def starts_by_year(tables, entry_point):
    """Hires by replication and calendar year (the tests start on a January 1st)."""
    events = tables["events"]
    hires = events[(events["kind"] == "hire") & (events["entry_point"] == entry_point)]
    year = np.floor(hires["time"] + 1e-9).rename("year")
    return pd.crosstab(hires["replication"], year)


class TestCohorts:
    def test_everybody_starts_on_the_first_day_of_the_next_cohort_month(self):
        """Also who accepts on that very day: 1 month, opened on June 1st or on December 1st."""
        ways = {"graduates": {"cohort": ["July", "January"], "time_to_fill": "1 month"}}
        events = simulate(scenario(growing(ways)), 3)["events"]
        wide = events.pivot_table("time", KEYS, "kind").dropna()
        assert len(wide) > 100
        accepted = wide["requisition"] + 1 / 12
        np.testing.assert_allclose(wide["offer"], accepted)
        np.testing.assert_allclose(wide["hire"], np.ceil(2 * accepted - 1e-9) / 2, atol=1e-12)

    def test_the_months_are_those_of_the_calendar(self):
        ways = {"graduates": {"cohort": ["July"]}}
        given = scenario(growing(ways), start="2026-05-01")
        hires = simulate(given, 1)["events"].query("kind == 'hire'")["time"]
        assert set(np.round(hires * 12)) == {2, 14, 26, 38}

    def test_the_requisition_stays_open_and_keeps_its_seat(self):
        """One seat for two: the second one is a Senior PM, though the first starts months later."""
        ways = {"graduates": {"levels": {"director": "100%"}, "cohort": ["July"]}}
        seats = {"levels": {"director": {"seats": {"count": 5}}}}
        events = simulate(scenario(growing(ways, **seats)), 3)["events"]
        hires = events.query("kind == 'hire'").groupby("replication")["level_to"]
        assert hires.apply(lambda levels: (levels == 2).sum()).tolist() == [1, 1, 1]


class TestOffers:
    def test_no_event_where_nothing_is_asked(self):
        tables = simulate(scenario(growing({"graduates": {}})), 2)
        assert "offer" not in set(tables["events"]["kind"])
        assert tables["hires"]["offers"].equals(tables["hires"]["hires"])
        assert tables["hires"]["declined"].sum() == 0

    def test_each_search_of_one_time_to_fill_ends_in_an_offer(self):
        events = simulate(scenario(growing({"graduates": {"acceptance": "40%"}})), 4)["events"]
        for _, one in events.groupby(KEYS):
            kinds = one["kind"].tolist()
            assert kinds in (
                ["requisition", *["offer"] * (len(kinds) - 1)],
                ["requisition", *["offer"] * (len(kinds) - 2), "hire"],
            )
            offers = one[one["kind"] == "offer"]
            declined = (offers["reason"] == "declined").tolist()
            assert declined == [True] * (len(offers) - 1) + [kinds[-1] != "hire"] * (
                len(offers) > 0
            )
            first = one["time"].iloc[0]
            spacing = 45 / 365.25 * np.arange(1, len(offers) + 1)
            np.testing.assert_allclose(offers["time"] - first, spacing, atol=1e-9)
            if kinds[-1] == "hire":
                assert one["time"].iloc[-1] == one["time"].iloc[-2]

    def test_offers_are_counted_when_they_are_made(self):
        given = scenario(growing({"graduates": {"acceptance": "40%", "cohort": ["July"]}}))
        tables = simulate(given, 3)
        offers = tables["events"].query("kind == 'offer'")
        for snapshot in tables["hires"].query("time > 0").itertuples():
            since = offers[offers["replication"] == snapshot.replication]
            since = since[since["time"].between(snapshot.time - 0.25, snapshot.time, "right")]
            assert snapshot.offers == len(since)
            assert snapshot.declined == (since["reason"] == "declined").sum()
        assert tables["hires"]["declined"].sum() > 100

    def test_asking_for_acceptance_or_a_cohort_changes_nobody_else(self):
        """The same people come through the other entry point, at the same times."""
        ways = {"graduates": {}, "others": {}}
        plain = scenario(growing(ways))
        asked = scenario(growing({**ways, "graduates": {"acceptance": "50%", "cohort": ["July"]}}))
        others = [
            simulate(given, 2)["people"].query("entry_point == 'others' and hired < 1")
            for given in (plain, asked)
        ]
        both = others[0].merge(others[1], on=[*KEYS, "hired", "skill", "left"])
        # Seats open in other months, so some of the others do; those of the same month are equal.
        assert len(both) > 0.9 * len(others[0])


class TestCaps:
    def test_exactly_as_many_start_as_the_cap_allows(self):
        ways = {"graduates": {"cap": "7 per year", "weight": 9}, "others": {}}
        tables = simulate(scenario(growing(ways)), 20)
        by_year = starts_by_year(tables, "graduates")
        assert (by_year == 7).all(axis=None)
        total = tables["levels"].query("time == 4")
        assert (total.groupby("replication")["headcount"].sum() > 170).all()

    def test_the_year_is_the_one_of_the_start(self):
        """With a cohort and a time to fill of a year requisitions open in one for another year."""
        way = {"cap": "7 per year", "cohort": ["January"], "time_to_fill": "11 months"}
        tables = simulate(scenario(growing({"graduates": way, "others": {}})), 5)
        by_year = starts_by_year(tables, "graduates")
        assert (by_year[[2, 3, 4]] == 7).all(axis=None)
        assert by_year[1].between(1, 7).all()  # of those who were opened in January and February

    def test_those_turned_away_choose_among_the_others(self):
        """Of two more entry points with weights 1 and 3 the second gets three in four.

        Beyond four standard errors once in 16,000 seeds.
        """
        ways = {"graduates": {"cap": "1 per year", "weight": 16}, "one": {}, "three": {"weight": 3}}
        tables = simulate(scenario(growing(ways)), 30)
        hires = tables["hires"].groupby("entry_point")["hires"].sum()
        others = hires["one"] + hires["three"]
        assert abs(hires["three"] / others - 0.75) < 4 * np.sqrt(0.75 * 0.25 / others)
        turned_away = tables["hires"].groupby("entry_point")["turned_away"].sum()
        assert turned_away["graduates"] > 1000
        assert turned_away["one"] == turned_away["three"] == 0

    def test_where_all_are_full_requisitions_are_withheld(self):
        """Six places a year, ten people a year wanted: the plan keeps the gap, and catches up."""
        ways = {"graduates": {"cap": "4 per year"}, "others": {"cap": "2 per year"}}
        rules = growing(ways, rate=10)
        rules["plan"]["points"] = {"2026-01-01": 20, "2027-01-01": 30}
        tables = simulate(scenario(rules), 5)
        for way, places in (("graduates", 4), ("others", 2)):
            by_year = starts_by_year(tables, way)
            assert (by_year[0.0] == places).all()
        headcount = tables["levels"].groupby(["time", "replication"])["headcount"].sum()
        assert (headcount[1.0] == 26).all()
        assert (headcount[4.0] == 30).all()
        withheld = tables["hires"].groupby("time")["withheld"].sum()
        assert withheld[1.0] > 0
        assert withheld[4.0] == 0

    def test_a_place_nobody_may_take_for_lack_of_seats_stays_free(self):
        """A single level of fixed seats: requisitions are withheld, and no place is taken."""
        rules = growing({"graduates": {"cap": "3 per year"}})
        rules["levels"] = Exactly({"pm": {"title": "Product Manager", "seats": {"count": 20}}})
        rules["initial"] = {"levels": Exactly({"pm": "100%"})}
        rules["attrition"] = {"base": "0.1/year"}
        tables = simulate(scenario(rules), 20)
        exits = tables["levels"].groupby("replication")["exits"].sum()
        hires = tables["levels"].groupby("replication")["hires"].sum()
        assert (tables["hires"].groupby("replication")["turned_away"].sum() == 0)[exits < 3].all()
        assert ((exits - hires) <= 2)[exits < 6].all()

    def test_a_place_is_free_again_when_its_requisition_is_given_up(self):
        """Three people are missing, and nobody is ever found before the search is given up."""
        rules = growing({"graduates": {"cap": "3 per year", "time_to_fill": "100 days"}})
        rules["plan"]["points"] = {"2026-01-01": 23}
        rules["staffing"] = {"give_up_after": "1 month"}
        tables = simulate(scenario(rules), 2)
        opened = tables["events"].query("kind == 'requisition'").groupby(["replication", "time"])
        assert (opened.size() == 3).all()
        assert len(opened) == 2 * 49
        assert tables["hires"]["turned_away"].sum() == 0


class TestApprentices:
    def test_nobody_is_hired_before_finishing_and_the_first_to_finish_goes_first(self):
        """Trained for exactly a year, hired at a review, a month to fill."""
        way = {
            "apprenticeship": {"entering": "12 per year", "time": "1 year"},
            "time_to_fill": "1 month",
        }
        tables = simulate(scenario(growing({"switchers": way})), 5)
        people = tables["people"].query("pipeline_entered == pipeline_entered")
        assert len(people) > 100
        found = people["hired"] - 1 / 12
        assert np.all(found >= people["pipeline_entered"] + 1 - 1e-9)
        # More people are wanted than finish: everybody is hired at the next review.
        np.testing.assert_allclose(
            found, np.ceil(12 * (people["pipeline_entered"] + 1) - 1e-9) / 12, atol=1e-9
        )

    @pytest.mark.parametrize("time", ["6 months", {"kind": "exponential", "mean": "6 months"}])
    def test_who_waits_longest_is_hired_first(self, time):
        """Few are wanted and apprentices queue up: by the time of finishing, not of beginning."""
        way = {"apprenticeship": {"entering": "30 per year", "time": time}}
        tables = simulate(scenario(growing({"switchers": way}, rate=10)), 3)
        hired = tables["people"].dropna(subset="pipeline_entered").sort_values(["hired", "person"])
        ordered = hired.groupby("replication")["pipeline_entered"].agg(
            lambda entered: entered.is_monotonic_increasing
        )
        assert len(hired) > 60
        assert (ordered == isinstance(time, str)).all()
        assert (tables["hires"].query("time == 4")["waiting"] > 30).all()

    def test_a_requisition_waits_and_keeps_its_seat(self):
        """Nobody ever finishes: the requisitions stay open, and no more are opened than missing."""
        way = {"apprenticeship": {"entering": "9 per year", "time": "30 years"}}
        events = simulate(scenario(growing({"switchers": way})), 2)["events"]
        assert set(events["kind"]) == {"requisition"}
        assert events.groupby("replication").size().tolist() == [160, 160]

    def test_first_come_first_served_among_requisitions(self):
        """One apprentice every so often: requisitions are filled in the order of opening."""
        way = {"apprenticeship": {"entering": "6 per year", "time": "1 month"}}
        events = simulate(scenario(growing({"switchers": way})), 5)["events"]
        for _, one in events.groupby("replication"):
            opened = one[one["kind"] == "requisition"]["person"].tolist()
            started = one[one["kind"] == "hire"]["person"].tolist()
            assert len(started) > 10
            assert set(started) == set(opened[: len(started)])

    def test_a_cap_keeps_requisitions_and_apprentices_waiting(self):
        way = {
            "apprenticeship": {"entering": "30 per year", "time": "1 month", "initial": 9},
            "cap": "5 per year",
        }
        tables = simulate(scenario(growing({"switchers": way})), 4)
        assert (starts_by_year(tables, "switchers") == 5).all(axis=None)
        assert tables["hires"]["turned_away"].sum() == 0

    def test_the_table_shows_the_pipeline(self):
        """Nobody hired: whoever has entered is in training or waits, as the times say."""
        way = {"apprenticeship": {"entering": "50 per year", "time": "2 years", "initial": 40}}
        rules = {**growing({"switchers": way, "others": {}}), "plan": {"rate": "0%/year"}}
        hires = simulate(scenario(rules), 50)["hires"].query("entry_point == 'switchers'")
        first = hires[hires["time"] == 0]
        assert (first["in_training"] == 40).all()
        assert (first["waiting"] == 0).all()
        after_two_years = hires[hires["time"] == 2]
        assert (after_two_years["waiting"] == 40).all()
        assert abs(after_two_years["in_training"].mean() - 100) < 4 * np.sqrt(100 / 50)


BACK_AGAIN = {
    "attrition": {
        "base": "0.5/year",
        "destinations": {"founder": "50%", "market": "50%"},
    },
    "entry_points": {
        "near_pm": {
            "returning": {"chance": "100%", "after": "6 months"},
            "age": {"kind": "normal", "mean": "40 years", "sd": "5 years"},
        }
    },
    "initial": {"age": "50 years", "skill": 2.5, "potential": 4, "learning_rate": "0.3/year"},
}


@functools.cache
def coming_back():
    return simulate(scenario(BACK_AGAIN), 10)


class TestFounders:
    @pytest.fixture
    def people(self):
        return coming_back()["people"]

    def test_they_come_back_under_their_own_name_and_are_never_in_two_places(self, people):
        assert people["spell"].max() >= 3
        for _, spells in people.sort_values("spell").groupby(KEYS):
            assert spells["spell"].tolist() == list(range(1, len(spells) + 1))
            left, hired = spells["left"].to_numpy()[:-1], spells["hired"].to_numpy()[1:]
            assert np.all(hired >= left + 0.5)
            assert set(spells["destination"].iloc[:-1]) <= {"founder"}

    def test_skill_goes_on_where_it_was(self, people):
        """Who left with a skill s and a potential of 4 has 4 - (4 - s) exp(-.3 t) later."""
        initial = people[people["person"].str.contains("/initial/")]
        wide = initial.pivot_table(index=KEYS, columns="spell", values=["hired", "left", "skill"])
        back = wide[wide["left"][2].notna()]
        assert len(back) > 5
        away = back["left"][2] - back["left"][1]
        expected = 4 - (4 - back["skill"][1]) * np.exp(-0.3 * away)
        np.testing.assert_allclose(back["skill"][2], expected)

    def test_they_belong_to_the_group_that_they_belonged_to(self):
        groups = {"many": {"share": "60%"}, "few": {"share": "40%"}}
        people = simulate(scenario({**BACK_AGAIN, "groups": groups}), 5)["people"]
        again = people[people.duplicated(KEYS, keep=False)].groupby(KEYS)["group"]
        assert len(again) > 50
        assert (again.agg("first") == again.agg("last")).all()

    def test_their_luck_is_fresh(self, people):
        """Stays of the same people are as unlike each other as those of others."""
        wide = people.pivot_table("left", KEYS, "spell") - people.pivot_table(
            "hired", KEYS, "spell"
        )
        both = wide[[1, 2]].dropna()
        assert len(both) > 50
        assert np.corrcoef(both[1], both[2])[0, 1] < 0.5

    def test_they_go_before_others_in_the_order_of_being_ready(self):
        """Founders alone are hired as long as any is ready."""
        tables = coming_back()
        people = tables["people"]
        founded = people[(people["destination"] == "founder") & (people["left"] >= 0)]
        ready = founded.assign(ready=founded["left"] + 0.5)[[*KEYS, "spell", "ready"]]
        back = people[people["spell"] > 1].assign(spell=lambda p: p["spell"] - 1)
        back = ready.merge(back[[*KEYS, "spell", "hired"]], on=[*KEYS, "spell"])
        found = back.assign(found=back["hired"] - 45 / 365.25)
        opened = tables["events"].query("kind == 'requisition'")
        new = opened.merge(people.query("spell == 1")[[*KEYS, "hired"]], on=KEYS)
        new = new[np.isclose(new["hired"] - new["time"], 45 / 365.25)]
        for replication, one in found.groupby("replication"):
            assert one.sort_values(["found", "ready"])["ready"].is_monotonic_increasing
            for time in new[new["replication"] == replication]["time"]:
                ready, still_there = one["ready"] < time - 1e-9, one["found"] > time + 1e-9
                assert not (ready & still_there).any()
        assert len(found) > 50
        assert len(new) > 100

    def test_the_level_is_the_highest_fed_that_their_skill_reaches(self):
        rules = {
            **BACK_AGAIN,
            "entry_points": {"near_pm": {**BACK_AGAIN["entry_points"]["near_pm"],
                                         "levels": {"pm": "90%", "senior_pm": "10%"}}},
            "initial": {"skill": {"kind": "uniform", "min": 1, "max": 6}},
        }  # fmt: skip
        people = simulate(scenario(rules), 10)["people"]
        back = people[(people["spell"] == 2) & people["person"].str.contains("/initial/")]
        first = people[people["spell"] == 1].set_index(KEYS)["skill"]
        skill = first.reindex(pd.MultiIndex.from_frame(back[KEYS])).to_numpy()
        assert len(back) > 30
        assert np.array_equal(back["first_level"] == 1, skill >= 3)

    def test_they_need_no_apprenticeship(self):
        """Nobody has begun one: whoever is hired has been there before."""
        way = {"apprenticeship": {"entering": "1 per year", "time": "9 years"}}
        rules = merged(BACK_AGAIN, {"entry_points": {"near_pm": way}})
        hires = simulate(scenario(rules), 10)["people"].query("hired > 0")
        assert len(hires) > 20
        assert (hires["spell"] > 1).all()

    def test_nobody_comes_back_beyond_the_age_limit(self):
        limit = {**BACK_AGAIN["attrition"], "age_limit": "51 years"}
        people = simulate(scenario({**BACK_AGAIN, "attrition": limit}), 10)["people"]
        old = people[people["person"].str.contains("/initial/")]
        # Whoever is found just before goes on the first day, as all do who start beyond the limit.
        assert (old["left"] <= 1 + 45 / 365.25 + 1e-9).all()
        assert (old["spell"] == 2).any()
