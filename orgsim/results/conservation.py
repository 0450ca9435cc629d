"""Nobody appears or disappears: the check that runs on the result of every run.

Headcount at a snapshot is the headcount at the one before, plus those who came in, minus those
who went out, for every level and so for every organization (model page, section 11).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.panel import FLOWS, Panel, panels

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results.ladders import Organization


class ConservationError(ValueError):
    """A result in which people appear from nowhere or vanish: a defect of the simulation."""


def check_conservation(levels: pd.DataFrame, organizations: tuple[Organization, ...]) -> None:
    """Check that headcounts and flows add up in every replication.

    Per level and snapshot, headcount is the previous headcount + hires - exits - people laid off
    + promotions in - promotions out, and likewise title grants, relevels and acquisitions. Per
    organization, as many promotions (title grants, relevels) arrive at a level as leave one. No
    count is negative, and no more people are inflated than there are.

    Parameters
    ----------
    levels
        The table ``levels``.
    organizations
        The organizations of the result.

    Raises
    ------
    ConservationError
        At the first violation, naming replication, organization, level and date.
    """
    for panel in panels(levels, organizations).values():
        _check_levels(panel)
        _check_moves(panel)


def _check_levels(panel: Panel) -> None:
    headcount = panel.headcount
    flow = {name: panel.columns[name].astype(np.int64) for name in FLOWS}
    change = (
        flow["hires"]
        - flow["exits"]
        - flow["laid_off"]
        + flow["promotions_in"]
        - flow["promotions_out"]
        + flow["title_grants_in"]
        - flow["title_grants_out"]
        + flow["relevels_in"]
        - flow["relevels_out"]
        + flow["acquired_in"]
        - flow["acquired_out"]
    )
    expected = headcount[:, :-1] + change[:, 1:]
    wrong = np.argwhere(headcount[:, 1:] != expected)
    if len(wrong):
        replication, snapshot, level = wrong[0]
        raise ConservationError(
            f"{_where(panel, replication, snapshot + 1, level)}: headcount is "
            f"{headcount[replication, snapshot + 1, level]}, but "
            f"{headcount[replication, snapshot, level]} before and the flows since then make "
            f"{expected[replication, snapshot, level]}"
        )
    inflated = panel.columns["inflated"].astype(np.int64)
    counts = {"headcount": headcount, "inflated": inflated, **flow}
    for name, values in counts.items():
        negative = np.argwhere(values < 0)
        if len(negative):
            raise ConservationError(f"{_where(panel, *negative[0])}: {name} is negative")
    too_many = np.argwhere(inflated > headcount)
    if len(too_many):
        raise ConservationError(
            f"{_where(panel, *too_many[0])}: more people are inflated than there are"
        )


def _check_moves(panel: Panel) -> None:
    for name in ("promotions", "title_grants", "relevels"):
        arrived = panel.columns[f"{name}_in"].sum(axis=2)
        left = panel.columns[f"{name}_out"].sum(axis=2)
        wrong = np.argwhere(arrived != left)
        if len(wrong):
            replication, snapshot = wrong[0]
            raise ConservationError(
                f"{_where(panel, replication, snapshot)}: {left[replication, snapshot]} "
                f"{name.replace('_', ' ')} left a level, but "
                f"{arrived[replication, snapshot]} arrived at one"
            )


def _where(panel: Panel, replication: int, snapshot: int, level: int | None = None) -> str:
    place = f"replication {panel.replications[replication]}, organization {panel.organization}"
    if level is not None:
        place += f", level {panel.levels[level]}"
    return f"{place}, {np.datetime_as_string(panel.date[snapshot], unit='D')}"
