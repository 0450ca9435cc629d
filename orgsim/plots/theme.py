"""The look of every figure: colours, fonts, margins, and how text gets into it.

A level has the colour of its *rank* on the reference ladder, so a Director is the same colour in
every organization, figure and report. Ranks below Director are blues, Director and above
oranges, both from light to dark: told apart with any colour vision, and the boundary that
matters most, between dark blue and light orange, also in black and white.
"""

from __future__ import annotations

import html
import textwrap
from typing import TYPE_CHECKING, Any

import pandas as pd

from orgsim.plots.drawing import Drawing
from orgsim.results.precision import enough_for_ranges

if TYPE_CHECKING:
    from collections.abc import Sequence

    import plotly.graph_objects as go

    from orgsim.results import Results

FONT = "Inter, 'Helvetica Neue', Arial, 'Liberation Sans', 'DejaVu Sans', sans-serif"
INK = "#1F2933"
MUTED = "#5C6B7A"
GRID = "#E4E8EC"
ZERO = "#9AA5B1"
RISE = "#00866A"
"""Upwards, where a direction is drawn; downwards is ink."""

_BELOW_DIRECTOR = ("#D3E4F3", "#97C3E3", "#4C93C8", "#1B578F")
_FROM_DIRECTOR = ("#FCCF9B", "#F29B47", "#CC5C1E", "#7C3010")
_ONE_RAMP = ("#E3EEF7", "#97C3E3", "#4C93C8", "#1B578F", "#0B2E52")
_RUNGS = 8  # of the reference ladder that the program ships

BASELINE = "#7B8794"
"""The grey of what others are compared with."""
START = "#C3CCD5"
"""The lighter grey of bars that show how it was at the start."""

_SERIES = ("#0072B2", "#D55E00", "#009E73", "#AA4499", "#B8860B", "#56B4E9")

_ENTRIES = ("#44AA99", "#882255", "#999933", "#88CCEE", "#CC6677", "#5C6B7A")
# Paul Tol's muted scheme: told apart with any colour vision, and from the colours of levels.

_CUT = " ..."  # stands where text was left out

NO_RANGES = "ranges are shown from ten replications on"
"""Stands in the note of a figure that would have bands or ranges of more replications."""

_STEPS = (*range(10), *range(10, 101, 5), *range(12, 30, 2))
_WITH_SPACE = {f"{sign}{each}%": f"{sign}{each} %" for each in _STEPS for sign in ("", "\u2212")}
"""Marks of percent as plotly.js writes them, and as they are written everywhere else."""

_MONTHS_UP_TO = pd.Timedelta(days=3 * 365)
_MONTHS_NAMED = 3

WIDE_TITLE, NARROW_TITLE = 86, 42
"""Characters of a title's line at two columns of panels and at one."""


def level_colour(rank: int, top: int, director_rank: int | None) -> str:
    """Return the colour of a rank.

    Parameters
    ----------
    rank
        Rank on the reference ladder, from 1.
    top
        Highest rank of the reference ladder.
    director_rank
        Rank of a Director of Product, None where the ladder has none.

    Returns
    -------
    str
        As ``#RRGGBB``.

    Examples
    --------
    >>> level_colour(4, 8, 5), level_colour(5, 8, 5)
    ('#1B578F', '#FCCF9B')
    """
    if director_rank is None or director_rank <= 1:
        return _on_ramp(_ONE_RAMP, rank - 1, top - 1)
    if rank < director_rank:
        return _on_ramp(_BELOW_DIRECTOR, rank - 1, director_rank - 2)
    return _on_ramp(_FROM_DIRECTOR, rank - director_rank, top - director_rank)


def _on_ramp(ramp: Sequence[str], step: int, steps: int) -> str:
    place = min(max(step / max(steps, 1), 0.0), 1.0) * (len(ramp) - 1)
    below = min(int(place), len(ramp) - 2)
    part = place - below
    low, high = (_channels(ramp[below + side]) for side in (0, 1))
    mixed = (round(a + (b - a) * part) for a, b in zip(low, high, strict=True))
    return "#" + "".join(f"{channel:02X}" for channel in mixed)


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def top_rank(results: Results) -> int:
    """Return the highest rank of the reference ladder of a result."""
    ladder = results.manifest.get("scenario", {}).get("reference_ladder") or {}
    ranks = [level.rank for each in results.organizations for level in each.levels]
    return int(max([*(ladder.values() or [_RUNGS]), *ranks]))


