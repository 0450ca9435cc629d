"""Faults in what figures show."""

from mutants.fault import Fault

PLOTS = "orgsim/plots"

FIGURES = (
    Fault(
        "the grey side of the pyramid is the day shown",
        f"{PLOTS}/level_pyramid.py",
        'at_start, then = own[own["date"] == dates[0]]',
        'at_start, then = own[own["date"] == shown]',
        "tests/plots/test_level_pyramid.py",
    ),
    Fault(
        "the slider changes the wrong traces",
        f"{PLOTS}/level_pyramid.py",
        "panel * (first + _OF_A_DAY) + first + number",
        "panel * (first + _OF_A_DAY) + number",
        "tests/plots/test_level_pyramid.py",
    ),
    Fault(
        "leavers count among those who hold a title at the end",
        f"{PLOTS}/scope_by_title.py",
        'people = results.people[results.people["left"].isna()]',
        "people = results.people",
        "tests/plots/test_titles.py",
    ),
    Fault(
        "a title reset looks like people from elsewhere",
        f"{PLOTS}/relevelling_map.py",
        'found["origin"].astype(object).where(~reset, organization)',
        'found["origin"].astype(object)',
        "tests/plots/test_titles.py",
    ),
    Fault(
        "flows since the start stand for flows a year",
        f"{PLOTS}/ladder_flows.py",
        "years = panel.time[-1] - panel.time[0]",
        "years = 1.0",
        "tests/plots/test_ladder_flows.py",
    ),
    Fault(
        "arrows twice as wide as their flow",
        f"{PLOTS}/ladder_flows.py",
        "half, wide = width / 2, width / 2 + _HEAD",
        "half, wide = width, width + _HEAD",
        "tests/plots/test_ladder_flows.py",
    ),
    Fault(
        "the initial staff counts among those hired",
        f"{PLOTS}/career_sankey.py",
        'results.people[results.people["hired"] >= 0]',
        "results.people",
        "tests/plots/test_careers.py",
    ),
    Fault(
        "a lifeline begins with the level at its end",
        f"{PLOTS}/lifelines.py",
        'level = str(within["level_from"].iloc[0])',
        'level = str(within["level_to"].iloc[-1])',
        "tests/plots/test_careers.py",
    ),
    Fault(
        "whoever was there at the start has no earlier years",
        f"{PLOTS}/leaving.py",
        '"since": merged["hired"].clip(lower=first) - merged["hired"]',
        '"since": 0.0 * merged["hired"]',
        "tests/plots/test_coming_and_leaving.py",
    ),
    Fault(
        "the acquired count as leavers",
        f"{PLOTS}/leaving.py",
        'gone &= merged["destination"].astype(object) != "acquirer"',
        'gone &= merged["destination"].astype(object) != "nobody"',
        "tests/plots/test_coming_and_leaving.py",
    ),
    Fault(
        "entry points' shares of the hires of all years",
        f"{PLOTS}/entry_mix.py",
        'of_year = found.groupby(["organization", "year"])["hires"].transform("sum")',
        'of_year = found.groupby(["organization"])["hires"].transform("sum")',
        "tests/plots/test_coming_and_leaving.py",
    ),
)
