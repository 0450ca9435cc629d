"""Which figures a page has, and in which order they tell the story."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.plots import headcount, level_mix, level_mix_difference, level_pyramid, title_inflation
from orgsim.report.figures import PageFigure
from orgsim.results.findings import is_inflated

if TYPE_CHECKING:
    from collections.abc import Callable

    import plotly.graph_objects as go

    from orgsim.results import Comparison, Results

LEVELS = "Levels"
TITLES = "Titles"
DIFFERENCES = "Differences"


def figures_of_run(results: Results) -> list[PageFigure]:
    """List the figures of a run; none of title inflation where there is none."""

    def of(draw: Callable[..., go.Figure]) -> Callable[[int], go.Figure]:
        return lambda columns: draw(results, columns=columns)

    figures = [
        PageFigure(LEVELS, "level-mix", "Level mix", of(level_mix)),
        PageFigure(LEVELS, "level-pyramid", "Level pyramid", of(level_pyramid)),
        PageFigure(LEVELS, "headcount", "Headcount", of(headcount)),
        PageFigure(TITLES, "title-inflation", "Title inflation", of(title_inflation)),
    ]
    known = results.summary["measure"] == "title_inflation"
    flat = results.summary.loc[known, "mean"].notna().any() and not is_inflated(results)
    return [each for each in figures if not (flat and each.identity == "title-inflation")]


def figures_of_comparison(comparison: Comparison) -> list[PageFigure]:
    """List the figures of a comparison: the differences, then the mix of each scenario."""

    def mix_of(name: str) -> Callable[[int], go.Figure]:
        return lambda columns: level_mix(comparison.results[name], columns=columns)

    differences = PageFigure(
        DIFFERENCES,
        "differences",
        "What changes in the level mix",
        lambda columns: level_mix_difference(comparison, columns=columns),
    )
    mixes = [
        PageFigure(LEVELS, f"level-mix-{number}", f"Level mix: {name}", mix_of(name))
        for number, name in enumerate(comparison.results)
    ]
    return [differences, *mixes]
