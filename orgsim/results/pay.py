"""Pay: what a payroll comes to, what it has cost, and how far it lies behind the market."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.panel import MeasureKey, Panel

if TYPE_CHECKING:
    import numpy.typing as npt


def pay(panel: Panel) -> dict[MeasureKey, npt.NDArray[np.float64]]:
    """Compute what people are paid; nothing where nobody is.

    Parameters
    ----------
    panel
        The organization.

    Returns
    -------
    dict
        payroll, cost and cumulated_cost, 0 where there is nobody, and pay_gap, NaN there; each of
        shape (R, S).
    """
    columns = panel.columns
    if "pay" not in panel.used:
        return {}
    cost = np.nansum(columns["cost"], axis=2)
    return {
        ("payroll", None): np.nansum(panel.headcount * columns["pay"], axis=2),
        ("pay_gap", None): panel.people_weighted(columns["pay_gap"]),
        ("cost", None): cost,
        ("cumulated_cost", None): cost.cumsum(axis=1),
    }
