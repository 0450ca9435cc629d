"""Asked and realised in a line or two: what was missed by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgsim.results import Results

WORTH_SAYING = 0.1
"""Of what is missed, only what is off by a tenth or more is named here."""

MOST_SHOWN = 3

NOTHING_ASKED = "the scenario asks for no number that holds over the whole run"


def asked_sentence(results: Results) -> str:
    """Say what came out otherwise than the scenario asks.

    Rows of one organization and quantity that are missed for the same reason stand together;
    promotions, of which a policy often asks more than it can give, come last.
    """
    groups: dict[tuple[str, str, str], list[Any]] = {}
    for row in results.asked.itertuples():
        if _is_worth_saying(row):
            note = row.note if isinstance(row.note, str) else ""
            groups.setdefault((str(row.organization), str(row.quantity), note), []).append(row)
    if results.asked.empty:
        return f"Asked and realised: {NOTHING_ASKED}."
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


def _is_worth_saying(row: Any) -> bool:
    return bool(row.missed) and abs(row.realised - row.asked) > WORTH_SAYING * abs(row.asked)


def _said(label: str, quantity: str, note: str, rows: list[Any]) -> str:
    levels = [row.level for row in rows if isinstance(row.level, str)]
    at = f" {'from' if quantity == 'promotion' else 'at'} {', '.join(levels)}" if levels else ""
    unit = rows[0].unit
    what = _RATES[quantity] if unit == PER_PERSON_YEAR else quantity
    asked, realised = (
        ", ".join(_number(getattr(row, column), unit) for row in rows)
        + _UNITS.get(unit, f" {unit}")
        for column in ("asked", "realised")
    )
    why = f": {note}" if note else ""
    return f"{label}'s {what}{at} (asked {asked}, realised {realised}{why})"


PER_PERSON_YEAR = "per person-year"
_RATES = {
    "leaving": "leavers a year per 100 people",
    "promotion": "promotions a year per 100 people",
}
_UNITS = {"share": " %", PER_PERSON_YEAR: ""}


def _number(value: float, unit: str) -> str:
    if unit in _UNITS:
        value *= 100
        return f"{value:.1f}" if value < 20 else f"{value:,.0f}"
    return f"{value:,.1f}" if value < 10 and value != round(value) else f"{value:,.0f}"
