"""What a run says about interventions: who was laid off, and whose title was taken away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from orgsim.results.contrast import at, contrast
from orgsim.results.spread import Spread, horizon, spread, with_range
from orgsim.results.wording import number, people, percent, span

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results.results import Results


def laid_off(results: Results) -> str:
    """Say how many were laid off in all, "" where nobody was."""
    return _counted(results, "laid_off", "Layoffs hit")


def relevelled(results: Results) -> str:
    """Say how many titles were taken away in all, "" where none was."""
    return _counted(results, "relevels_out", "Title resets take down")


def taken_in(results: Results) -> str:
    """Say how many came with acquisitions, and how their titles changed, "" where nobody did."""
    sentence = _counted(results, "acquired_in", "Acquisitions bring")
    events = results.events
    came = events[(events["kind"] == "relevel") & (events["reason"] == "acquisition")]
    if not sentence or came.empty:
        return sentence
    moved = float((came["rank_to"] - came["rank_from"]).mean())
    how = f"{'gain' if moved > 0 else 'lose'} {number(abs(moved), 1)} rungs of title on average"
    return f"{sentence[:-1]}; they {how}{_gone_soon(results, came)}."


def _gone_soon(results: Results, came: pd.DataFrame) -> str:
    """Say how many of those taken in have left within a year, "" where no year has passed."""
    came = came[came["time"] <= horizon(results) - 1.0]
    spells = results.people.rename(columns={"hired": "time"})
    stays = came.merge(spells, on=["replication", "organization", "person", "time"])
    if stays.empty:
        return ""
    gone = float((stays["left"] <= stays["time"] + 1.0).mean())
    return f", and {percent(gone, 0)} of them leave within a year"


def _counted(results: Results, flow: str, verb: str) -> str:
    counts = {}
    for organization in results.organizations:
        total = results.panels[organization.id].columns[flow].sum(axis=(1, 2))
        if total.any():
            counts[organization.label] = spread(total.astype(np.float64))
    if not counts:
        return ""

    def heads(value: Spread) -> str:
        return with_range(people(value.mean), span(value.low, value.high, 0), value)

    text = contrast(
        counts,
        lambda label, value: f"{verb} {heads(value)} people{at(label)}",
        lambda label, value: f"{heads(value)}{at(label)}",
    )
    return f"{text}."
