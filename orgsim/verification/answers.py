"""Exact answers of textbook models, as formulas.

None of them knows anything of the simulation. Times and means are in years, hazards and rates per
year.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from scipy.special import bdtr, ndtr, pdtr


def arrivals_headcount(time: float, arrivals: float, hazard: float) -> float:
    """Mean, and variance, of headcount under Poisson arrivals and a constant hazard.

    The immigration-death process, or M/M/infinity queue, that starts empty: headcount is Poisson.

    Examples
    --------
    >>> [round(arrivals_headcount(t, arrivals=12, hazard=0.4), 3) for t in (1, 3, 10)]
    [9.89, 20.964, 29.451]
    """
    return arrivals / hazard * (1 - math.exp(-hazard * time))


def lognormal_headcount(time: float, arrivals: float, median: float, sigma: float) -> float:
    """Mean, and variance, of headcount under Poisson arrivals and lognormal stays.

    The M/G/infinity queue that starts empty: headcount is Poisson, whatever the distribution, and
    its mean is arrivals times E[min(stay, t)], the integral of P(stay > u) up to t.

    Examples
    --------
    >>> [round(lognormal_headcount(t, 12, median=1.5, sigma=1), 3) for t in (1, 3, 10)]
    [10.262, 20.05, 27.661]
    """
    return arrivals * _lognormal_moment(1, time, median, sigma)


def lognormal_mean_headcount(time: float, arrivals: float, median: float, sigma: float) -> float:
    """Mean of `lognormal_headcount` over the years until a time.

    By Little's law also arrivals a year times the mean stay, which ends at that time for those who
    are still there.

    Examples
    --------
    >>> round(lognormal_mean_headcount(10, 12, median=1.5, sigma=1), 3)
    21.347
    """
    once, squared = (_lognormal_moment(power, time, median, sigma) for power in (1, 2))
    return arrivals * (once - squared / (2 * time))


def _lognormal_moment(power: int, most: float, median: float, sigma: float) -> float:
    """E[min(X, most)^power] of a lognormal X."""
    z = math.log(most / median) / sigma
    below = median**power * math.exp((power * sigma) ** 2 / 2) * float(ndtr(z - power * sigma))
    return below + most**power * float(ndtr(-z))


def career_survival(time: float, means: Sequence[float]) -> float:
    """Chance that exponential times with different means, one after the other, last longer.

    The hypoexponential distribution.

    Parameters
    ----------
    time : float
    means : sequence of float
        No two alike.

    Examples
    --------
    >>> round(career_survival(10, means=(1, 1.5, 2, 3)), 5)
    0.22467
    """
    rates = [1 / mean for mean in means]
    return sum(
        math.exp(-rate * time)
        * math.prod(other / (other - rate) for j, other in enumerate(rates) if j != i)
        for i, rate in enumerate(rates)
    )


def chance_of_the_top(means: Sequence[float], hazard: float) -> float:
    """Share of careers that reach the top when at every level leaving competes with moving up.

    Examples
    --------
    >>> round(chance_of_the_top((1, 1.5, 2, 3), hazard=0.12), 5)
    0.44868
    """
    return math.prod(1 / (1 + hazard * mean) for mean in means)


def years_to_the_top(means: Sequence[float], hazard: float) -> float:
    """Mean time of those who reach the top, shorter than a career by the slow ones who left.

    Examples
    --------
    >>> round(years_to_the_top((1, 1.5, 2, 3), hazard=0.12), 3)
    5.983
    >>> years_to_the_top((1, 1.5, 2, 3), hazard=0)
    7.5
    """
    return sum(mean / (1 + hazard * mean) for mean in means)


def second_level_share(
    time: float, promotion: float, leaving_first: float, leaving_second: float
) -> float:
    """Share of a cohort that is at the second of two levels.

    Promotion competes with leaving at the first level; at the second people only leave.

    Parameters
    ----------
    time : float
    promotion, leaving_first, leaving_second : float
        Hazards; those of the first level together differ from that of the second.

    Examples
    --------
    >>> round(second_level_share(3, promotion=0.25, leaving_first=0.25, leaving_second=0.2), 5)
    0.2714
    """
    first = promotion + leaving_first
    return (
        promotion
        / (first - leaving_second)
        * (math.exp(-leaving_second * time) - math.exp(-first * time))
    )


Transitions = Sequence[Sequence[float]]
"""Chances, within a year, of being at each grade at its end (columns) by grade at its start."""


def grades_after(years: int, transitions: Transitions, recruits: float) -> list[float]:
    """Mean number of people by grade, some years after nobody was there.

    The yearly grade model with recruits at the bottom on the first day of each year, the first day
    of all included: R r (I + P + ... + P^years). Bartholomew (1982), Stochastic Models for Social
    Processes, chapter 3.

    Examples
    --------
    >>> [round(n, 6) for n in grades_after(1, [[0.5, 0.4], [0.0, 0.6]], recruits=10)]
    [15.0, 4.0]
    """
    p = np.array(transitions)
    people = bottom = recruits * np.eye(len(p))[0]
    for _ in range(years):
        people = people @ p + bottom
    return list(people.tolist())


def lasting_grades(transitions: Transitions, recruits: float) -> list[float]:
    """Number of people by grade at which the yearly grade model stays: n = R r (I - P)^-1.

    Examples
    --------
    >>> firm = [[0.80, 0.15, 0.0], [0.0, 0.70, 0.20], [0.0, 0.0, 0.95]]
    >>> [round(n, 6) for n in lasting_grades(firm, recruits=10)]
    [50.0, 25.0, 100.0]
    """
    p = np.array(transitions)
    bottom = recruits * np.eye(len(p))[0]
    return list(np.linalg.solve(np.eye(len(p)) - p.T, bottom).tolist())


def chances_in_chains(sizes: Sequence[int], leaving: float) -> list[float]:
    """Chance of a promotion within a year from each level but the top, by vacancy chains.

    Levels of fixed sizes whose vacancies are filled from the level below: as many move up out of a
    level as leave from all above it. H. C. White (1970), Chains of Opportunity.

    Parameters
    ----------
    sizes : sequence of int
        Lowest first.
    leaving : float
        Share of everybody who leave within a year.

    Examples
    --------
    >>> [round(chance, 4) for chance in chances_in_chains((500, 350, 200), leaving=0.15)]
    [0.165, 0.0857]
    """
    return [leaving * sum(sizes[level + 1 :]) / size for level, size in enumerate(sizes[:-1])]


def length_of_chains(sizes: Sequence[int]) -> float:
    """Mean number of people whom a vacancy moves, the hire at the bottom counted.

    Examples
    --------
    >>> round(length_of_chains((500, 350, 200, 150, 100, 75, 40, 10)), 3)
    2.604
    """
    return sum(place * size for place, size in enumerate(sizes, start=1)) / sum(sizes)


def chance_of_passing(chances: Sequence[float]) -> float:
    """Share that passes all of some opportunities, where the first one missed is the last.

    Examples
    --------
    >>> round(chance_of_passing((0.8, 0.7, 0.5)), 9)
    0.28
    """
    return math.prod(chances)


def mean_relevel(rank: int, scope: float, credit: float, noise: float, levels: int) -> float:
    """Mean of the rank given less the rank held, of people whose skill is the scope they held.

    Levels are rungs from 1 on, each open, and the offer is (1 - credit) x (skill + error) + credit
    x rank. A whole number is reached by so much of it as is at least that number.

    Parameters
    ----------
    rank : int
        Of the title brought along.
    scope : float
    credit : float
        How much of the title is believed.
    noise : float
        Standard deviation of the error about the skill.
    levels : int

    Examples
    --------
    >>> [round(mean_relevel(5, 3.4, credit, noise=0.5, levels=6), 5) for credit in (0, 0.5, 1)]
    [-2.09865, -1.21117, 0.0]
    """
    mean, deviation = (1 - credit) * scope + credit * rank, (1 - credit) * noise
    reached = 1.0  # nobody is placed lower than at the lowest level
    for level in range(2, levels + 1):
        sure = float(mean >= level)
        reached += float(ndtr((mean - level) / deviation)) if deviation > 0 else sure
    return reached - rank


def planned_headcount(time: float, initial: int, rates: Sequence[tuple[float, float]]) -> float:
    """Whole people under compound growth whose rate changes at given times.

    Parameters
    ----------
    time : float
    initial : int
    rates : sequence of tuple of float and float
        From when on, and growth a year; the first from 0 on.

    Examples
    --------
    >>> [planned_headcount(t, 100, [(0, 0.5), (1, 0.2)]) for t in (0.5, 1, 2)]
    [122, 150, 180]
    """
    ends = [*(since for since, _ in rates[1:]), math.inf]
    logarithm = sum(
        math.log1p(rate) * max(min(time, end) - since, 0.0)
        for (since, rate), end in zip(rates, ends, strict=True)
    )
    return math.floor(initial * math.exp(logarithm) + 0.5)


def months_to_reach(number: int, arrivals: float, most: int) -> tuple[float, float]:
    """Mean and variance of the years until so many have come, seen on the first of a month.

    A Poisson process. Whoever has not got there after `most` years counts as if just then.

    Examples
    --------
    >>> [round(x, 4) for x in months_to_reach(30, arrivals=12, most=5)]
    [2.5417, 0.2089]
    """
    months = np.arange(12 * most)
    not_yet = pdtr(number - 1, arrivals * months / 12)
    mean = float(not_yet.sum()) / 12
    squared = float(((2 * months + 1) * not_yet).sum()) / 144
    return mean, squared - mean**2


def mean_of_the_best(chosen: int, candidates: int, reliability: float = 1.0) -> float:
    """Mean of the best of some standard normals, chosen by a judgement of given reliability.

    The mean of the highest order statistics: a candidate at x is chosen when fewer than `chosen`
    of the others are above x. The trapezoidal rule is exact to the last digits for so smooth an
    integrand.

    Parameters
    ----------
    chosen, candidates : int
    reliability : float
        Part of the judgement's variance that is what is judged; the rest is error.

    Examples
    --------
    >>> round(mean_of_the_best(5, 50), 4), round(mean_of_the_best(5, 50, reliability=0.5), 4)
    (1.7055, 1.206)
    """
    x = np.linspace(-10.0, 10.0, 20_001)
    density = np.exp(-(x**2) / 2) / math.sqrt(2 * math.pi)
    is_chosen = bdtr(chosen - 1, candidates - 1, ndtr(-x))
    mean = candidates / chosen * float((x * density * is_chosen).sum()) * (x[1] - x[0])
    return math.sqrt(reliability) * float(mean)
