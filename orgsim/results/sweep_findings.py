"""What a sweep found, in words."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from orgsim.results.compared import told_as
from orgsim.results.measures import MEASURES
from orgsim.results.wording import listed, moment, number, sentence_case, span

if TYPE_CHECKING:
    from orgsim.results.sweep import Sweep

MOST_SENTENCES = 10

NOISY = 0.1
"""Share of luck in the variance over points from which on it is said that more replications would
show more; and of a second parameter, from which on it is told."""

INTERACTION = 0.05
"""By so much a total index exceeds the first-order index where a parameter acts with others."""

ROUGH = 0.5
"""Width of an interval of a share from which on it is said to be rough."""


class Share(NamedTuple):
    """A share of the spread with the ends of its interval.

    Both are estimates: chance may put an end below nothing or beyond the whole.

    Examples
    --------
    >>> str(Share(0.6, 0.47, 1.02))
    '60 %, 47 to 102 %'
    """

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        if math.isnan(self.low):
            return f"{number(100 * self.value, 0)} %"
        ends = span(100 * self.low, 100 * self.high, 0)
        return f"{number(100 * self.value, 0)} %, {ends} %"


class Part(NamedTuple):
    """What one parameter does to an outcome."""

    path: str
    effect: float
    alone: Share
    total: Share


class Band(NamedTuple):
    """Mean and 5th to 95th percentile of an outcome."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Told:
    """One outcome as it is told.

    Attributes
    ----------
    organization, measure, level : str
        Level "" for the whole organization.
    words : str
    scale, unit, decimals
        As in `orgsim.results.compared.Told`.
    time : float
        Years from the start.
    parts : tuple of Part
        The largest share first.
    luck, noise : float
        See the table of indices.
    bands : tuple of Band
        By luck alone, and with assumptions; none where these are not varied.
    """

    organization: str
    measure: str
    level: str
    words: str
    scale: float
    unit: str
    decimals: int
    time: float
    parts: tuple[Part, ...]
    luck: float
    noise: float
    bands: tuple[Band, ...]


def told_outcomes(sweep: Sweep) -> Iterator[Told]:
    """Pick what is worth telling of the last date: whole organizations, and levels asked for.

    Outcomes that are unknown at some point are left out.
    """
    indices = sweep.indices
    rows = indices[indices["time"] == indices["time"].max()]
    asked = set(sweep.manifest["sweep"]["chosen"])
    bands: dict[tuple[str, str, str], list[Band]] = {}
    for row in sweep.bands[sweep.bands["time"] == rows["time"].max()].to_dict("records"):
        level = row["level"] if isinstance(row["level"], str) else ""
        found_bands = bands.setdefault((row["organization"], row["measure"], level), [])
        found_bands.append(Band(row["mean"], row["q05"], row["q95"]))
    groups: dict[tuple[str, str, str], dict[Any, Share]] = {}
    for row in rows.to_dict("records"):
        level = row["level"] if isinstance(row["level"], str) else ""
        parameter = row["parameter"] if isinstance(row["parameter"], str) else ""
        found = groups.setdefault((row["organization"], row["measure"], level), {})
        found[parameter, row["index"]] = Share(row["value"], row["low"], row["high"])
    for (organization, measure, level), found in groups.items():
        if level and f"{measure}[{level}]" not in asked:
            continue
        parts = [
            Part(
                path,
                found[path, "effect"].value,
                found[path, "first_order"],
                found[path, "total"],
            )
            for path in sweep.parameters
        ]
        if math.isnan(parts[0].effect):
            continue
        words, scale, unit, decimals = written_as(measure)
        yield Told(
            organization,
            measure,
            level,
            f"{words}, {level}" if level else words,
            scale,
            unit,
            decimals,
            time=float(rows["time"].iloc[0]),
            parts=tuple(sorted(parts, key=lambda part: -_known(part.alone.value))),
            luck=found["", "luck"].value,
            noise=found["", "noise"].value,
            bands=tuple(bands.get((organization, measure, level), ())),
        )


def _known(value: float) -> float:
    return -math.inf if math.isnan(value) else value


def written_as(measure: str) -> tuple[str, float, str, int]:
    """Say in which words, scale, unit and decimals a measure is told where there is no baseline."""
    told = told_as(measure)
    if told.relative:  # to a baseline, which a sweep has none of
        return told.words, 1, MEASURES[measure].unit, 0
    return told.words, told.scale, told.unit, told.decimals


def short(path: str, sweep: Sweep) -> str:
    """Leave out of a path what it has in common with all others."""
    names = list(sweep.manifest["organizations"])
    if len(names) == 1:
        path = path.removeprefix(f"organizations.{names[0]}.")
    return path.removeprefix("organizations.*.").removeprefix("organizations.")


