"""What is checked: textbook models, and of each the quantities with a known answer.

A case is a scenario file in `textbook/`, where its formulas stand in a comment. Here the numbers
of that file are put into the formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orgsim.verification import answers, readings
from orgsim.verification.intervals import Statistic
from orgsim.verification.readings import Reading

TEXTBOOK = Path(__file__).parent / "textbook"
"""The folder of the scenario files."""


@dataclass(frozen=True)
class Quantity:
    """Something whose exact value is known.

    Attributes
    ----------
    name : str
        What it is, in words.
    expected : float
        The exact answer.
    source : str
        The formula it comes from.
    reading : callable
        Takes the quantity from a result, one number for each replication.
    statistic : {"mean", "variance"}
        What of these numbers is compared.
    """

    name: str
    expected: float
    source: str
    reading: Reading
    statistic: Statistic = "mean"


@dataclass(frozen=True)
class Case:
    """A textbook model: a scenario and what is known about it.

    Attributes
    ----------
    id : str
        The name of the scenario file, without its ending.
    model : str
        What the model is called, with a reference where there is one.
    quantities : tuple of Quantity
    """

    id: str
    model: str
    quantities: tuple[Quantity, ...]

    @property
    def file(self) -> Path:
        """The scenario file."""
        return TEXTBOOK / f"{self.id}.yaml"


def _poisson_arrivals() -> Case:
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


def _littles_law() -> Case:
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


def _lognormal_stay() -> Case:
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


_CAREER = (1.0, 1.5, 2.0, 3.0)
"""Mean years at each level below the top."""


def _career() -> Case:
    survival = "sum exp(-r_i t) prod r_j / (r_j - r_i)"
    later = (
        Quantity(
            f"share not at the top after {time} years",
            answers.career_survival(time, _CAREER),
            survival,
            readings.share_arriving_later(time, "top"),
        )
        for time in (5, 10)
    )
    return Case(
        "career",
        "hypoexponential distribution",
        (
            *later,
            Quantity(
                "mean years to the top",
                answers.years_to_the_top(_CAREER, hazard=0),
                "1 + 1.5 + 2 + 3",
                readings.mean_arrival("top"),
            ),
        ),
    )


def _career_with_leaving() -> Case:
    hazard = 0.12
    return Case(
        "career_with_leaving",
        "competing exponential hazards",
        (
            Quantity(
                "share that reaches the top",
                answers.chance_of_the_top(_CAREER, hazard),
                "prod 1 / (1 + .12 m)",
                readings.share_arriving("top"),
            ),
            Quantity(
                "mean years of those who reach it",
                answers.years_to_the_top(_CAREER, hazard),
                "sum m / (1 + .12 m)",
                readings.mean_arrival("top"),
            ),
        ),
    )


def _two_levels() -> Case:
    promotion, leaving_first, leaving_second = 0.25, 0.25, 0.2
    second = (
        Quantity(
            f"share at the second at year {time}",
            answers.second_level_share(time, promotion, leaving_first, leaving_second),
            "(5/6) (exp(-.2 t) - exp(-.5 t))",
            readings.share_of_cohort(time, "second"),
        )
        for time in (1, 3, 10)
    )
    stayed = 1 - answers.second_level_share(3, promotion + leaving_first, 0, 0)
    return Case(
        "two_levels",
        "competing exponential hazards",
        (
            *second,
            Quantity(
                "share at the first at year 3",
                stayed,
                "exp(-.5 t)",
                readings.share_of_cohort(3, "first"),
            ),
            Quantity(
                "share promoted within 10 years",
                answers.second_level_share(10, promotion, leaving_first, 0),
                "(1/2) (1 - exp(-.5 t))",
                readings.flow_per_head("promotions_in", 10, "second"),
            ),
        ),
    )


def _law_firm() -> Case:
    grades = ("junior", "senior", "partner")
    transitions = ((0.80, 0.15, 0.0), (0.0, 0.70, 0.20), (0.0, 0.0, 0.95))
    stock = answers.lasting_grades(transitions, recruits=10)
    lasting = (
        Quantity(
            f"{grade}s at year {time}",
            number,
            "10 r (I - P)^-1",
            readings.headcount(time, grade),
        )
        for time in (1, 6)
        for grade, number in zip(grades, stock, strict=True)
    )
    left = [readings.flow("exits", 6, grade) for grade in grades]
    return Case(
        "law_firm",
        "yearly grade model",
        (
            *lasting,
            Quantity(
                "variance of juniors at year 1",
                stock[0] * 0.8 * (1 - 0.8),
                "50 x .8 x .2",
                readings.headcount(1, "junior"),
                "variance",
            ),
            Quantity(
                "variance of juniors who left within 1 year",
                stock[0] * 0.05 * (1 - 0.05),
                "50 x .05 x .95",
                readings.flow("exits", 1, "junior"),
                "variance",
            ),
            Quantity(
                "partners who left, less all others who left, in 6 years",
                0,
                "6 (.05 x 100 - .05 x 50 - .1 x 25)",
                readings.difference(left[2], readings.sum_of(*left[:2])),
            ),
        ),
    )


def _bartholomew() -> Case:
    grades = ("first", "second", "third")
    transitions = ((0.5, 0.4, 0.0), (0.0, 0.6, 0.3), (0.0, 0.0, 0.8))
    growing = (
        Quantity(
            f"{grade} grade at year {time}",
            number,
            "10 r (I + P + ... + P^t)",
            readings.headcount(time, grade),
        )
        for time in (1, 5)
        for grade, number in zip(grades, answers.grades_after(time, transitions, 10), strict=True)
    )
    lasting = (
        Quantity(
            f"{grade} grade at year 60",
            number,
            "10 r (I - P)^-1",
            readings.headcount(60, grade),
        )
        for grade, number in zip(grades, answers.lasting_grades(transitions, 10), strict=True)
    )
    return Case(
        "bartholomew",
        "D. J. Bartholomew (1982), Stochastic Models for Social Processes: yearly grade model",
        (*growing, *lasting),
    )


def _up_or_out() -> Case:
    chances = (0.8, 0.7, 0.5)
    zone = ("second", "third", "top")
    reaching = (
        Quantity(
            f"share that reaches the {level} level",
            answers.chance_of_passing(chances[: position + 1]),
            " x ".join(f"{chance:g}"[1:] for chance in chances[: position + 1]),
            readings.flow_per_head("promotions_in", 4, level),
        )
        for position, level in enumerate(zone)
    )
    return Case(
        "up_or_out",
        "opportunities one after the other",
        (
            *reaching,
            Quantity(
                "share that is there at year 4",
                answers.chance_of_passing(chances),
                ".8 x .7 x .5, all at the top",
                readings.share_of_cohort(4),
            ),
        ),
    )


def _selection(case: str, model: str, reliability: float, source: str) -> Case:
    return Case(
        case,
        model,
        (
            Quantity("people chosen", 5, "10 % of 50", readings.headcount(0.25, "few")),
            Quantity(
                "mean skill of those chosen",
                answers.mean_of_the_best(5, 50, reliability),
                source,
                readings.mean_skill(0.25, "few"),
            ),
        ),
    )


CASES = (
    _poisson_arrivals(),
    _littles_law(),
    _lognormal_stay(),
    _career(),
    _career_with_leaving(),
    _two_levels(),
    _law_firm(),
    _bartholomew(),
    _up_or_out(),
    _selection("selection", "normal order statistics", 1.0, "integral, see the file"),
    _selection(
        "selection_with_noise",
        "normal order statistics, regression to the mean",
        0.5,
        "sqrt(.5) x that of selection",
    ),
)
"""All cases, in the order in which they are shown."""
