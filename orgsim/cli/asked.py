"""Asked and realised in a line or two: what was missed by how much."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgsim.results import Results

MISSED = 0.1
"""A quantity counts as missed when it is off by a tenth and outside the 5th to 95th percentile."""

MOST_SHOWN = 3


def asked_sentence(results: Results) -> str:
    """Say what came out otherwise than the scenario asks, the largest misses first."""
    label_of = {organization.id: organization.label for organization in results.organizations}
    misses = sorted(
        (row for row in results.asked.itertuples() if _is_missed(row)), key=_off_by, reverse=True
    )
    if not misses:
        return "Asked and realised: as planned."
    said = [_said(row, label_of[row.organization]) for row in misses[:MOST_SHOWN]]
    rest = len(misses) - len(said)
    more = f"; {rest} more in the report" if rest else ""
    return f"Asked and realised: as planned, but for {'; '.join(said)}{more}."


def _off_by(row: Any) -> float:
    return float(abs(row.realised - row.asked) / max(abs(row.asked), 1e-12))


def _is_missed(row: Any) -> bool:
    return not row.q05 <= row.asked <= row.q95 and _off_by(row) > MISSED


def _said(row: Any, label: str) -> str:
    what = f"{label}, {row.quantity}"
    if isinstance(row.level, str):
        what += f" from {row.level}" if row.quantity == "promotion" else f" at {row.level}"
    numbers = f"asked {_number(row.asked, row.unit)}, realised {_number(row.realised, row.unit)}"
    why = f": {row.note}" if isinstance(row.note, str) and row.note else ""
    return f"{what} ({numbers}{why})"


def _number(value: float, unit: str) -> str:
    if unit == "share":
        return f"{100 * value:.0f} %"
    if unit == "per person-year":
        return f"{100 * value:.1f} % a year"
    return f"{value:,.0f} {unit}"
