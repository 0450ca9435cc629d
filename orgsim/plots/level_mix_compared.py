"""How the share of each level develops under each policy, the baseline in grey."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from orgsim.plots.bands import BAND_COLUMNS, add_fan, between, of_enough, reach
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.level_mix_difference import DIRECTORS
from orgsim.plots.marks import add_marks, marked_days
from orgsim.plots.panels import add_note, add_panel, grid_of_many
from orgsim.plots.remembered import remembered
from orgsim.plots.series import Series, add_legend, legend_height
from orgsim.plots.theme import NO_RANGES, date_axis, finish, nothing_to_show, percent_axis
from orgsim.results.compared import compared_levels, compared_organizations
from orgsim.results.wording import moment, percent, percent_span, sentence_case

if TYPE_CHECKING:
    from orgsim.results import Comparison

_BANDS = 2  # lines in a panel of which all bands can be told apart
_COLUMN_FULL = 2  # panels from which on a wide figure has another column


@remembered
def level_mix_compared_data(comparison: Comparison) -> pd.DataFrame:
    """Compute the share of each level over time under each policy.

    Parameters
    ----------
    comparison
        Variants and their baseline.

    Returns
    -------
    pandas.DataFrame
        Columns organization, level (missing for Directors and above), title, series (name of a
        result), date, mean, q05, q25, q50, q75, q95 (shares of the headcount, quantiles over
        replications); by organization, from the highest level down, Directors and above first.
    """
    parts = []
    for organization in compared_organizations(comparison):
        rows: list[tuple[str, str | None, str]] = [("director_share", None, DIRECTORS)]
        rows += [
            ("level_share", level.id, level.title)
            for level in compared_levels(comparison, organization.id)
        ]
        for measure, level, title in rows:
            for name, results in comparison.results.items():
                summary = results.summary
                own = summary[
                    (summary["organization"] == organization.id)
                    & (summary["measure"] == measure)
                    & (summary["level"].isna() if level is None else summary["level"] == level)
                ]
                found = of_enough(
                    own[["date", "mean", *BAND_COLUMNS]].reset_index(drop=True), results.completed
                )
                about = {"organization": organization.id, "level": level, "title": title}
                parts.append(found.assign(**about, series=name).astype({"level": object}))
    return pd.concat(parts, ignore_index=True)


@as_figure
def level_mix_compared(comparison: Comparison, *, columns: int = 2) -> Drawing:
    """Draw the share of each level over time, a panel per level, the baseline in grey.

    Parameters
    ----------
    comparison
        Variants and their baseline.
    columns
        Panels side by side; 1 suits a narrow page, on a wide one there is room for another.

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> level_mix_compared(comparison).show()  # doctest: +SKIP
    """
    data = level_mix_compared_data(comparison)
    if data["q50"].isna().all():
        return nothing_to_show("No level mix to compare: nobody is there", columns=columns)
    organizations = compared_organizations(comparison)
    names = list(comparison.results)
    series = Series(names, comparison.baseline, [comparison.label(name) for name in names])
    panels = list(dict.fromkeys(zip(data["organization"], data["title"], strict=True)))
    label = {each.id: each.label for each in organizations}
    several = len(organizations) > 1
    grid = grid_of_many(
        [f"{title}, {label[each]}" if several else title for each, title in panels],
        columns,
        _COLUMN_FULL,
        beside=0.08,
        panel_height=150,
    )
    figure = Drawing()
    last = str(data["date"].max())[:10]
    first_of = {panel[0]: panel for panel in reversed(panels)}
    for position, (organization, title) in enumerate(panels):
        own = data[(data["organization"] == organization) & (data["title"] == title)]
        axes = add_panel(
            figure,
            grid,
            position,
            date_axis(data["date"], 4),
            percent_axis(range=[0, _top(own)], nticks=4),
        )
        if own["q50"].isna().all():
            add_note(figure, axes, "nobody is there")
        for name in names:
            rows = own[own["series"] == name]
            if len(rows):
                plain = len(names) > _BANDS and name != comparison.baseline
                opacity = (0.0, 0.0) if plain else (0.10, 0.18)
                colour = series.colour(name)
                add_fan(
                    figure, rows, comparison.label(name), colour, axes, 0, opacity, percent=True
                )
        marks = _marks(comparison, organization)
        if (organization, title) != first_of[organization]:  # words once will do
            marks = [(day, "") for day, _ in marks]
        add_marks(figure, axes, marks, last, panel_height=grid.panel_height)
    add_legend(figure, series)
    figure.title_axis("y", "share of headcount")
    whose = "of the baseline " if len(names) > _BANDS else ""
    bands = f", bands {whose}hold 50 % and 90 % of them"
    finish(
        figure,
        _finding(comparison, data, label),
        "Share of headcount by level: median over replications"
        f"{f' ({NO_RANGES})' if data['q05'].isna().all() else bands}; grey is the baseline. "
        "Each panel has its own scale.",
        height=grid.height + legend_height(series, columns),
        columns=columns,
    )
    figure.update_layout(
        margin={"b": 48 + legend_height(series, columns)}, showlegend=True, hovermode="x unified"
    )
    return figure


def _top(own: pd.DataFrame) -> float:
    return min(1.0, max(0.02, 1.1 * reach(own)[1]))


def _marks(comparison: Comparison, organization: str) -> list[tuple[str, str]]:
    """List the days marked under any policy; those of the baseline need no name."""
    found: dict[tuple[str, str], list[str]] = {}
    for name, results in comparison.results.items():
        for each in results.organizations:
            if each.id == organization:
                for mark in marked_days(results, each):
                    found.setdefault(mark, []).append(name)
    told = []
    for (day, words), names in found.items():
        own = len(names) < len(comparison.results)
        told.append((day, f"{words} ({comparison.label(names[0])})" if own else words))
    return sorted(told)


def _finding(comparison: Comparison, data: pd.DataFrame, label: dict[str, str]) -> str:
    """State the share of Directors, or of the first level, under the policies furthest apart."""
    last = data[data["date"] == data["date"].max()]
    known = last[last["mean"].notna()]
    if known.empty:
        return f"Nobody is left {moment(comparison.last)}."
    first = known[known["level"].isna()] if known["level"].isna().any() else known
    grouped = first.groupby(["organization", "title"], sort=False)["mean"]
    reach = (grouped.max() - grouped.min()).reset_index()
    organization, title = reach.loc[reach["mean"].idxmax(), ["organization", "title"]]
    rows = first[(first["organization"] == organization) & (first["title"] == title)]
    rows = rows.sort_values("mean", ascending=False, kind="stable").iloc[[0, -1]]
    most, least = (
        f"{percent(row['mean'])}{between(row['q05'], row['q95'], percent_span)}"
        for _, row in rows.iterrows()
    )
    first, last_name = (comparison.label(str(name)) for name in rows["series"])
    where = f" at {label[organization]}" if len(label) > 1 else ""
    what = "a Director's title or a higher one" if title == DIRECTORS else f"the title {title}"
    when = moment(comparison.last)
    text = f"{sentence_case(when)}{where} {most} of the people hold {what}"
    if most == least:
        each = "either" if len(comparison.results) == 2 else f"each of {len(comparison.results)}"
        return f"{text} under {each} {'policy' if each == 'either' else 'policies'}."
    return f"{text} under {first}, against {least} under {last_name}."
