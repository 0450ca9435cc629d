"""A published model: Pluchino et al. (2010), "The Peter principle revisited", Physica A 389:467.

The scenarios are those of scenarios/peter_principle; what each comes to was obtained by independent
programs, and holds to 0.3.
"""

import math
from pathlib import Path

import numpy as np
import pytest
from exactness import Z

import orgsim
from orgsim.experiment.runs import run_together

FOLDER = Path(__file__).parents[2] / "scenarios" / "peter_principle"

EFFICIENCY = {
    "common_sense_best": 76.7,
    "common_sense_random": 70.8,
    "common_sense_worst": 66.2,
    "peter_best": 59.7,
    "peter_random": 69.7,
    "peter_worst": 79.9,
}

TOLERANCE = 0.3


def test_every_file_has_its_number():
    assert {path.stem for path in FOLDER.glob("*.yaml")} == set(EFFICIENCY)


def efficiencies(first, last, replications):
    """Of each replication over some years, by scenario; halfway between two yearly steps."""
    given = {
        name: orgsim.load_scenario(FOLDER / f"{name}.yaml", [f"horizon={last} years"])
        for name in EFFICIENCY
    }
    found = {}
    for name, results in run_together(given, replications).items():
        levels = results.levels
        levels = levels[(levels["time"] > first) & (levels["time"] % 1 == 0.5)]
        posts = levels.groupby("level", observed=True)["headcount"].agg(["min", "max"])
        assert posts["min"].tolist() == posts["max"].tolist() == [81, 41, 21, 11, 5, 1]
        weight = levels["headcount"] * levels["scope"]
        weights = weight.groupby(levels["replication"]).sum()
        competence = (weight * levels["skill"]).groupby(levels["replication"]).sum()
        found[name] = (10 * competence / weights).to_numpy()
    return found


def test_the_efficiencies_of_a_few_short_runs():
    """Years 60 to 120 of 20 runs: nearer than the next number, and as near as so few can tell.

    A false-alarm rate of 1e-4 each, once the tolerance is granted. Seen to fail with promotions
    before the leavers of the day, with the best promoted for the worst, and with retirement twenty
    years late; not with noise that is not clipped, which comes to less than so few runs can tell.
    """
    for name, sample in efficiencies(60, 120, 20).items():
        error = np.std(sample, ddof=1) / math.sqrt(len(sample))
        assert abs(np.mean(sample) - EFFICIENCY[name]) < TOLERANCE + Z * error, name
        assert error < 0.25


@pytest.mark.slow
@pytest.mark.published
def test_the_efficiencies_as_published():
    """Years 600 to 1000 of 50 runs; the standard errors are about 0.04."""
    for name, sample in efficiencies(600, 1000, 50).items():
        assert np.mean(sample) == pytest.approx(EFFICIENCY[name], abs=TOLERANCE), name