def sweep_findings(sweep: Sweep) -> list[str]:
    """State where the spread of each outcome at the last date comes from.

    Returns
    -------
    list of str
    """
    found = list(told_outcomes(sweep))
    sentences = [_about(told, sweep) for told in found]
    if len(sentences) > MOST_SENTENCES:
        left = len(sentences) - MOST_SENTENCES
        sentences = [*sentences[:MOST_SENTENCES], f"{left} more findings stand in the tables."]
    sentences += unknown_outcomes(sweep)
    noisy = list(dict.fromkeys(told.words for told in found if told.noise > NOISY))
    if noisy:
        sentences.append(
            f"In {listed(noisy)} more than a tenth of the spread over points is luck that more "
            "replications would take away."
        )
    widths = [part.alone.high - part.alone.low for told in found for part in told.parts]
    if sweep.design != "grid" and any(width > ROUGH for width in widths):
        sentences.append("Some of these shares are rough; more points (--points) tell them better.")
    return sentences


def unknown_outcomes(sweep: Sweep) -> list[str]:
    """Say which of the outcomes asked for cannot be told, because points do not know them."""
    values = sweep.values[sweep.values["time"] == sweep.values["time"].max()]
    organizations = sweep.manifest["organizations"]
    several = len(organizations) > 1
    sentences = []
    for name in sweep.manifest["sweep"]["chosen"]:
        measure, _, level = name.removesuffix("]").partition("[")
        rows = values[values["measure"] == measure]
        about = f"{written_as(measure)[0]}{f', {level}' if level else ''}"
        if rows.empty:
            sentences.append(f"{sentence_case(about)} is not known at any point.")
        rows = rows[rows["level"] == level] if level else rows[rows["level"].isna()]
        for organization, own in rows.groupby("organization", observed=True):
            unknown = int(own["mean"].isna().sum())
            # Pay is among what is measured by default; where nobody is paid that is no news.
            if unknown and not (unknown == len(own) and told_as(measure).relative):
                where = f" at {organizations[organization]['label']}" if several else ""
                some = f"at {unknown} of {len(own)} points, so that nothing is said of its spread"
                points = "at any point" if unknown == len(own) else some
                sentences.append(f"{sentence_case(about)}{where} is not known {points}.")
    return sentences


def _about(told: Told, sweep: Sweep) -> str:
    organizations = sweep.manifest["organizations"]
    several = len(organizations) > 1
    where = f" at {organizations[told.organization]['label']}" if several else ""
    about = f"{told.words}{where} {moment(told.time)}"
    top, *others = told.parts
    if math.isnan(top.alone.value):
        return f"Nothing that is varied changes {about}."
    if not others:
        return f"{sentence_case(about)}: {_extremes(told, sweep)}{_luck(told)}."
    if top.alone.low <= 0:
        text = f"Where the spread in {about} comes from is not to be seen"
    else:
        source = f"{short(top.path, sweep)} ({top.alone})"
        text = _claimed(top, others, f"the spread in {about}", source)
        if others and others[0].alone.low > 0 and others[0].alone.value >= NOISY:
            text += f", then from {short(others[0].path, sweep)} ({others[0].alone})"
    of_averages = "; that is the spread of averages" if _luck(told) else ""
    return f"{text}{_together(told, sweep)}{of_averages}{_luck(told)}."


def _extremes(told: Told, sweep: Sweep) -> str:
    """Say at which values of the only parameter an outcome is lowest and highest.

    Its share of the spread would be no news: nothing else is varied.
    """
    rows = sweep.effects[
        (sweep.effects["organization"] == told.organization)
        & (sweep.effects["measure"] == told.measure)
        & (sweep.effects["time"] == told.time)
        & (sweep.effects["level"] == told.level if told.level else sweep.effects["level"].isna())
    ]
    unit = " %" if told.unit == "points" else f" {told.unit}"
    low, high = (
        f"at {row['value']} ({number(told.scale * row['mean'], told.decimals)}{unit})"
        for _, row in rows.sort_values("mean", kind="stable").iloc[[0, -1]].iterrows()
    )
    return f"lowest with {short(told.parts[0].path, sweep)} {low}, highest {high}"


def _claimed(top: Part, others: Sequence[Part], about: str, source: str) -> str:
    """Claim of the parameter with the largest share what the interval of its share bears."""
    least = top.alone.value if math.isnan(top.alone.low) else top.alone.low
    if least >= 0.5:
        return f"Most of {about} comes from {source}"
    if all(least > _known(part.alone.value) for part in others):
        return f"The largest part of {about} comes from {source}"
    return f"The largest part of {about} seems to come from {source}"


def _together(told: Told, sweep: Sweep) -> str:
    acting = [
        short(part.path, sweep)
        for part in told.parts
        if part.total.value - part.alone.value > INTERACTION and part.total.low > part.alone.high
    ]
    if not acting:
        return ""
    return f"; {listed(acting)} {'act' if len(acting) > 1 else 'acts'} together with others as well"


def _luck(told: Told) -> str:
    if math.isnan(told.luck) or round(100 * told.luck) == 0:
        return ""
    return f"; of the variance of one company's outcome {_percent(told.luck)} is luck"


def _percent(share: float) -> str:
    """Write a share; "100 %" would say that nothing else matters.

    Examples
    --------
    >>> _percent(0.923), _percent(0.997), _percent(1.0)
    ('92 %', 'over 99 %', '100 %')
    """
    return "over 99 %" if 0.995 <= share < 1 else f"{number(100 * share, 0)} %"
