"""The labor market as arithmetic: who looks where, what is offered, and who accepts."""

import numpy as np
import pytest
from pydantic import ValidationError

from orgsim.randomness import replication_keys
from orgsim.rules.market import NO_MARKET, Market, MarketRules, error_about, offered

KEYS = replication_keys(3, np.arange(40_000))
POSITIONS = {"startup": 0, "big": 1, "other": 2}


def rules(**fields):
    given = {"organizations": {"startup": "30%", "big": "45%"}, "stays": "6 months", **fields}
    return MarketRules(Market.model_validate(given), POSITIONS)


def accepting(rank, to, pay=np.nan, more=np.nan, **fields):
    """The share of many candidates that accepts; its standard error is at most .0025."""
    everybody = [np.full(len(KEYS), x) for x in (rank, to, pay, more)]
    return rules(**fields).accepts(KEYS, 7, *everybody).mean()


def test_candidates_look_at_organizations_by_their_shares_and_anew_each_month():
    found = rules().looked_at(KEYS, 5)
    for position, share in ((0, 0.3), (1, 0.45), (NO_MARKET, 0.25)):
        assert (found == position).mean() == pytest.approx(share, abs=0.0125)  # five errors
    later = rules().looked_at(KEYS, 6)
    assert (later[found == 0] == 0).mean() == pytest.approx(0.3, abs=0.025)
    everybody = rules(organizations={"startup": "40%", "big": "60%"}).looked_at(KEYS, 5)
    assert set(everybody) == {0, 1}
    assert set(rules(organizations={"startup": "0%", "big": "0%"}).looked_at(KEYS, 5)) == {-1}


def test_the_order_of_organizations_in_the_file_is_nobodys_luck():
    other = rules(organizations={"big": "45%", "startup": "30%"})
    assert np.array_equal(other.looked_at(KEYS, 5), rules().looked_at(KEYS, 5))


def test_who_may_hire():
    market = rules(organizations={"startup": "0%", "big": "10%", "other": "0%"},
                   founders={"other": "100%"})  # fmt: skip
    assert [market.hires_for(position) for position in range(3)] == [False, True, True]


def test_acceptance_is_a_logistic_function_of_rank_and_pay():
    chance = {"acceptance": "80%", "relevel_effect": 0.7, "pay_effect": 3}

    def logistic(log_odds):
        return 1 / (1 + np.exp(-np.log(4) - log_odds))

    for rank, to, down in ((3, 3, 0), (5, 3, 2), (6, 2, 4), (2, 5, 0), (0, 1, 0)):
        assert accepting(rank, to, **chance) == pytest.approx(logistic(-0.7 * down), abs=0.0125)
    more = accepting(3, 3, 100_000, 120_000, **chance)
    assert more == pytest.approx(logistic(3 * np.log(1.2)), abs=0.0125)
    less = accepting(4, 3, 100_000, 80_000, **chance)
    assert less == pytest.approx(logistic(3 * np.log(0.8) - 0.7), abs=0.0125)
    assert accepting(3, 3, 100_000, np.nan, **chance) == accepting(3, 3, **chance)


def test_certainty_is_certain():
    assert accepting(8, 1, 300_000, 100_000, acceptance="100%") == 1
    assert accepting(3, 3, acceptance="0%") == 0


def test_how_long_somebody_looks():
    since = np.full(len(KEYS), 2.0)
    assert set(rules().gone(since, KEYS)) == {2.5}
    drawn = rules(stays={"kind": "exponential", "mean": "6 months"}).gone(since, KEYS)
    assert drawn.min() >= 2
    assert drawn.mean() == pytest.approx(2.5, abs=0.0125)
    assert set(rules(stays="0 days").gone(since, KEYS)) == {2.0}


def test_founders_return_to_the_organization_they_left_unless_the_market_says_otherwise():
    assert set(rules().founders_return_to(KEYS, 1)) == {1}
    to = rules(founders={"startup": "20%", "big": "80%"}).founders_return_to(KEYS, 1)
    assert (to == 0).mean() == pytest.approx(0.2, abs=0.01)
    assert set(to) == {0, 1}


def test_the_highest_open_level_within_reach():
    scope = np.array([1.0, 2.0, 2.0, 4.0])
    worth = np.array([0.5, 1.0, 2.0 - 1e-12, 3.9, 9.0])
    everywhere = np.ones((5, 4), dtype=bool)
    assert offered(worth, scope, everywhere).tolist() == [-1, 0, 2, 2, 3]
    some = everywhere & np.array([True, False, False, True])
    assert offered(worth, scope, some).tolist() == [-1, 0, 0, 0, 3]
    assert set(offered(worth, scope, ~everywhere)) == {-1}


def test_the_error_about_a_candidate_is_one_per_month():
    error = error_about(KEYS, 4, noise=0.5)
    assert error.std() == pytest.approx(0.5, abs=0.01)
    assert np.array_equal(error, error_about(KEYS, 4, noise=0.5))
    assert abs(np.corrcoef(error, error_about(KEYS, 5, noise=0.5))[0, 1]) < 0.025
    assert set(error_about(KEYS, 4, noise=0.0)) == {0.0}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"organizations": {"startup": "60%", "big": "40.1%"}}, "sum to 100% at most"),
        ({"organizations": {"startup": "60%"}}, "two or more"),
        ({"founders": {"startup": "60%"}}, "must sum to 100%"),
        ({"relevel_effect": -0.1}, "greater than or equal to 0"),
    ],
)
def test_what_a_market_cannot_be(fields, message):
    with pytest.raises(ValidationError, match=message):
        rules(**fields)
