"""Textbook models of how many people there are: arrivals and stays."""

from __future__ import annotations

from orgsim.verification import answers, readings
from orgsim.verification.case import Case, Quantity


def poisson_arrivals() -> Case:
    """Poisson arrivals and a constant hazard."""
    arrivals, hazard = 12.0, 0.4
    quantities: list[Quantity] = []
    for time in (1, 3, 10):
        expected = answers.arrivals_headcount(time, arrivals, hazard)
        name = f"headcount at year {time}"
        source = "(12 / .4) (1 - exp(-.4 t))"
        reading = readings.headcount(time)
        quantities.append(Quantity(f"mean {name}", expected, source, reading))
        quantities.append(Quantity(f"variance of {name}", expected, source, reading, "variance"))
    hires = readings.flow("hires", 10, "pm")
    quantities.append(Quantity("mean number of hires in 10 years", arrivals * 10, "12 t", hires))
    quantities.append(
        Quantity("variance of hires in 10 years", arrivals * 10, "12 t", hires, "variance")
    )
    return Case("poisson_arrivals", "immigration-death process", tuple(quantities))


def littles_law() -> Case:
    """Headcount, arrivals and stays hang together."""
    headcount, arrivals_times_stay = readings.mean_headcount(5), readings.arrivals_times_stay(5)
    return Case(
        "littles_law",
        "J. D. C. Little (1961), A proof for the queuing formula: L = lambda W",
        (
            Quantity("mean headcount, L", 30, "30 / 1", headcount),
            Quantity("arrivals x mean stay, lambda W", 30, "30 x 1", arrivals_times_stay),
            Quantity("L - lambda W", 0, "0", readings.difference(headcount, arrivals_times_stay)),
        ),
    )


def lognormal_stay() -> Case:
    """Poisson arrivals and lognormal stays."""
    arrivals, median, sigma = 12.0, 1.5, 1.0
    quantities: list[Quantity] = []
    for time in (1, 3, 10):
        expected = answers.lognormal_headcount(time, arrivals, median, sigma)
        name = f"headcount at year {time}"
        source = "12 E[min(stay, t)]"
        reading = readings.headcount(time)
        quantities.append(Quantity(f"mean {name}", expected, source, reading))
        quantities.append(Quantity(f"variance of {name}", expected, source, reading, "variance"))
    headcount, arrivals_times_stay = readings.lived(10), readings.arrivals_times_stay(10)
    mean = answers.lognormal_mean_headcount(10, arrivals, median, sigma)
    source = "mean of 12 E[min(stay, t)] over t"
    return Case(
        "lognormal_stay",
        "M/G/infinity queue",
        (
            *quantities,
            Quantity("mean headcount over 10 years, L", mean, source, headcount),
            Quantity("arrivals x mean stay, lambda W", mean, source, arrivals_times_stay),
            Quantity("L - lambda W", 0, "0", readings.difference(headcount, arrivals_times_stay)),
        ),
    )