def series_colour(position: int) -> str:
    """Return the colour of the n-th organization or variant; the seventh is the first again."""
    return _SERIES[position % len(_SERIES)]


def entry_colour(position: int) -> str:
    """Return the colour of the n-th entry point; the seventh is the first again."""
    return _ENTRIES[position % len(_ENTRIES)]


def faded(colour: str, opacity: float) -> str:
    """Return a colour as see-through as stated, for bands.

    Examples
    --------
    >>> faded("#0072B2", 0.2)
    'rgba(0,114,178,0.2)'
    """
    red, green, blue = _channels(colour)
    return f"rgba({red},{green},{blue},{opacity})"


def readable_on(colour: str) -> str:
    """Return the colour of text on a filled area: ink, or white where it is dark.

    Examples
    --------
    >>> readable_on("#D3E4F3"), readable_on("#1B578F")
    ('#1F2933', 'white')
    """
    red, green, blue = _channels(colour)
    return INK if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "white"


def escaped(text: str) -> str:
    """Make user text harmless: plotly reads HTML tags in all text.

    Examples
    --------
    >>> escaped("R&D <script>")
    'R&amp;D &lt;script&gt;'
    """
    return html.escape(text, quote=False)


def wrapped(text: str, width: int, lines: int | None = None) -> str:
    """Escape text and break it into lines, as plotly does not.

    Parameters
    ----------
    text
        Plain text.
    width
        Characters in a line; longer words are cut.
    lines
        At most so many lines, the last ending in "...".

    Examples
    --------
    >>> wrapped("Senior Vice President of Product", 16, 2)
    'Senior Vice<br>President of ...'
    """
    return _joined(_end_cut(text, width, lines))


def told_apart(names: Sequence[str], width: int, lines: int = 1) -> list[str]:
    """Escape, break and shorten names so that those that differ still do.

    Parameters
    ----------
    names
        Plain text.
    width, lines
        As for `wrapped`.

    Returns
    -------
    list of str
        Cut at the end; where some would then be the same, in the middle; and where that does not
        help either, numbered.

    Examples
    --------
    >>> told_apart(["Platform team for Berlin", "Platform team for Paris"], 18)
    ['Platfor ... Berlin', 'Platfor ... Paris']
    """
    numbered = [f"{number}: {name}" for number, name in enumerate(names, start=1)]
    for candidates, cut in ((names, _end_cut), (names, _middle_cut), (numbered, _end_cut)):
        texts = [_joined(cut(name, width, lines)) for name in candidates]
        if len(set(texts)) == len(set(names)):
            break
    return texts


def _joined(lines: Sequence[str]) -> str:
    return "<br>".join(escaped(line) for line in lines)


def _end_cut(text: str, width: int, lines: int | None) -> list[str]:
    broken = textwrap.wrap(text, width) or [""]
    if lines is None or len(broken) <= lines:
        return broken
    last, room = broken[lines - 1], width - len(_CUT)
    if len(last) > room:
        # Between two words, unless a long word would be lost as a whole.
        words = last[: room + 1].rsplit(" ", 1)[0]
        last = words if room // 2 <= len(words) <= room else last[:room]
    return [*broken[: lines - 1], f"{last}{_CUT}"]


def _middle_cut(text: str, width: int, lines: int) -> list[str]:
    broken = textwrap.wrap(text, width) or [""]
    room = width * lines - len(_CUT) - 1
    while len(broken) > lines:
        half = room // 2
        cut = f"{text[: room - half].rstrip()}{_CUT} {text[len(text) - half :].lstrip()}"
        broken = textwrap.wrap(cut, width)
        room -= 1
    return broken


