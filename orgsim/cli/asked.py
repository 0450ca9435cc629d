"""Asked and realised in a line or two: what was missed by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgsim.results import Results

MISSED = 0.1
"""A quantity counts as missed when it is off by a tenth and outside the 5th to 95th percentile."""

MOST_SHOWN = 3


def asked_sentence(results: Results) -> str:
    """Say what came out otherwise than the scenario asks.

    Rows of one organization and quantity that are missed for the same reason stand together;
    promotions, of which a policy often asks more than it can give, come last.
    """
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for row in results.asked.itertuples():
        if _is_missed(row):
            note = row.note if isinstance(row.note, str) else ""
            groups.setdefault((str(row.organization), str(row.quantity), note), []).append(row)
    if not groups:
        return "Asked and realised: as planned."
    label_of = {organization.id: organization.label for organization in results.organizations}
    said = [
        _said(label_of[organization], quantity, note, rows)
        for (organization, quantity, note), rows in sorted(
            groups.items(), key=lambda group: group[0][1] == "promotion"
        )
    ]
    rest = len(said) - MOST_SHOWN
    more = f"; {rest} more in the report" if rest > 0 else ""
    return f"Asked and realised: as planned, but for {'; '.join(said[:MOST_SHOWN])}{more}."


def _is_missed(row: Any) -> bool:
    off_by = abs(row.realised - row.asked)
    return not row.q05 <= row.asked <= row.q95 and off_by > MISSED * abs(row.asked)


def _said(label: str, quantity: str, note: str, rows: list[Any]) -> str:
    levels = [row.level for row in rows if isinstance(row.level, str)]
    at = f" {'from' if quantity == 'promotion' else 'at'} {', '.join(levels)}" if levels else ""
    asked, realised = (
        ", ".join(_number(getattr(row, column), row.unit) for row in rows)
        for column in ("asked", "realised")
    )
    unit = _unit(rows[0].unit)
    why = f": {note}" if note else ""
    return f"{label}'s {quantity}{at} (asked {asked}{unit}, realised {realised}{unit}{why})"


def _number(value: float, unit: str) -> str:
    if unit in {"share", "per person-year"}:
        percent = 100 * value
        return f"{percent:.1f}" if percent < 10 else f"{percent:.0f}"
    return f"{value:,.1f}" if value < 10 and value != round(value) else f"{value:,.0f}"


def _unit(unit: str) -> str:
    return {"share": " %", "per person-year": " % a year"}.get(unit, f" {unit}")
