"""What is luck and what is not known, of a run whose assumptions were drawn, on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.report.markup import (
    Heading,
    definitions,
    number_cell,
    prose,
    row_heading,
    table,
    text,
    words_cell,
)
from orgsim.results.not_known import shown_measures
from orgsim.results.sweep_findings import written_as
from orgsim.results.wording import moment, number, span

if TYPE_CHECKING:
    from orgsim.results import Results

_LEAD = (
    "Replications that share their assumptions differ by luck alone. With every draw of the "
    "assumptions from their ranges comes what is not known."
)


def luck_table(results: Results) -> str:
    """Show the spread at the end by luck and assumptions, by luck alone, and what was drawn."""
    shown = shown_measures(results)
    label = {each.id: each.label for each in results.organizations}
    rows = []
    for row in shown.to_dict("records"):
        words, scale, unit, decimals = written_as(row["measure"])
        mean, low, high, luck_low, luck_high = (
            scale * row[name] for name in ("mean", "q05", "q95", "luck_q05", "luck_q95")
        )
        share = f"({span(100 * row['luck_low'], 100 * row['luck_high'], 0)})"
        where = f"{label[row['organization']]}: " if len(label) > 1 else ""
        cells = [
            row_heading(f"{where}{words}"),
            number_cell(number(mean, decimals), f"({span(low, high, decimals)})", "realised"),
            number_cell("", f"({span(luck_low, luck_high, decimals)})"),
            words_cell({"points": "%"}.get(unit, unit)),
            number_cell(f"{number(100 * row['luck'], 0)} %", share),
        ]
        rows.append(("", cells))
    head = [
        Heading("measure", words=True),
        Heading("luck and assumptions"),
        Heading("luck alone"),
        Heading("unit", words=True),
        Heading("luck in the variance"),
    ]
    when = moment(float(results.snapshots[-1]))
    caption = f"Spread {when}; rates are those since the start. Intervals of shares are 95 %"
    drawn = definitions(
        [
            (each["path"], f"<code>{text(each['values'])}</code>")
            for each in results.manifest["uncertain"]["parameters"]
        ]
    )
    made = table(head, rows, caption) if rows else ""
    return f"<p>{prose(_LEAD)}</p>\n{made}\n<h3>Assumptions that were drawn</h3>\n{drawn}"
