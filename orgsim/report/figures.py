"""The figures of the page, each drawn once for wide and once for narrow windows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from orgsim.plots.moments import SLIDER_HEIGHT
from orgsim.plots.theme import says_why_not
from orgsim.report.compact import compact
from orgsim.report.markup import prose, section, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from orgsim.plots.drawing import Drawing

_TOP_MARGIN = 34  # pixels: the page sets title and note as text, only panel headings remain


@dataclass(frozen=True)
class PageFigure:
    """A figure of the page: its place, its heading, and how to draw it for so many columns."""

    chapter: str
    identity: str
    heading: str
    draw: Callable[[int], Drawing]


class Section(NamedTuple):
    """A section of the page: the chapter it belongs to, its anchor, its heading and its HTML."""

    chapter: str
    identity: str
    heading: str
    made: str


class Drawn(NamedTuple):
    """All figures of a page.

    Attributes
    ----------
    sections
        Of each figure that has something to show.
    drawings
        The drawings as JSON, "" without any.
    left_out
        Heading of each of the others, and why there is nothing in it.
    """

    sections: list[Section]
    drawings: str
    left_out: list[tuple[str, str]]


def draw_all(figures: Sequence[PageFigure]) -> Drawn:
    """Draw the figures; those that have nothing to show are only named."""
    drawings: dict[str, Any] = {}
    sections: list[Section] = []
    left_out = []
    for figure in figures:
        wide = figure.draw(2)
        reason = says_why_not(wide)
        if reason is not None:
            left_out.append((figure.heading, reason))
            continue
        meta = wide.layout["meta"]
        plot = f"{figure.identity}-plot"
        drawings[plot] = _shapes(_of_page(wide), _of_page(figure.draw(1)))
        content = (
            f'<p class="finding">{prose(meta["finding"])}</p>\n<figure>\n'
            f'<div class="plot" id="{plot}" role="img" '
            f'aria-label="{text(meta["finding"])}"></div>\n{_slider(plot, wide)}'
            f"<figcaption>{prose(meta['note'])}</figcaption>\n</figure>"
        )
        made = section(figure.identity, figure.heading, content)
        sections.append(Section(figure.chapter, figure.identity, figure.heading, made))
    packed = json.dumps(drawings, separators=(",", ":"), allow_nan=False)
    return Drawn(sections, packed if drawings else "", left_out)


def _slider(plot: str, drawing: Drawing) -> str:
    """Make the slider of a figure that shows one day at a time, "" for any other."""
    if "sliders" not in drawing.layout:
        return ""
    (slider,) = drawing.layout["sliders"]
    last, active = len(slider["steps"]) - 1, slider["active"]
    day = text(slider["steps"][active]["label"])
    return (
        f'<p class="slider"><label for="{plot}-slider">Day shown</label> '
        f'<input type="range" id="{plot}-slider" min="0" max="{last}" value="{active}" '
        f'autocomplete="off" aria-valuetext="{day}"> '
        f'<output for="{plot}-slider">{day}</output></p>\n'
    )


def _shapes(wide: dict[str, Any], narrow: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Put both shapes of a figure together; what is drawn in both stands in the wide one only."""
    if narrow["data"] == wide["data"]:
        narrow = {key: value for key, value in narrow.items() if key != "data"}
    return {"wide": wide, "narrow": narrow}


def _of_page(drawing: Drawing) -> dict[str, Any]:
    """Leave title, note and slider to the page, which wraps text and can be worked by keyboard."""
    layout = drawing.whole_layout()
    steps = [
        {"label": step["label"], "args": compact(step["args"])}
        for slider in layout.pop("sliders", ())
        for step in slider["steps"]
    ]
    below = SLIDER_HEIGHT if steps else 0
    layout["height"] -= layout["meta"]["top"] - _TOP_MARGIN + below
    layout["margin"] = layout["margin"] | {"t": _TOP_MARGIN, "b": layout["margin"]["b"] - below}
    del layout["title"], layout["meta"]
    shape = {"data": compact(drawing.traces), "layout": compact(layout)}
    return {**shape, "steps": steps} if steps else shape
