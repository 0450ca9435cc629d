"""Faults in what figures show."""

from mutants.fault import Fault

PLOTS = "orgsim/plots"

FIGURES = (
    Fault(
        "a comparison's last policy stands for all",
        f"{PLOTS}/side_by_side.py",
        "if part.result == result\n",
        "if part.result != result\n",
        "tests/plots/test_side_by_side.py",
    ),
    Fault(
        "the first variant is grey instead of the baseline",
        f"{PLOTS}/side_by_side.py",
        "if name == comparison.baseline:\n        return BASELINE",
        "if name == comparison.variants[0]:\n        return BASELINE",
        "tests/plots/test_side_by_side.py",
    ),
    Fault(
        "the lower end of ranges is not withheld from few replications",
        f"{PLOTS}/bands.py",
        'RANGE_COLUMNS = ("q05", "q25", "q75", "q95", "low", "high")',
        'RANGE_COLUMNS = ("q75", "q95", "high")',
        "tests/plots/test_few_replications.py",
    ),
    Fault(
        "lower panels are as high as the highest of their row",
        f"{PLOTS}/panels.py",
        "bottom = top - self._height(position) / self._inner_height",
        "bottom = top - self._row_heights[row] / self._inner_height",
        "tests/plots/test_figures.py",
    ),
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
        "divided(mean, mean.sum(axis=0))",
        "divided(mean, mean.sum())",
        "tests/plots/test_coming_and_leaving.py",
    ),
)