def finish(figure: Drawing, finding: str, note: str, *, height: int, columns: int) -> Drawing:
    """Give a figure its finding as title, a note under it, and the common look.

    Parameters
    ----------
    figure
        The figure, changed in place.
    finding
        What it shows, in a sentence with its number; plain text.
    note
        What is drawn: quantity, unit, bands; plain text.
    height
        Height in pixels of everything but the title.
    columns
        Panels side by side; one means a narrow page.

    Returns
    -------
    Drawing
        The same figure. ``layout.meta`` keeps finding and note as plain text.
    """
    width = WIDE_TITLE if columns > 1 else NARROW_TITLE
    title, subtitle = (
        wrapped(text.replace(" %", "\u00a0%"), characters)  # a number stays with its sign
        for text, characters in ((finding, width), (note, round(width * 1.25)))
    )
    lines = title.count("<br>") + subtitle.count("<br>") + 2
    small = f"<span style='font-size:12px;color:{MUTED}'>{subtitle}</span>"
    top = 56 + 21 * lines  # plotly sets small lines as far apart as large ones
    figure.update_layout(
        title={
            "text": f"<b>{title}</b><br>{small}",
            "x": 0,
            "xref": "container",
            "xanchor": "left",
            "y": 1,
            "yref": "container",
            "yanchor": "top",
            "pad": {"l": 16, "t": 26},
            "font": {"size": 16, "color": INK},
            "automargin": False,
        },
        font={"family": FONT, "size": 12, "color": INK},
        paper_bgcolor="white",
        plot_bgcolor="white",
        height=height + top,
        margin={"l": 60, "r": 24, "t": top, "b": 48, "autoexpand": False},
        hoverlabel={"font": {"family": FONT, "size": 12}, "bgcolor": "white"},
        meta={"finding": finding, "note": note, "top": top},
        showlegend=False,
    )
    return figure


def axis(words: str = "", *, standoff: int = 8, **settings: Any) -> dict[str, Any]:
    """Return the common settings of an axis, with some of one's own.

    Parameters
    ----------
    words
        What it shows and in which unit; nothing stands there where nothing is said.
    standoff
        Pixels between these words and the marks.
    **settings
        Others, as plotly.js knows them.
    """
    told = {"text": words} if words else {}
    return {
        "gridcolor": GRID,
        "linecolor": ZERO,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 4,
        "tickcolor": ZERO,
        "tickfont": {"color": MUTED, "size": 11},
        "tickangle": 0,
        "title": {"font": {"color": MUTED, "size": 12}, "standoff": standoff, **told},
        "automargin": False,
    } | settings


def percent_axis(words: str = "", **settings: Any) -> dict[str, Any]:
    """Return the settings of an axis of shares, whose marks are written as percentages in text."""
    return axis(words, tickformat=".0%", labelalias=_WITH_SPACE, **settings)


def date_axis(dates: pd.Series[Any], most: int = 6, **settings: Any) -> dict[str, Any]:
    """Return the settings of a calendar axis that runs from the first date to the last.

    Parameters
    ----------
    dates
        The dates.
    most
        Ticks at most; fewer where they are months, whose names are longer than years.
    **settings
        Of the axis.
    """
    first, last = dates.min(), dates.max()
    if first == last:  # one snapshot: leave room on both sides
        first, last = first - pd.Timedelta(days=45), last + pd.Timedelta(days=45)
        settings |= {"tickvals": [dates.min().isoformat()], "tickformat": "%b %Y"}
    ends = [first.isoformat(), last.isoformat()]
    ticks = min(most, _MONTHS_NAMED) if last - first < _MONTHS_UP_TO else most
    return axis(type="date", range=ends, showgrid=False, showline=True, nticks=ticks, **settings)


def nothing_to_show(reason: str, *, columns: int) -> Drawing:
    """Return a figure that says why there is nothing in it."""
    figure = finish(Drawing(), reason, "There is nothing to draw.", height=120, columns=columns)
    figure.update_layout(xaxis={"visible": False}, yaxis={"visible": False})
    figure.update_layout(meta={"nothing": True})
    return figure


def says_why_not(figure: Drawing | go.Figure) -> str | None:
    """Return why there is nothing in a figure, as it says itself; None where there is something.

    Examples
    --------
    >>> says_why_not(nothing_to_show("Nobody was promoted", columns=2))
    'Nobody was promoted'
    """
    meta = figure.layout["meta"]
    return str(meta["finding"]) if "nothing" in meta else None


def mean_of(results: Results) -> str:
    """Say what an average is taken over."""
    count = results.completed
    return "one replication" if count == 1 else f"mean of {count:,} replications"


def fan_of(results: Results) -> str:
    """Say what the line and the bands of a fan chart are, or why there are no bands."""
    count = results.completed
    line = "one replication" if count == 1 else f"median of {count:,} replications"
    if enough_for_ranges(count):
        drawn = ", by luck and assumptions" if "uncertain" in results.manifest else ""
        return f"{line}, with bands that hold 50 % and 90 % of them{drawn}"
    return f"{line}; {NO_RANGES}"
