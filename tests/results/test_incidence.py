"""Cumulative incidence: hand-made cases, scipy where nobody leaves, and a run's spells by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import CensoredData, ecdf

import orgsim
from orgsim.results.incidence import (
    LEFT,
    OPEN,
    PROMOTED,
    aalen_johansen,
    level_spells,
    promotion_incidence,
)


@pytest.fixture(scope="module")
def small_run():
    """A startup that grows up: counter-offers, title resets, people promoted before the start."""
    scenario = orgsim.load_scenario("scenarios/growing_up.yaml")
    return orgsim.run(scenario, replications=3, workers=1)


def at(found, years):
    place = np.searchsorted(found.years, years, side="right")
    return np.concatenate([[0.0], found.promoted])[place]


def test_by_hand_with_late_entry():
    # At 1 three are at risk, of whom one is promoted; at 2 three (the fourth came at 1.5), of whom
    # one leaves; at 3 two, of whom one is promoted.
    entered = np.array([0.0, 0.0, 0.0, 1.5])
    ended = np.array([1.0, 2.0, 4.0, 3.0])
    found = aalen_johansen(entered, ended, np.array([PROMOTED, LEFT, OPEN, PROMOTED]))
    assert found.years.tolist() == [1.0, 2.0, 3.0]
    assert found.at_risk.tolist() == [3, 3, 2]
    assert found.promoted == pytest.approx([1 / 3, 1 / 3, 1 / 3 + 2 / 3 * 2 / 3 / 2])
    assert found.left == pytest.approx([0, 2 / 9, 2 / 9])
    assert found.followed == 4.0


def test_without_leaving_it_is_one_minus_kaplan_meier():
    generator = np.random.default_rng(3)
    waits = np.round(generator.exponential(2.0, 400), 1)  # ties
    observed = generator.uniform(0.5, 5.0, 400)
    ended, outcome = np.minimum(waits, observed), np.where(waits <= observed, PROMOTED, OPEN)
    found = aalen_johansen(np.zeros(400), ended, outcome)
    censored = CensoredData.right_censored(ended, outcome == OPEN)
    known = ecdf(censored)
    for years in (0.0, 0.5, 1.0, 2.0, 4.0):
        assert at(found, years) == pytest.approx(float(known.cdf.evaluate(years)))


def test_leaving_is_no_waiting():
    """Constant hazards 0.2 and 0.3: 0.2 / 0.5 (1 - exp(-0.5 t)), far below one minus Kaplan-Meier.

    A binomial share of 40,000 lies within 0.0125 of that but once in a million times.
    """
    generator = np.random.default_rng(11)
    up, out = generator.exponential(1 / 0.2, 40_000), generator.exponential(1 / 0.3, 40_000)
    late = generator.uniform(0, 2, 40_000) * (np.arange(40_000) % 2)
    ended = np.minimum(np.minimum(up, out), 10.0)
    outcome = np.where(ended == 10.0, OPEN, np.where(up < out, PROMOTED, LEFT))
    seen = ended > late
    found = aalen_johansen(late[seen], ended[seen], outcome[seen])
    assert at(found, 5.0) == pytest.approx(0.4 * (1 - np.exp(-2.5)), abs=0.0125)


def test_nobody_and_nothing():
    empty = np.empty(0)
    assert aalen_johansen(empty, empty, empty.astype(int)).years.size == 0
    found = aalen_johansen(np.zeros(2), np.ones(2), np.array([OPEN, OPEN]))
    assert (found.years.size, found.followed) == (0, 1.0)
    spells = pd.DataFrame({"level": [], "entered": [], "ended": [], "outcome": []})
    assert promotion_incidence(spells, np.arange(3.0), ["level"]).empty


def test_spells_follow_each_career(small_run):
    """Every career walked through event by event gives the same spells."""
    results, spells = small_run, level_spells(small_run)
    end = results.snapshots.max()
    moves = {"promotion": PROMOTED, "title_grant": PROMOTED, "relevel": OPEN}
    events = results.events[results.events["kind"].isin(list(moves))]
    careers = dict(list(events.groupby(["replication", "person"], observed=True)))
    expected = []
    for spell in results.people.itertuples():
        level, since, known = spell.first_level, spell.hired, True
        if spell.hired < 0 and "/initial/" in spell.person:
            known = False
        own = careers.get((spell.replication, spell.person))
        for event in () if own is None else own.itertuples():
            if event.level_from != level:
                known = False
            if known:
                expected.append((level, max(-since, 0), event.time - since, moves[event.kind]))
            level, since, known = event.level_to, event.time, True
        left = not np.isnan(spell.left)
        over = spell.left if left else end
        if known and level == spell.last_level:
            expected.append((level, max(-since, 0), over - since, LEFT if left else OPEN))
    columns = ["level", "entered", "ended", "outcome"]
    found = sorted(zip(*(spells[name].tolist() for name in columns), strict=True))
    assert len(found) > 500
    assert {outcome for *_, outcome in found} == {PROMOTED, LEFT, OPEN}
    assert found == sorted(expected)


def test_parts_are_told_at_round_years(small_run):
    spells = level_spells(small_run)
    years = np.array([0.0, 1.0, 2.0, 40.0])
    table = promotion_incidence(spells, years, ["organization", "level"])
    own = spells[(spells["organization"] == "company") & (spells["level"] == "pm")]
    row = table[(table["level"] == "pm") & (table["years"] == 2.0)].iloc[0]
    alone = aalen_johansen(*(own[name].to_numpy() for name in ("entered", "ended", "outcome")))
    assert row["promoted"] == pytest.approx(float(at(alone, 2.0)))
    assert row["at_risk"] == ((own["entered"] <= 2.0) & (own["ended"] >= 2.0)).sum()
    assert row["spells"] == len(own)
    assert table[table["years"] == 40.0]["promoted"].isna().all()
    assert (table[table["years"] == 2.0][["promoted", "left"]].sum(axis=1) <= 1).all()
