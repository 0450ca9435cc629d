"""How long people wait for the next level, and how many leave before they get there."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from orgsim.plots.bands import BAND_COLUMNS
from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.panels import add_panel, axis_names, grid_of_many
from orgsim.plots.remembered import remembered
from orgsim.plots.series import Series, add_legend, legend_height
from orgsim.plots.theme import NO_RANGES, axis, faded, finish, nothing_to_show, percent_axis
from orgsim.results import Comparison, level_spells, promotion_incidence
from orgsim.results.incidence import PROMOTED
from orgsim.results.ladders import level_order
from orgsim.results.precision import enough_for_ranges
from orgsim.results.wording import duration, listed, percent, percent_span

if TYPE_CHECKING:
    from orgsim.results import Organization, Results

BY = ("organization", "entry_point", "group")
"""By what people can be told apart."""

_MONTHS = 12
_POINTS = 60  # of a curve at most, about
_FEWEST = 10  # people under observation below whom a curve ends
_STATED = 3.0  # years of waiting of which the title speaks
_COLUMN_FULL = 4  # panels from which on a wide figure has another column
_BANDS = 3  # series in a panel of which both bands can be told apart
_QUANTILES = (0.05, 0.25, 0.50, 0.75, 0.95)
_COLUMNS = ["panel", "organization", "level", "series", "years"]


@remembered
def time_to_promotion_data(
    results: Results | Comparison, by: str = "organization", organization: str | None = None
) -> pd.DataFrame:
    """Compute who has been promoted and who has left after how long at a level.

    Parameters
    ----------
    results
        A run, or a comparison, of which every result is then a series.
    by
        What makes a series of a run: ``organization``, ``entry_point`` or ``group``.
    organization
        Of this one alone; by default of all.

    Returns
    -------
    pandas.DataFrame
        Columns panel (heading), organization, level, series, years (at the level), promoted and
        left (shares of all who began, all recorded replications together; missing where fewer than
        10 are under observation), at_risk, spells, q05, q25, q50, q75 and q95 (of ``promoted``
        over replications, of which ten have to be recorded). Levels without anybody above, and
        series of nobody, are left out.

    Raises
    ------
    ValueError
        When people cannot be told apart by what `by` says.
    """
    if by not in BY:
        raise ValueError(f"by must be one of {', '.join(BY)}, got {by!r}")
    spells, order = _spells(results, by, organization)
    if spells.empty:
        return pd.DataFrame(columns=[*_COLUMNS, "promoted", "left", "at_risk", "spells"])
    runs = results.results.values() if isinstance(results, Comparison) else [results]
    horizon = max(float(each.snapshots.max(initial=0.0)) for each in runs)
    step = _step(horizon)
    years = np.arange(round(_MONTHS * horizon / step) + 1, dtype=np.float64) * step / _MONTHS
    keys = ["panel", "organization", "level", "series"]
    data = promotion_incidence(spells, years, keys)
    if enough_for_ranges(_recorded(results)):
        each = promotion_incidence(spells, years, [*keys, "replication"])
        grouped = each.groupby([*keys, "years"], observed=True)["promoted"]
        bands = pd.concat([grouped.quantile(q) for q in _QUANTILES], axis=1, keys=BAND_COLUMNS)
        # What only a few replications know says nothing about how far they lie apart.
        bands[grouped.count() < grouped.size() / 2] = np.nan
        data = data.merge(bands.reset_index(), on=[*keys, "years"], how="left")
    else:
        data[list(BAND_COLUMNS)] = np.nan
    few = data["at_risk"] < _FEWEST
    data.loc[few, ["promoted", "left", *BAND_COLUMNS]] = np.nan
    known = data.groupby(keys, observed=True)["promoted"].transform("max") > 0
    data = data[known & (data["spells"] >= _FEWEST)]
    place = pd.Categorical(data["panel"], list(order))
    rank = pd.Categorical(data["series"], list(dict.fromkeys(spells["series"])))
    ordered = data.assign(_panel=place.codes, _series=rank.codes)
    return ordered.sort_values(["_panel", "_series", "years"], ignore_index=True).drop(
        columns=["_panel", "_series"]
    )


def _step(horizon: float) -> int:
    """Return the months between two points of a curve, such that every full year has one."""
    return next(
        step for step in (1, 2, 3, 4, 6, 12) if _MONTHS * horizon / step <= _POINTS or step == 12
    )


def _spells(
    results: Results | Comparison, by: str, organization: str | None
) -> tuple[pd.DataFrame, list[str]]:
    """List the spells with the panel and the series that each belongs to, and all panels."""
    runs = results.results if isinstance(results, Comparison) else {results.name: results}
    known = {
        each.id: each
        for run in runs.values()
        for each in run.organizations
        if organization in (None, each.id)
    }
    parts = []
    for name, run in runs.items():
        own = level_spells(run)
        own = own[own["organization"].isin(list(known))]
        if isinstance(results, Comparison):
            series = pd.Series(results.label(name), index=own.index)
        elif by == "organization":
            series = own[by].map({each.id: each.label for each in known.values()})
        else:
            series = own[by].astype(object).str.replace("_", " ")
        parts.append(own.assign(series=series, level=own["level"].astype(object)))
    spells = pd.concat(parts, ignore_index=True).dropna(subset="series")
    # Organizations share a panel where they are what is told apart, or where there is only one.
    shared = len(known) == 1 or (by == "organization" and not isinstance(results, Comparison))
    names = _panels(list(known.values()), shared=shared)
    where = spells["level"] if shared else spells["organization"] + " " + spells["level"]
    spells["panel"] = where.map(names)
    if shared and len(known) > 1:
        # One curve per series, whatever the organization's own id.
        spells["organization"] = ""
    return spells, list(dict.fromkeys(names.values()))


def _panels(organizations: list[Organization], *, shared: bool) -> dict[str, str]:
    """Name the panel of each level, the lowest first; a level that several have has one."""
    if not shared:
        return {
            f"{each.id} {level.id}": f"{each.label}: {level.title}"
            for each in organizations
            for level in each.levels
        }
    titles: dict[str, list[str]] = {}
    for each in organizations:
        for level in each.levels:
            known = titles.setdefault(level.id, [])
            if level.title not in known:
                known.append(level.title)
    return {level: " / ".join(titles[level]) for level in level_order(tuple(organizations))}


@as_figure
def time_to_promotion(
    results: Results | Comparison,
    *,
    columns: int = 2,
    by: str = "organization",
    organization: str | None = None,
) -> Drawing:
    """Draw the cumulative incidence of promotion with 50 % and 90 % bands, a panel per level.

    Parameters
    ----------
    results, by, organization
        As for `time_to_promotion_data`.
    columns
        Panels side by side; 1 suits a narrow page, on a wide one there is room for another.

    Returns
    -------
    plotly.graph_objects.Figure

    Examples
    --------
    >>> time_to_promotion(results, by="entry_point").show()  # doctest: +SKIP
    """
    data = time_to_promotion_data(results, by, organization)
    if data.empty:
        return nothing_to_show(_why_not(results, by, organization), columns=columns)
    names = list(dict.fromkeys(data["series"]))
    baseline = results.label(results.baseline) if isinstance(results, Comparison) else None
    series = Series(names, baseline)
    panels = list(dict.fromkeys(data["panel"]))
    grid = grid_of_many(panels, columns, _COLUMN_FULL, beside=0.06, panel_height=190)
    figure = Drawing()
    longest = float(data.loc[data["promoted"].notna(), "years"].max())
    for position, panel in enumerate(panels):
        first = position % grid.used_columns == 0
        axes = add_panel(
            figure,
            grid,
            position,
            axis(range=[0, longest], showgrid=False, showline=True, nticks=6),
            percent_axis(range=[0, 1], showticklabels=first, dtick=0.25),
        )
        own = data[data["panel"] == panel]
        for name in names:
            rows = own[(own["series"] == name) & own["promoted"].notna()]
            if len(rows):
                _add_series(figure, rows, series.colour(name), axes, len(names) <= _BANDS)
    add_legend(figure, series)
    figure.title_axis("y", "share of those who began")
    figure.title_axis(axis_names(len(panels) - 1)[0], "years at the level")
    finish(
        figure,
        _finding(data, names, at=by == "organization" and baseline is None),
        f"Solid: promoted, of all who began at the level, in {_told_recorded(results)}"
        f"{_told_bands(results, len(names))}. Dotted, from above: those who left. Between the two, "
        "people wait. A line ends where fewer than 10 were watched.",
        height=grid.height + 14 + legend_height(series, columns),
        columns=columns,
    )
    figure.update_layout(
        margin={"b": 62 + legend_height(series, columns)},
        showlegend=len(names) > 1,
        hovermode="x unified",
    )
    return figure


def _why_not(results: Results | Comparison, by: str, organization: str | None) -> str:
    """Say why there is no curve: nobody to tell apart, nobody promoted, or too few to tell."""
    spells, _ = _spells(results, by, organization)
    if spells.empty and by == "group" and _recorded(results):
        return "Nobody in the recorded replications belongs to a group"
    if (spells["outcome"] == PROMOTED).any():
        return f"Fewer than {_FEWEST} people were watched where somebody was promoted"
    return "Nobody who began at a level in the recorded replications was promoted"


def _add_series(
    figure: Drawing, rows: pd.DataFrame, colour: str, axes: tuple[str, str], both: bool
) -> None:
    x, y = axes
    years = rows["years"].to_numpy()
    evenly = {"x0": 0, "dx": years[1] if len(years) > 1 else 1}
    place = {"xaxis": x, "yaxis": y, "mode": "lines", "showlegend": False, **evenly}
    bands = (("q05", "q95", 0.14), ("q25", "q75", 0.24)) if rows["q05"].notna().any() else ()
    for low, high, opacity in bands if both else bands[1:]:
        for edge, fill in ((low, None), (high, "tonexty")):
            figure.add_scatter(
                y=rows[edge],
                line={"width": 0},
                fill=fill,
                fillcolor=faded(colour, opacity),
                hoverinfo="skip",
                **place,
            )
    figure.add_scatter(
        y=1 - rows["left"],
        line={"width": 1.6, "color": colour, "dash": "dot"},
        hoverinfo="skip",
        **place,
    )
    figure.add_scatter(
        y=rows["promoted"],
        line={"width": 2.2, "color": colour},
        customdata=rows[["q05", "q95", "left", "at_risk"]].to_numpy(),
        hovertemplate="%{y:.0%} promoted"
        + (" (%{customdata[0]:.0%} to %{customdata[1]:.0%})" if bands else "")
        + ", %{customdata[2]:.0%} left, %{customdata[3]:,} watched<extra></extra>",
        **place,
    )


def _recorded(results: Results | Comparison) -> int:
    """Count the recorded replications, the fewest of any run."""
    runs = results.results.values() if isinstance(results, Comparison) else [results]
    return min(run.people["replication"].nunique() for run in runs)


def _told_recorded(results: Results | Comparison) -> str:
    count = _recorded(results)
    return "the one recorded replication" if count == 1 else f"{count} recorded replications"


def _told_bands(results: Results | Comparison, series: int) -> str:
    if not enough_for_ranges(_recorded(results)):
        return f" ({NO_RANGES})"
    if series > _BANDS:
        return ", with the band that holds half of them"
    return ", with bands that hold 50 % and 90 % of them"


def _finding(data: pd.DataFrame, names: list[str], *, at: bool) -> str:
    """Contrast the series at the level that most people begin at, among those that all have."""
    known = data[data["promoted"].notna()]
    sizes = known.groupby("panel", sort=False).agg(
        series=("series", "nunique"), least=("spells", "min")
    )
    panel = str(sizes.sort_values(["series", "least"], kind="stable").index[-1])
    own = known[known["panel"] == panel]
    furthest = float(own.groupby("series")["years"].max().min())
    years = min(_STATED, float(np.floor(furthest))) or furthest
    rows = own.loc[np.isclose(own["years"], years)].set_index("series")
    rows = rows.sort_values("promoted", ascending=False, kind="stable")
    if len(rows) > _BANDS:
        rows = rows.iloc[[0, -1]]
    title, _, organization = panel.rpartition(": ")[::-1]
    shares = {}
    for name, row in rows.iterrows():
        shares[str(name)] = percent(row["promoted"], 0)
        if row["q05"] < row["q95"]:
            shares[str(name)] += f" ({percent_span(row['q05'], row['q95'])})"
    start = f"starting as {title}" + (f" at {organization}" if organization else "")
    left = listed([percent(each, 0) for each in rows["left"]])
    first = f"{left} leave first."
    if len(names) == 1:
        (share,) = shares.values()
        return f"Within {duration(years)} of {start} {share} are promoted; {first}"
    if at:
        told = listed([f"{share} at {name}" for name, share in shares.items()])
        return f"Within {duration(years)} of {start}, {told} are promoted; {first}"
    told = ", ".join(f"{name} {share}" for name, share in shares.items())
    return f"Promoted within {duration(years)} of {start}: {told}; {first}"
