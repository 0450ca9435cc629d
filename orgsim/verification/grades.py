"""Textbook models of grades in yearly steps."""

from __future__ import annotations

from orgsim.verification import answers, readings
from orgsim.verification.case import Case, Quantity


def law_firm() -> Case:
    """Three grades that stay as large as they are."""
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


def bartholomew() -> Case:
    """Three grades that fill up from nothing."""
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


def vacancy_chains() -> Case:
    """Eight grades of fixed sizes, filled from below."""
    names = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
    sizes, leaving, years = (500, 350, 200, 150, 100, 75, 40, 10), 0.15, 10
    chances = answers.chances_in_chains(sizes, leaving)
    promotions = (
        Quantity(
            f"chance of promotion from the {name} level",
            chance,
            ".15 x sum of N above / N",
            readings.per(years * size, readings.flow("promotions_out", years, name)),
        )
        for name, chance, size in zip(names, chances, sizes[:-1], strict=True)
    )
    vacancies = readings.flow("vacancies", years)
    hired_for = readings.difference(vacancies, readings.flow("filled_from_below", years))
    return Case(
        "vacancy_chains",
        "H. C. White (1970), Chains of Opportunity",
        (
            *promotions,
            Quantity(
                "mean length of a chain",
                answers.length_of_chains(sizes),
                "sum of i N / sum of N",
                readings.ratio(vacancies, hired_for),
            ),
            Quantity(
                "requisitions a year",
                leaving * sum(sizes),
                ".15 x sum of N",
                readings.per(years, hired_for),
            ),
        ),
    )
