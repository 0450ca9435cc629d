"""What a sweep found, as a table in the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from orgsim.cli.screen import PIPE, Screen
from orgsim.cli.text_table import text_table
from orgsim.results.sweep_findings import short, told_outcomes
from orgsim.results.wording import moment, number, signed_number, span

if TYPE_CHECKING:
    from orgsim.results.sweep import Sweep
    from orgsim.results.sweep_findings import Band, Part, Told

BAR = 10
"""Characters of a bar that stands for the whole spread."""

LONGEST_NAME = 33
"""Of a parameter; of a longer one its end is shown."""

MOST_PARTS, FIRST_PARTS = 8, 3
"""Parameters of an outcome that are shown at most; and at least, where there are more."""

OTHERS = "All other parameters stand in the table indices."

BANDS = """\
Means, and the 5th to 95th percentile: of the scenario as it is stated, and with
every assumption drawn from its plausible range."""

LEGEND = """\
Change: from the lowest to the highest value; for words, between the smallest
and the largest mean. Share: of the spread over points, what the parameter
brings about alone, with its 95 % interval."""


def sweep_text(sweep: Sweep, screen: Screen = PIPE) -> str:
    """Lay out, for each outcome at the last date, the parameters by what they bring about."""
    outcomes = list(told_outcomes(sweep))
    if not outcomes:
        return "No measure is known at every point."
    organizations = sweep.manifest["organizations"]
    rows = [[moment(outcomes[0].time).capitalize(), "change", "", "share of the spread"]]
    for told in outcomes:
        label = f"{organizations[told.organization]['label']}: " if len(organizations) > 1 else ""
        rows.append([f"{label}{told.words} ({told.unit})", "", "", ""])
        rows += [_row(part, told, sweep, screen) for part in _shown(told)]
    # Headings may run on over the columns that they leave empty.
    laid_out = text_table([["" if row[1] == "" else row[0], *row[1:]] for row in rows])
    lines = [row[0] if row[1] == "" else line for row, line in zip(rows, laid_out, strict=True)]
    more = [OTHERS] if len(sweep.parameters) > MOST_PARTS else []
    return "\n".join([*lines, "", LEGEND, *more])


def _shown(told: Told) -> list[Part]:
    """All parameters where they are few; of many the first ones, and those that surely matter."""
    if len(told.parts) <= MOST_PARTS:
        return list(told.parts)
    matter = sum(part.alone.low > 0 for part in told.parts)
    return list(told.parts[: min(max(matter, FIRST_PARTS), MOST_PARTS)])


def bands_text(sweep: Sweep) -> str:
    """Lay out what may happen by luck alone beside what may happen if assumptions are off."""
    outcomes = list(told_outcomes(sweep))
    if not outcomes:
        return ""
    organizations = sweep.manifest["organizations"]
    rows = [[moment(outcomes[0].time).capitalize(), "luck alone", "luck and assumptions"]]
    for told in outcomes:
        label = f"{organizations[told.organization]['label']}: " if len(organizations) > 1 else ""
        unit = {"points": "%"}.get(told.unit, told.unit)
        bands = [_band(band, told) for band in told.bands]
        rows.append([f"{label}{told.words} ({unit})", *bands])
    return "\n".join([*text_table(rows), BANDS])


def _band(band: Band, told: Told) -> str:
    mean, low, high = (told.scale * each for each in band)
    return f"{number(mean, told.decimals)} ({span(low, high, told.decimals)})"


def bar(share: float, *, drawn: bool = True) -> str:
    """Draw a share, with plain signs where an encoding has no others.

    Examples
    --------
    >>> bar(0.61), bar(0.0)
    ('██████····', '··········')
    >>> bar(0.61, drawn=False)
    '######....'
    """
    full = 0 if math.isnan(share) else min(max(round(share * BAR), 0), BAR)
    filled, empty = ("█", "·") if drawn else ("#", ".")
    return filled * full + empty * (BAR - full)


def _row(part: Part, told: Told, sweep: Sweep, screen: Screen) -> list[str]:
    name = short(part.path, sweep)
    name = name if len(name) <= LONGEST_NAME else f"…{name[1 - LONGEST_NAME :]}"
    change = signed_number(told.scale * part.effect, told.decimals)
    value, low, high = part.alone
    share = "none" if math.isnan(value) else f"{number(100 * value, 0)} %"
    if not math.isnan(low):
        share += f" ({span(100 * low, 100 * high, 0)})"
    return [f"  {name}", change, bar(value, drawn=screen.draws), share]
