"""Performance: how much of the responsibility is carried well, and what came of reviews."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.panel import MeasureKey, Panel, divided

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt


def effectiveness(panel: Panel) -> dict[MeasureKey, npt.NDArray[np.float64]]:
    """Compute how well responsibility is carried, and what poor performers take of it.

    Parameters
    ----------
    panel
        The organization.

    Returns
    -------
    dict
        effectiveness, poor_share and lost_per_poor_performer, each of shape (R, S); NaN where there
        is nobody, or no poor performer.
    """
    columns = panel.columns
    held = np.where(panel.headcount > 0, panel.headcount * np.nan_to_num(columns["scope"]), 0.0)
    carried = (held * np.nan_to_num(columns["effectiveness"])).sum(axis=2)
    poor = columns["poor_performers"].sum(axis=2)
    lost = divided(columns["lost_to_poor"].sum(axis=2), held.sum(axis=2))
    return {
        ("effectiveness", None): divided(carried, held.sum(axis=2)),
        ("poor_share", None): divided(poor, panel.headcount.sum(axis=2)),
        ("lost_per_poor_performer", None): divided(lost, poor),
    }


def reviews(
    panel: Panel, flows: Mapping[str, npt.NDArray[Any]], lived: npt.NDArray[np.float64]
) -> dict[MeasureKey, npt.NDArray[np.float64]]:
    """Compute what came of performance reviews; nothing where nobody is ever rated.

    Parameters
    ----------
    panel
        The organization.
    flows
        Columns of the table ``levels`` counted from one snapshot to the next, or since the start;
        each of shape (R, S, L).
    lived
        Person-years of the same time, shape (R, S).

    Returns
    -------
    dict
        rating and let_go_rate, each of shape (R, S); NaN where nobody is rated, or nobody lived.
    """
    rated = panel.columns["rated"]
    if "rated" not in panel.used:
        return {}
    ratings = np.where(rated > 0, rated * np.nan_to_num(panel.columns["rating"]), 0.0)
    return {
        ("rating", None): divided(ratings.sum(axis=2), rated.sum(axis=2)),
        ("let_go_rate", None): divided(flows["let_go"].sum(axis=2), lived),
    }
