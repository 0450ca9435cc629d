"""What each policy changes beyond luck: a forest of intervals, a panel for each measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from orgsim.plots.drawing import Drawing, as_figure
from orgsim.plots.intervals import add_differences
from orgsim.plots.panels import add_panel, grid_of_many, row_axis, row_margin
from orgsim.plots.remembered import remembered
from orgsim.plots.theme import (
    BASELINE,
    axis,
    finish,
    nothing_to_show,
    series_colour,
    told_apart,
)
from orgsim.results.compared import (
    TOLD,
    compared_levels,
    compared_organizations,
    told_as,
    told_differences,
)
from orgsim.results.comparison_findings import change, words_of
from orgsim.results.wording import moment, sentence_case

if TYPE_CHECKING:
    from collections.abc import Iterable

    from orgsim.results import Comparison

_ROW_HEIGHT, _TALL_ROW = 24, 34  # pixels, for a name of one line and of two
_LABEL = 26  # characters of a line of a row's name
_LEAST_REACH = 5  # of the last decimal told, to either side of zero
_COLUMN_FULL = 2  # panels from which on a wide figure has another column


@remembered
def differences_data(comparison: Comparison) -> pd.DataFrame:
    """Pick the differences that are told, at the last date; of levels only where asked for.

    Parameters
    ----------
    comparison
        Variants and their baseline.

    Returns
    -------
    pandas.DataFrame
        Columns measure, words, unit, variant, organization, row (what the row is called),
        difference, low, high (in that unit, with the interval for the mean, all of which hold at
        once), clear (whether the interval leaves out zero by more than rounding), pull (difference
        by standard error); by measure, the most important first, organization and variant.
    """
    organizations = compared_organizations(comparison)
    parts = []
    for organization in organizations:
        titles = {level.id: level.title for level in compared_levels(comparison, organization.id)}
        table = told_differences(comparison, organization.id)
        if not comparison.measures:  # the level mix has a figure of its own
            table = table[table["level"].isna()]
        found: Iterable[Any] = table.itertuples()
        for row in found:
            told = told_as(row.measure)
            difference, low, high = told.scaled(row)
            name = comparison.label(row.variant)
            parts.append(
                {
                    "measure": row.measure,
                    "words": words_of(row, titles),
                    "unit": told.unit,
                    "variant": row.variant,
                    "organization": organization.id,
                    "row": f"{organization.label}: {name}" if len(organizations) > 1 else name,
                    "difference": difference,
                    "low": low,
                    "high": high,
                    "clear": told.excludes_zero(row),
                    "pull": np.divide(row.difference, row.standard_error or np.nan),
                }
            )
    if not parts:
        return pd.DataFrame(columns=["measure", "difference"])
    data = pd.DataFrame(parts)
    order = [*TOLD, *(each for each in data["measure"].unique() if each not in TOLD)]
    return data.sort_values(
        "measure", key=lambda of: of.map(order.index), kind="stable", ignore_index=True
    )


@as_figure
def differences(comparison: Comparison, *, columns: int = 2) -> Drawing:
    """Draw the differences from the baseline with their intervals, the baseline at zero.

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
    >>> differences(comparison).show()  # doctest: +SKIP
    """
    data = differences_data(comparison)
    if data["difference"].isna().all():
        return nothing_to_show("Nothing to compare: nobody is left", columns=columns)
    measures = data.drop_duplicates("words").set_index("words")
    rows = list(dict.fromkeys(data["row"]))
    row_height = _ROW_HEIGHT
    if any("<br>" in name for name in told_apart(rows, _LABEL, 2)):
        row_height = _TALL_ROW
    grid = grid_of_many(
        [sentence_case(words) for words in measures.index],
        columns,
        _COLUMN_FULL,
        beside=0.06,
        panel_height=row_height * len(rows),
    )
    figure = Drawing()
    for position, words in enumerate(measures.index):
        own = data[data["words"] == words]
        reach = own[["low", "high", "difference"]].to_numpy()
        # Differences too small to be told look small, however much there is to see of their luck.
        least = _LEAST_REACH * 10.0 ** -told_as(own["measure"].iloc[0]).decimals
        low, high = min(0.0, np.nanmin(reach)), max(0.0, np.nanmax(reach))
        if high - low < least:
            low, high = -least, least
        room = 0.08 * (high - low)
        xaxis = axis(
            own["unit"].iloc[0],
            standoff=4,
            range=[low - room, high + room],
            zeroline=True,
            zerolinecolor=BASELINE,
            zerolinewidth=2.5,
            nticks=5,
        )
        first = position % grid.used_columns == 0
        ends = (len(rows) - 0.5, -0.5)
        yaxis = row_axis(rows, ends, width=_LABEL, showticklabels=first)
        axes = add_panel(figure, grid, position, xaxis, yaxis)
        for number, variant in enumerate(comparison.variants):
            shown = own[own["variant"] == variant]
            places = [rows.index(row) for row in shown["row"]]
            add_differences(figure, shown, places, shown["row"], series_colour(number), axes)
    finish(
        figure,
        _finding(comparison, data),
        f"Difference from {comparison.label(comparison.baseline)} "
        f"{moment(comparison.told_times[-1])}, the grey line: mean and its 95 % interval; all hold "
        "at once. Filled: the interval leaves out zero.",
        height=grid.height + 8,
        columns=columns,
    )
    figure.update_layout(margin={"l": row_margin(rows, _LABEL), "b": 56})
    return figure


def _finding(comparison: Comparison, data: pd.DataFrame) -> str:
    """Count what differs, and state what luck explains least."""
    about = f"Against {comparison.label(comparison.baseline)} {moment(comparison.told_times[-1])}"
    told = data[data["difference"].notna()]
    words = list(dict.fromkeys(told["words"]))
    alone = len(words) == 1
    known = told[told["clear"]]
    if known.empty:
        if told["low"].isna().all():
            return f"{about} one pair of replications does not tell differences from luck."
        if not told[["low", "high"]].to_numpy().any():
            same = f"{words[0]} is" if alone else f"all {len(words)} measures are"
            return f"{about} {same} exactly the same."
        which = words[0] if alone else f"any of {len(words)} measures"
        return f"{about} no difference is to be seen in {which}."
    row = known.iloc[int(known["pull"].abs().fillna(np.inf).argmax())]
    decimals = told_as(row["measure"]).decimals
    unit = f" {row['unit']}".rstrip()
    stated = change(row["difference"], row["low"], row["high"], decimals, unit)
    where = f" ({row['row']})" if len(set(data["row"])) > 1 else ""
    if alone:
        return f"{about} {row['words']} differs{where}: {stated}."
    differing = known["words"].nunique()
    differ = "differs" if differing == 1 else "differ"
    return (
        f"{about} {differing} of {len(words)} measures {differ}, most clearly {row['words']}{where}"
        f": {stated}."
    )
