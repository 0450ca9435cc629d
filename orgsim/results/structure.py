"""Structure: how positions are filled, how far a vacancy travels, and who manages how many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.panel import MeasureKey, Panel, divided

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt


def filling(
    panel: Panel, flows: Mapping[str, npt.NDArray[Any]]
) -> dict[MeasureKey, npt.NDArray[np.float64]]:
    """Compute how positions are filled.

    Whoever takes up work at a level comes from inside or from outside: the internal fill rate is
    promotions in / (promotions in + hires). A title granted without responsibility, as by a
    counter-offer, fills no position. A vacancy chain begins with a position that the plan opens and
    ends with a requisition, so its mean length is vacancies / requisitions, the hire that ends it
    counted; a chain that waits for somebody below to be eligible goes on at a later review.

    Parameters
    ----------
    panel
        The organization.
    flows
        Columns of the table ``levels`` counted from one snapshot to the next, or since the start;
        each of shape (R, S, L).

    Returns
    -------
    dict
        internal_fill_rate and cancelled_requisitions, by level and in the whole, and chain_length,
        each of shape (R, S); NaN where nobody came, or no requisition was opened.
    """
    moved_in = flows["promotions_in"]
    came = moved_in + flows["hires"]
    rate = divided(moved_in, came)
    vacancies = flows["vacancies"].sum(axis=2)
    requisitions = vacancies - flows["filled_from_below"].sum(axis=2)
    return {
        ("internal_fill_rate", None): divided(moved_in.sum(axis=2), came.sum(axis=2)),
        **{
            ("internal_fill_rate", level): rate[:, :, position]
            for position, level in enumerate(panel.levels)
        },
        ("chain_length", None): divided(vacancies, requisitions),
        **by_level("cancelled_requisitions", panel, flows["cancelled"]),
    }


def management(panel: Panel) -> dict[MeasureKey, npt.NDArray[np.float64]]:
    """Count managers and their span of control.

    Everybody but one has a manager, so the mean span is (headcount - 1) / managers. Managers are
    counted by title: who has a manager's title from a counter-offer is one of them.

    Returns
    -------
    dict
        managers and span_of_control, each of shape (R, S); a span without managers is NaN.
    """
    managers = panel.headcount[:, :, panel.manages].sum(axis=2)
    led = panel.headcount.sum(axis=2) - 1
    return {
        ("managers", None): managers.astype(np.float64),
        ("span_of_control", None): divided(led, managers),
    }


def by_level(
    measure: str, panel: Panel, values: npt.NDArray[Any]
) -> dict[MeasureKey, npt.NDArray[np.float64]]:
    """Take a count of people, shape (R, S, L), in the whole and level by level."""
    counted = values.astype(np.float64)
    found: dict[MeasureKey, npt.NDArray[np.float64]] = {(measure, None): counted.sum(axis=2)}
    for position, level in enumerate(panel.levels):
        found[measure, level] = counted[:, :, position]
    return found
