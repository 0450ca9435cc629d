"""Asked and realised: the scenario's numbers beside the same numbers measured."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest
from asking import asked_of
from building import Exactly, merged

TWO_ENTRIES = {
    "entry_points": {
        "near_pm": {"weight": 3},
        "graduate": {
            "weight": 1,
            "levels": {"pm": "100%"},
            "time_to_fill": {"kind": "uniform", "min": "60 days", "max": "120 days"},
            "skill": {"kind": "normal", "mean": 1, "sd": 0.5},
        },
    },
}


def test_what_was_asked_is_what_the_scenario_says():
    _, rows = asked_of(TWO_ENTRIES | {"plan": {"rate": "20%/year"}})
    asked = {key[1:]: (row.asked, row.unit) for key, row in rows.items()}
    assert asked == {
        ("headcount at the end", None): (round(20 * 1.2**4), "people"),
        ("leaving", None): (pytest.approx(0.2), "per person-year"),
        ("promotion", "pm"): (pytest.approx(0.2), "per person-year"),
        ("promotion", "senior_pm"): (pytest.approx(0.2), "per person-year"),
        ("hires through near_pm", None): (0.75, "share"),
        ("time to fill of near_pm", None): (pytest.approx(45), "days"),
        ("hires through graduate", None): (0.25, "share"),
        ("time to fill of graduate", None): (pytest.approx(90), "days"),
    }


def test_what_was_realised_is_what_the_tables_say():
    results, rows = asked_of(TWO_ENTRIES)
    levels, hires = results.levels, results.hires
    last = levels[levels["time"] == levels["time"].max()]
    final = last.groupby("replication")["headcount"].sum()
    row = rows["a", "headcount at the end", None]
    assert row.realised == pytest.approx(final.mean())
    assert (row.q05, row.q95) == pytest.approx(tuple(final.quantile([0.05, 0.95])))

    graduates = hires[hires["entry_point"] == "graduate"].groupby("replication")["hires"].sum()
    share = graduates / hires.groupby("replication")["hires"].sum()
    assert rows["a", "hires through graduate", None].realised == pytest.approx(share.mean())

    cycles = results.cycles[(results.cycles["level"] == "pm") & (results.cycles["time"] > 0)]
    promoted, before = cycles.groupby("replication")[["promoted", "headcount"]].sum().to_numpy().T
    assert rows["a", "promotion", "pm"].realised == pytest.approx((2 * promoted / before).mean())


@pytest.mark.parametrize("share", ["9%", "36%"])
def test_a_quota_is_measured_by_the_headcount_that_it_is_a_share_of(share):
    """Between the cycles there are fewer at the level than before them."""
    quota = {
        "initial": {"headcount": 200, "levels": Exactly({"pm": "100%"})},
        "promotion": {"budget": {"share": share}},
    }
    _, rows = asked_of(quota)
    row = rows["a", "promotion", "pm"]
    assert row.realised == pytest.approx(row.asked, rel=0.03)
    assert not row.missed


def test_a_handful_of_hires_proves_nothing():
    changes = {
        "initial": {"headcount": 3},
        "entry_points": {
            "near_pm": {"time_to_fill": {"kind": "lognormal", "median": "40 days", "sigma": 0.5}}
        },
    }
    _, few = asked_of(changes, replications=1, horizon="1 year")
    assert not any(row.missed for row in few.values())
    beyond = [row for row in few.values() if not row.q05 <= row.asked <= row.q95]
    assert beyond, "the test needs a number that seems missed"


def test_a_miss_shows_in_a_single_replication_when_there_is_much_to_count():
    changes = {
        "initial": {"headcount": 2000},
        "attrition": {"tenure_factor": [{"after": "0 days", "factor": 2}]},
    }
    _, rows = asked_of(changes, replications=1)
    row = rows["a", "leaving", None]
    assert row.missed
    assert row.realised == pytest.approx(2 * row.asked, rel=0.1)
    assert row.note == "tenure multiplies the base rate by 2.00"


@pytest.mark.parametrize(
    ("rounding", "note"),
    [("up", "the quota is rounded up"), ("down", "the quota promotes whole people only")],
)
def test_a_note_fits_the_sign_of_the_gap(rounding, note):
    changes = {
        "initial": {"headcount": 14, "levels": Exactly({"pm": "100%"})},
        "promotion": {"budget": {"share": "10%", "rounding": rounding}},
    }
    _, rows = asked_of(changes, replications=100)
    row = rows["a", "promotion", "pm"]
    assert row.missed
    assert (row.realised > row.asked) == (rounding == "up")
    assert row.note.startswith(note)


def test_time_to_fill_and_leaving_come_out_as_asked():
    _, rows = asked_of(TWO_ENTRIES, replications=60)
    graduate = rows["a", "time to fill of graduate", None]
    assert graduate.realised == pytest.approx(90, abs=3)
    assert rows["a", "leaving", None].realised == pytest.approx(0.2, abs=0.01)


def test_declined_offers_are_asked_for():
    """Searches of 90 days on average, two to a hire: 180 days, spread by luck with both."""
    half = {"entry_points": {"graduate": {"acceptance": "50%"}}}
    _, rows = asked_of(merged(TWO_ENTRIES, half), replications=100, horizon="20 years")
    graduate = rows["a", "time to fill of graduate", None]
    assert graduate.asked == pytest.approx(180)
    assert graduate.realised == pytest.approx(180, abs=12)
    assert not graduate.missed


def test_caps_and_cohorts_explain_the_entry_mix():
    ways = {"graduate": {"weight": 9, "cohort": ["July"], "cap": "2 per year"}}
    rules = {"entry_points": ways, "plan": {"rate": "20%/year"}}
    results, rows = asked_of(merged(TWO_ENTRIES, rules), replications=60)
    notes = {key[1]: row.note for key, row in rows.items() if row.missed}
    hires = results.hires.groupby("entry_point", observed=True)[["hires", "turned_away"]].sum()
    turned_away = hires["turned_away"]["graduate"] / hires.loc["graduate"].sum()
    assert notes["hires through graduate"] == (
        f"its cap turned away {100 * turned_away:.0f} % of the requisitions that it was asked for"
    )
    assert notes["hires through near_pm"] == "it takes those whom the cap of graduate turned away"
    assert notes["time to fill of graduate"] == "its requisitions wait for the next cohort"
    assert not rows["a", "time to fill of near_pm", None].missed


def test_apprentices_explain_the_entry_mix():
    way = {"apprenticeship": {"entering": "2 per year", "time": "1 year"}}
    rules = {"entry_points": {"near_pm": way}, "initial": {"headcount": 100}}
    _, rows = asked_of(merged(TWO_ENTRIES, rules), replications=60)
    notes = {key[1]: row.note for key, row in rows.items() if row.missed}
    assert notes["hires through near_pm"] == "its requisitions wait for apprentices"
    assert notes["time to fill of near_pm"] == "its requisitions wait for an apprentice"


def test_a_note_explains_a_miss_and_only_a_miss():
    quota = {
        "promotion": {"budget": {"share": "60%"}, "eligibility": {"min_time_in_level": "3 years"}}
    }
    _, rows = asked_of(quota)
    assert "found nobody eligible" in rows["a", "promotion", "pm"].note
    assert rows["a", "promotion", "pm"].realised < rows["a", "promotion", "pm"].asked
    leaving = rows["a", "leaving", None]
    assert leaving.q05 <= leaving.asked <= leaving.q95
    assert not leaving.missed
    assert not isinstance(leaving.note, str)


def test_continuous_promotions_and_arrivals():
    changes = {
        "plan": {"kind": "arrivals", "levels": {"pm": "6 per year"}},
        "promotion": Exactly(
            trigger={"kind": "continuous", "rate": {"default": "0.5/year", "senior_pm": "0/year"}},
            selection={"kind": "random"},
            budget={"kind": "none"},
        ),
    }
    _, rows = asked_of(changes, replications=60)
    arrivals = rows["a", "arrivals", "pm"]
    assert (arrivals.asked, arrivals.unit) == (6, "people per year")
    assert arrivals.realised == pytest.approx(6, abs=0.4)
    assert rows["a", "promotion", "pm"].asked == pytest.approx(0.5)
    assert rows["a", "promotion", "pm"].realised == pytest.approx(0.5, abs=0.05)
    # Nothing is asked there and nothing happens.
    assert ("a", "promotion", "senior_pm") not in rows
    assert not any(key[1].startswith(("hires through", "time to fill")) for key in rows)


@pytest.mark.parametrize(
    ("first_cycle", "per_year"),
    [(None, 2.0), ("2028-01-01", 1.0), ("2028-04-01", 0.75), ("2040-01-01", 0.0)],
)
def test_only_cycles_that_take_place_are_asked_for(first_cycle, per_year):
    trigger = {"first_cycle": first_cycle} if first_cycle else {}
    _, rows = asked_of({"promotion": {"trigger": trigger}}, replications=2)
    if per_year:
        assert rows["a", "promotion", "pm"].asked == pytest.approx(0.1 * per_year)
    else:
        assert ("a", "promotion", "pm") not in rows


def test_a_cycle_on_the_first_day_is_not_counted_but_one_on_the_last_is():
    start = dt.date(2026, 3, 1)
    results, rows = asked_of({}, replications=2, start=start.isoformat(), horizon="1 year")
    assert rows["a", "promotion", "pm"].asked == pytest.approx(0.2)
    during = results.cycles[results.cycles["time"] > 0]["time"].unique()
    assert np.allclose(np.sort(during), [0.5, 1.0])


INSIDE_FIRST = {
    "initial": {"headcount": 60},
    "staffing": {
        "level": {"kind": "leaver"},
        "promote_first": {"default": "0%", "senior_pm": "50%", "director": "80%"},
    },
    "promotion": {"budget": {"share": "0%"}},
    "entry_points": {"near_pm": {"levels": {"pm": "60%", "senior_pm": "40%"}}},
}


def test_what_was_filled_from_below_and_why_more_or_less():
    results, rows = asked_of(INSIDE_FIRST)
    sums = results.levels.groupby("level", observed=True)[["filled_from_below", "vacancies"]].sum()
    row = rows["a", "filled from below", "senior_pm"]
    assert (row.asked, row.unit) == (0.5, "share")
    share = sums.loc["senior_pm", "filled_from_below"] / sums.loc["senior_pm", "vacancies"]
    assert row.realised == pytest.approx(share, abs=0.05)
    assert not row.missed
    # Nobody is hired as a Director, so in the end all of them come from below.
    row = rows["a", "filled from below", "director"]
    assert (row.asked, row.realised, row.missed) == (0.8, 1, True)
    assert row.note.startswith("no entry point feeds the level: 20 % of the times positions wait")
    assert ("a", "filled from below", "pm") not in rows

    reluctant = {"eligibility": {"min_time_in_level": "30 months"}}
    _, rows = asked_of(INSIDE_FIRST | {"promotion": INSIDE_FIRST["promotion"] | reluctant})
    row = rows["a", "filled from below", "senior_pm"]
    assert row.missed
    assert (
        "of the positions to be filled from below found nobody eligible at Product Manager: "
        in row.note
    )
    assert row.note.endswith("of the time at the level is lived before the 30 months that it takes")


def test_a_level_mix_that_was_aimed_at():
    shares = Exactly({"pm": "70%", "senior_pm": "20%", "director": "10%"})
    rules = {"staffing": {"level": {"kind": "structure", "shares": shares}}}
    everywhere = {"entry_points": {"near_pm": {"levels": Exactly(shares)}}}
    _, rows = asked_of(rules | everywhere)
    row = rows["a", "share of people at the end", "director"]
    assert (row.asked, row.missed) == (0.1, True)
    assert "nobody moves down" in row.note

    _, rows = asked_of(rules | everywhere | {"promotion": {"budget": {"share": "0%"}}})
    mix = [rows["a", "share of people at the end", level] for level in shares]
    assert [row.asked for row in mix] == [0.7, 0.2, 0.1]
    assert not any(row.missed for row in mix)


def test_requisitions_that_are_given_up_shorten_the_time_to_fill():
    rules = {"staffing": {"give_up_after": "2 months"}}
    _, rows = asked_of(TWO_ENTRIES | rules, replications=100)
    row = rows["a", "time to fill of graduate", None]
    assert row.missed
    assert "of its requisitions were given up" in row.note


MIX = Exactly({"pm": "50%", "senior_pm": "30%", "director": "20%"})
BY_MIX = {
    "initial": {"headcount": 60},
    "staffing": {"level": {"kind": "mix", "shares": MIX}},
    "promotion": {"budget": {"share": "0%"}},
    "entry_points": {"near_pm": {"levels": MIX}},
}


@pytest.mark.parametrize("first", ["0%", "60%"])
def test_positions_are_opened_in_the_mix_that_was_asked_for(first):
    """Whoever moves up opens a position below, which nobody asked for by the mix."""
    inside = {"staffing": {"promote_first": {"default": first, "pm": "0%"}}}
    results, rows = asked_of(merged(BY_MIX, inside), replications=100)
    opened = [rows["a", "share of the positions opened", level] for level in MIX]
    assert [row.asked for row in opened] == [0.5, 0.3, 0.2]
    assert [row.realised for row in opened] == pytest.approx([0.5, 0.3, 0.2], abs=0.02)
    assert not any(row.missed for row in opened)
    assert results.levels["filled_from_below"].any() == (first != "0%")


def test_full_levels_hand_positions_of_a_mix_down():
    growing = {"plan": {"rate": "30%/year"}, "levels": {"director": {"seats": {"count": 12}}}}
    _, rows = asked_of(BY_MIX | growing, replications=40)
    fewer, more, other = (
        rows["a", "share of the positions opened", level] for level in reversed(MIX)
    )
    assert fewer.missed
    assert fewer.realised < 0.2
    assert fewer.note.endswith("of the time every seat is taken: positions are handed down")
    assert more.missed
    assert more.realised > 0.3
    assert more.note.startswith("positions of Director of Product are handed down: for ")
    assert not other.missed
    none = {"levels": {"director": {"seats": {"count": 0}}}}
    nobody = {"initial": {"levels": {"pm": "80%", "senior_pm": "20%", "director": "0%"}}}
    _, rows = asked_of(merged(BY_MIX, none | nobody), replications=40)
    row = rows["a", "share of the positions opened", "director"]
    assert (row.realised, row.note) == (0, "the level has no seats: positions are handed down")


def test_what_did_not_happen_is_said():
    """Not to drop the row: who asked for it looks for it."""
    nobody_leaves = {"attrition": {"base": "0/year"}}
    kept = {"promotion": {"retention": {"probability": "40%"}}}
    _, rows = asked_of(merged(INSIDE_FIRST, nobody_leaves | kept))
    for quantity, level, asked, note in (
        ("filled from below", "director", 0.8, "no position came open at the level"),
        ("leavers kept by a counter-offer", "pm", 0.4, "nobody was about to leave"),
        ("hires through near_pm", None, 1.0, "nobody was hired"),
    ):
        row = rows["a", quantity, level]
        assert (row.asked, row.missed, row.note) == (asked, False, note)
        assert np.isnan(row.realised)
    assert ("a", "time to fill of near_pm", None) not in rows
    assert ("a", "leavers kept by a counter-offer", "director") not in rows


def test_counter_offers_keep_as_many_as_asked_or_fewer_by_rule():
    kept = {
        "initial": {"headcount": 100},
        "attrition": {"base": "0.4/year"},
        "promotion": {"retention": {"probability": {"default": "20%", "pm": "50%"}}},
    }
    results, rows = asked_of(kept, replications=40)
    sums = results.levels.groupby("level", observed=True)[["exits", "title_grants_out"]].sum()
    for level, share in (("pm", 0.5), ("senior_pm", 0.2)):
        row = rows["a", "leavers kept by a counter-offer", level]
        assert (row.asked, row.unit, row.missed) == (share, "share", False)
        grants = sums.loc[level, "title_grants_out"]
        assert row.realised == pytest.approx(grants / (grants + sums.loc[level, "exits"]), abs=0.02)
    sent_away = {"promotion": {"up_or_out": {"after": "1 year"}}}
    _, rows = asked_of(merged(kept, sent_away), replications=40, record="all")
    row = rows["a", "leavers kept by a counter-offer", "pm"]
    assert row.missed
    assert row.note.endswith("of the leavers go by a rule, and nobody makes them an offer")


INTO_SEATS = {
    "initial": {"headcount": 60},
    "attrition": {"base": "0.3/year"},
    "levels": {"director": {"seats": {"count": 12}}},
    "promotion": Exactly(
        trigger={"kind": "vacancy"}, selection={"kind": "random"}, budget={"kind": "seats"}
    ),
    "entry_points": {"near_pm": {"levels": MIX}},
}


def test_vacancies_pull_people_up_into_seats_unless_nobody_is_eligible():
    _, rows = asked_of(merged(INTO_SEATS, {"entry_points": {"near_pm": {"levels": Exactly(
        {"pm": "60%", "senior_pm": "40%"})}}}))  # fmt: skip
    row = rows["a", "seats filled from below", "director"]
    assert (row.asked, row.realised, row.missed) == (1, 1, False)
    assert ("a", "seats filled from below", "senior_pm") not in rows
    waiting = {"promotion": {"eligibility": {"min_time_in_level": "30 months"}}}
    _, rows = asked_of(merged(INTO_SEATS, waiting))
    row = rows["a", "seats filled from below", "director"]
    assert row.missed
    assert row.realised < 0.9
    assert (
        "are hired into seats for which nobody is eligible at Senior Product Manager: " in row.note
    )
    assert row.note.endswith("of the time at the level is lived before the 30 months that it takes")


LEVELS_OF_ONE = {"initial": {"headcount": 20, "levels": Exactly({"pm": "100%"})}}
NO_SEATS = {"seats": {"count": 0}}
NOBODY_COMES = {
    "no level has a seat": {
        "levels": dict.fromkeys(MIX, NO_SEATS),
    },
    "the levels that people can be hired into have no seats": {"levels": {"pm": NO_SEATS}},
    " positions are open at the end, and wait for apprentices": {
        "entry_points": {
            "near_pm": {"apprenticeship": {"entering": "1 per year", "time": "50 years"}}
        },
        "plan": {"rate": "30%/year"},
    },
}


@pytest.mark.parametrize(("reason", "changes"), NOBODY_COMES.items(), ids=NOBODY_COMES)
def test_why_nobody_comes_is_told(reason, changes):
    _, rows = asked_of(merged(LEVELS_OF_ONE, changes))
    row = rows["a", "headcount at the end", None]
    assert row.missed
    assert row.note.startswith("nobody was hired: ")
    assert row.note.endswith(reason)
