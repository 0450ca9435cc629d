"""What is checked: textbook models, and of each the quantities with a known answer.

A case is a scenario file in `textbook/`, where its formulas stand in a comment. The numbers of that
file are put into the formulas.
"""

from orgsim.verification import careers, grades, growing_up, headcounts, markets, pays, selections

CASES = (
    headcounts.poisson_arrivals(),
    headcounts.littles_law(),
    headcounts.lognormal_stay(),
    careers.career(),
    careers.career_with_leaving(),
    careers.two_levels(),
    grades.law_firm(),
    grades.bartholomew(),
    grades.vacancy_chains(),
    careers.up_or_out(),
    pays.pay_gap(),
    pays.payroll(),
    markets.relevelling(),
    growing_up.stages(),
    selections.selection("selection", "normal order statistics", 1.0, "integral, see the file"),
    selections.selection(
        "selection_with_noise",
        "normal order statistics, regression to the mean",
        0.5,
        "sqrt(.5) x that of selection",
    ),
)
"""All cases, in the order in which they are shown."""
