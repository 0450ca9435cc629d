"""Cumulative hazards of stay distributions against scipy.stats, and what a file may say of them."""

import numpy as np
import pytest
from pydantic import TypeAdapter, ValidationError
from scipy import stats

from orgsim.rules.attrition import Attrition, Leaving
from orgsim.rules.ladder import Ladder, Level
from orgsim.rules.section import MappingByLevel
from orgsim.rules.stays import StayDistribution, Stays, curve

READ = TypeAdapter(StayDistribution).validate_python
LADDER = Ladder({name: Level(title=name, rank=rank) for rank, name in enumerate("abc", start=1)})

KINDS = [
    ({"kind": "exponential", "mean": "2 years"}, stats.expon(scale=2)),
    ({"kind": "weibull", "scale": "3 years", "shape": 0.5}, stats.weibull_min(0.5, scale=3)),
    ({"kind": "weibull", "scale": "3 years", "shape": 4}, stats.weibull_min(4, scale=3)),
    ({"kind": "lognormal", "median": "1.5 years", "sigma": 1}, stats.lognorm(1, scale=1.5)),
    ({"kind": "gamma", "mean": "6 years", "sd": "3 years"}, stats.gamma(4, scale=1.5)),
    ({"kind": "gamma", "mean": "2 years", "sd": "4 years"}, stats.gamma(0.25, scale=8)),
]


@pytest.mark.parametrize(("written", "expected"), KINDS)
def test_the_cumulative_hazard_is_the_logarithm_of_who_is_left(written, expected):
    found = curve(READ(written))
    tenure = np.array([0.0, 1e-6, 0.01, 0.5, 2.0, 7.0, 40.0])
    np.testing.assert_allclose(found.cumulative(tenure), -expected.logsf(tenure), rtol=1e-10)


@pytest.mark.parametrize(("written", "expected"), KINDS)
def test_there_and_back_again(written, expected):
    found = curve(READ(written))
    cumulative = np.array([1e-12, 1e-3, 0.5, 0.7, 3.0, 30.0, 500.0, 800.0])
    there = found.tenure(cumulative)
    np.testing.assert_allclose(found.cumulative(there), cumulative, rtol=1e-9)
    assert np.all(np.diff(there) > 0)
    assert found.tenure(np.array([np.log(2)]))[0] == pytest.approx(expected.median())
    assert found.tenure(np.array([0.0, np.inf])).tolist() == [0.0, np.inf]


def test_each_level_has_its_own_distribution():
    long, short = KINDS[0][0], {"kind": "exponential", "mean": "1 year"}
    section = MappingByLevel[StayDistribution].model_validate({"default": long, "b": short})
    stays = Stays(section, LADDER)
    level = np.array([0, 1, 2, 1])
    assert stays.cumulative(level, np.array([4.0, 4.0, 2.0, -1e-17])).tolist() == [2, 4, 1, 0]
    assert stays.tenure(level, np.array([2.0, 4.0, 1.0, 0.0])).tolist() == [4, 4, 2, 0]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"kind": "exponential", "mean": "0 days"}, "a stay must last some time"),
        ({"kind": "weibull", "scale": "0 days", "shape": 1}, "a stay must last some time"),
        ({"kind": "lognormal", "mean": "1 year", "sd": "0 days"}, "a stay must last some time"),
        ({"kind": "gamma", "mean": "9 years", "sd": "1 day"}, "between a thousandth and 1000"),
        ({"kind": "constant", "value": "2 years"}, "does not match any of the expected tags"),
        ("2 years", "valid dictionary"),
    ],
)
def test_what_is_no_distribution_of_stays(written, message):
    with pytest.raises(ValidationError, match=message):
        READ(written)


def test_leaving_is_said_in_exactly_one_way():
    with pytest.raises(ValidationError, match=r"give one of base \(a rate\), stay"):
        Attrition.model_validate({"patience": "1 year"})
    both = {"base": "12%/year", "yearly_chance": "12%"}
    with pytest.raises(ValidationError, match="got 'base' and 'yearly_chance'"):
        Attrition.model_validate(both)
    assert Attrition.model_validate({**both, "base": None}).base is None


def test_every_way_of_leaving_is_written_as_it_is_read():
    for written in (
        {"stay": KINDS[3][0]},
        {"stay": {"default": KINDS[3][0], "b": KINDS[4][0]}},
        {"yearly_chance": "12%", "skill_floor": {"default": 1, "c": 4}, "age_limit": "60 years"},
        {"base": "12%/year", "destinations": {"market": "90%", "founder": "10%"}},
        {"base": "0/year", "destinations": {"default": {"market": "100%"}}},
    ):
        section = Attrition.model_validate(written)
        assert Attrition.model_validate(section.model_dump(mode="json")) == section


class TestYearlyChance:
    def chance(self, level, tenure, time_in_level=0.0, readiness=-1.0, **section):
        leaving = Leaving(Attrition.model_validate(section), LADDER)
        columns = [np.array([x]) for x in (tenure, time_in_level, readiness)]
        assert leaving.hazard(np.array([level]), *columns)[0] == 0  # nobody leaves in between
        return leaving.yearly_chance(np.array([level]), *columns)[0]

    def test_it_goes_by_level(self):
        section = {"yearly_chance": {"default": "20%", "c": "100%"}}
        assert self.chance(0, 1.0, **section) == pytest.approx(0.2)
        assert self.chance(2, 1.0, **section) == 1
        assert self.chance(3, 1.0, **section) == 0

    def test_factors_multiply_its_hazard(self):
        steps = [{"after": "1 year", "factor": 2}, {"after": "3 years", "factor": 0}]
        section = {"yearly_chance": {"default": "20%", "c": "100%"}, "tenure_factor": steps}
        assert self.chance(0, 0.5, **section) == pytest.approx(0.2)
        assert self.chance(0, 1.0, **section) == pytest.approx(1 - 0.8**2)
        assert self.chance(2, 3.0, **section) == 0
        section = {"yearly_chance": "20%", "readiness_effect": 1}
        assert self.chance(0, 1.0, readiness=np.log(3), **section) == pytest.approx(1 - 0.8**3)
