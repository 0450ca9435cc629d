"""Comparisons with exact answers: z-tests, and the smallest organization they are made on."""

import numpy as np
from building import Exactly
from scipy import stats

FALSE_ALARM = 1e-4
Z = stats.norm.isf(FALSE_ALARM / 2)

ONE_LEVEL = {
    "levels": Exactly({"pm": {"title": "Product Manager"}}),
    "initial": {"headcount": 0, "levels": Exactly({"pm": "100%"})},
    "promotion": {"trigger": {"kind": "cycle", "months": ["March"]}},
}


def assert_mean(sample, expected):
    error = np.std(sample, ddof=1) / np.sqrt(len(sample))
    assert abs(np.mean(sample) - expected) < Z * error


def assert_variance(sample, expected):
    """By the asymptotic distribution of the sample variance, from the sample's fourth moment."""
    centred = np.asarray(sample) - np.mean(sample)
    variance = np.mean(centred**2)
    error = np.sqrt((np.mean(centred**4) - variance**2) / len(sample))
    assert abs(variance - expected) < Z * error
