"""Why an entry point brought in more or fewer people than its weight, or took longer or shorter."""

from __future__ import annotations

import numpy as np

from orgsim.experiment.reasons.evidence import PART, UNKNOWN, Evidence, percent

STILL_OPEN = 0.01
"""Of its requisitions, those that nobody filled, from which on they matter."""

_WITHOUT_END = {False: "still open at the end", True: "given up, or still open at the end"}


def of_hires(evidence: Evidence, entry_point: str, asked: float, realised: float) -> str:
    """Say why an entry point's share of the hires is not that of its weight."""
    fewer = realised < asked
    return (
        _of_caps(evidence, entry_point, fewer=fewer)
        or _of_searches(evidence, entry_point, asked, realised)
        or _of_levels(evidence, entry_point, asked, realised)
        or _of_seats(evidence, entry_point, fewer=fewer)
    )


def _of_caps(evidence: Evidence, entry_point: str, *, fewer: bool) -> str:
    """Requisitions that found an entry point full, and apprentices that are too few."""
    turned_away, hired = (
        {point: float(sums[name].sum()) for point, sums in evidence.hires.items()}
        for name in ("turned_away", "hires")
    )
    others = {point: count for point, count in turned_away.items() if point != entry_point}
    if fewer and turned_away[entry_point] > 0:
        asking = turned_away[entry_point] + hired[entry_point]
        part = percent(turned_away[entry_point] / asking)
        return f"its cap turned away {part} of the requisitions that it was asked for"
    if fewer and evidence.rules.entry_points[entry_point].apprenticeship is not None:
        return "its requisitions wait for apprentices"
    if not fewer and any(others.values()):
        return f"it takes those whom the cap of {max(others, key=others.__getitem__)} turned away"
    return ""


def _of_searches(evidence: Evidence, entry_point: str, asked: float, realised: float) -> str:
    """Requisitions that were opened as asked, and not filled as soon as others."""
    opened = evidence.requisitions["opened"]
    if not opened.sum():
        return ""
    share = float(opened.get(entry_point, 0)) / float(opened.sum())
    if abs(share - asked) >= PART * abs(realised - asked):
        return ""
    slower, ended = ("longer" if realised < asked else "shorter"), _WITHOUT_END[evidence.gives_up]
    part = percent(_still_open(evidence, entry_point))
    return f"its requisitions take {slower} to fill than others: {part} of them were {ended}"


def _of_levels(evidence: Evidence, entry_point: str, asked: float, realised: float) -> str:
    """Positions that have a level before an entry point that feeds it is asked."""
    if not evidence.levels_come_first:
        return ""
    columns, position = evidence.panel.columns, evidence.entry_points.ids.index(entry_point)
    put_out = (columns["vacancies"] - columns["filled_from_below"]).sum(axis=(0, 1))
    feeding = evidence.entry_points.feeding(np.arange(len(put_out)))[:, position]
    expected = float((put_out * feeding).sum()) / max(float(put_out.sum()), 1.0)
    if abs(expected - asked) < PART * abs(realised - asked):
        return ""
    return (
        "a position has a level first, and the entry points that feed it are asked: with the "
        f"levels that came open, {percent(expected)} are its own"
    )


def _of_seats(evidence: Evidence, entry_point: str, *, fewer: bool) -> str:
    """Levels that are full, those that an entry point feeds or those that others do."""
    opened = {*evidence.requisitions.index}
    points = [entry_point] if fewer else sorted(opened - {entry_point})
    full = {point: _full(evidence, point) for point in points}
    held_back = max(full, key=lambda point: full[point], default=entry_point)
    if full.get(held_back, 0.0) <= PART:
        return ""
    who = "it" if fewer else held_back
    return f"for {percent(full[held_back])} of the time every level that {who} feeds is full"


def _full(evidence: Evidence, entry_point: str) -> float:
    """The part of the time in which no requisition of an entry point finds room."""
    fed = evidence.rules.entry_points[entry_point].levels
    if fed is None:
        return 0.0
    highest = max(evidence.ladder.ids.index(level) for level in fed if fed[level] > 0) + 1
    seats = evidence.seats[:, :, :highest].sum(axis=2)
    free = seats - evidence.panel.headcount[:, :, :highest].sum(axis=2)
    # Open requisitions have their seats.
    return float((free < 1.0 + evidence.open_positions).mean())


def of_shorter_time_to_fill(evidence: Evidence, entry_point: str) -> str:
    """Say why filled requisitions took less time than all would have."""
    open_ = _still_open(evidence, entry_point)
    if open_ > STILL_OPEN:
        return (
            f"{percent(open_)} of its requisitions were {_WITHOUT_END[evidence.gives_up]}, the "
            "longest searches among them"
        )
    return UNKNOWN


def of_longer_time_to_fill(evidence: Evidence, entry_point: str) -> str:
    """Say what requisitions waited for beside the time to fill."""
    section = evidence.rules.entry_points[entry_point]
    waits = {"an apprentice": section.apprenticeship, "the next cohort": section.cohort}
    what = " and ".join(name for name, asked in waits.items() if asked is not None)
    return f"its requisitions wait for {what}" if what else UNKNOWN


def _still_open(evidence: Evidence, entry_point: str) -> float:
    """The part of an entry point's recorded requisitions that nobody had filled by the end."""
    if entry_point not in evidence.requisitions.index:
        return 0.0
    opened, filled = (
        float(evidence.requisitions[kind][entry_point]) for kind in ("opened", "filled")
    )
    return float(np.clip(1.0 - filled / max(opened, 1.0), 0.0, 1.0))
