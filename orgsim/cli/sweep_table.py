"""What a sweep found, as a table in the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from orgsim.cli.text_table import text_table
from orgsim.results.sweep_findings import short, told_outcomes
from orgsim.results.wording import moment, number, signed_number, span

if TYPE_CHECKING:
    from orgsim.results.sweep import Sweep
    from orgsim.results.sweep_findings import Part, Told

BAR = 10
"""Characters of a bar that stands for the whole spread."""

LONGEST_NAME = 33
"""Of a parameter; of a longer one its end is shown."""

LEGEND = """\
Change: from the lowest to the highest value; for words, between the smallest
and the largest mean. Share: of the spread over points, what the parameter
brings about alone, with its 95 % interval."""


def sweep_text(sweep: Sweep) -> str:
    """Lay out, for each outcome at the last date, the parameters by what they bring about."""
    outcomes = list(told_outcomes(sweep))
    if not outcomes:
        return "No measure is known at every point."
    organizations = sweep.manifest["organizations"]
    rows = [[moment(outcomes[0].time).capitalize(), "change", "", "share of the spread"]]
    for told in outcomes:
        label = f"{organizations[told.organization]['label']}: " if len(organizations) > 1 else ""
        rows.append([f"{label}{told.words} ({told.unit})", "", "", ""])
        rows += [_row(part, told, sweep) for part in told.parts]
    # Headings may run on over the columns that they leave empty.
    laid_out = text_table([["" if row[1] == "" else row[0], *row[1:]] for row in rows])
    lines = [row[0] if row[1] == "" else line for row, line in zip(rows, laid_out, strict=True)]
    return "\n".join([*lines, "", LEGEND])


def bar(share: float) -> str:
    """Draw a share.

    Examples
    --------
    >>> bar(0.61), bar(0.0)
    ('██████····', '··········')
    """
    full = 0 if math.isnan(share) else min(max(round(share * BAR), 0), BAR)
    return "█" * full + "·" * (BAR - full)


def _row(part: Part, told: Told, sweep: Sweep) -> list[str]:
    name = short(part.path, sweep)
    name = name if len(name) <= LONGEST_NAME else f"…{name[1 - LONGEST_NAME :]}"
    change = signed_number(told.scale * part.effect, told.decimals)
    value, low, high = part.alone
    share = "none" if math.isnan(value) else f"{number(value, 2)} ({span(low, high, 2)})"
    return [f"  {name}", change, bar(value), share]
