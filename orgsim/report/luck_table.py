"""What is luck and what is not known, where assumptions were drawn, on the page."""

from __future__ import annotations

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
from orgsim.results import Comparison, Results
from orgsim.results.not_known import drawn_assumptions, shown_measures
from orgsim.results.sweep_findings import written_as
from orgsim.results.wording import moment, number, span

_LEAD = (
    "Replications that share their assumptions differ by luck alone. With every draw of the "
    "assumptions from their ranges comes what is not known."
)


def luck_table(results: Results | Comparison) -> str:
    """Show the spread at the end by luck and assumptions, by luck alone, and what was drawn.

    Of a comparison it is the spread of the differences, variant by variant.
    """
    shown = shown_measures(results)
    compared = results if isinstance(results, Comparison) else None
    first = results.results[results.baseline] if isinstance(results, Comparison) else results
    label = {each.id: each.label for each in first.organizations}
    rows = []
    for row in shown.to_dict("records"):
        words, scale, unit, decimals = written_as(row["measure"])
        mean, low, high, luck_low, luck_high = (
            scale * row[name] for name in ("mean", "q05", "q95", "luck_q05", "luck_q95")
        )
        share = f"({span(100 * row['luck_low'], 100 * row['luck_high'], 0)})"
        where = f"{label[row['organization']]}: " if len(label) > 1 else ""
        if compared is not None:
            where = f"{compared.label(row['variant'])}: {where}"
        cells = [
            row_heading(f"{where}{words}"),
            number_cell(number(mean, decimals), f"({span(low, high, decimals)})", "realised"),
            number_cell("", f"({span(luck_low, luck_high, decimals)})"),
            words_cell({"points": "%"}.get(unit, unit) if compared is None else unit),
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
    when = moment(float(first.snapshots[-1] if compared is None else compared.last))
    what = "Spread" if compared is None else "Spread of the differences from the baseline"
    caption = f"{what} {when}; rates are those since the start. Intervals of shares are 95 %"
    drawn = definitions(
        [
            (path, f"<code>{text(values)}</code>")
            for path, values in drawn_assumptions(results).items()
        ]
    )
    made = table(head, rows, caption) if rows else ""
    return f"<p>{prose(_LEAD)}</p>\n{made}\n<h3>Assumptions that were drawn</h3>\n{drawn}"
