"""Performance: how people are rated, and how many have to leave for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from orgsim.results.panel import MeasureKey, Panel, divided

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy.typing as npt


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
    if not rated.any():
        return {}
    ratings = np.where(rated > 0, rated * np.nan_to_num(panel.columns["rating"]), 0.0)
    return {
        ("rating", None): divided(ratings.sum(axis=2), rated.sum(axis=2)),
        ("let_go_rate", None): divided(flows["let_go"].sum(axis=2), lived),
    }
