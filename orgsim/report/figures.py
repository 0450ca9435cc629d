"""The figures of the page, each drawn once for wide and once for narrow windows."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from orgsim.plots.theme import says_why_not
from orgsim.report.markup import prose, section, text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import plotly.graph_objects as go

_TOP_MARGIN = 34  # pixels: the page sets title and note as text, only panel headings remain


@dataclass(frozen=True)
class PageFigure:
    """A figure of the page: its place, its heading, and how to draw it for so many columns."""

    chapter: str
    identity: str
    heading: str
    draw: Callable[[int], go.Figure]


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
        The drawings as JSON that is safe inside a script element.
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
        meta = wide.layout.meta
        plot = f"{figure.identity}-plot"
        drawings[plot] = {"wide": _without_title(wide), "narrow": _without_title(figure.draw(1))}
        content = (
            f'<p class="finding">{prose(meta["finding"])}</p>\n<figure>\n'
            f'<div class="plot" id="{plot}" role="img" '
            f'aria-label="{text(meta["finding"])}"></div>\n'
            f"<figcaption>{prose(meta['note'])}</figcaption>\n</figure>"
        )
        made = section(figure.identity, figure.heading, content)
        sections.append(Section(figure.chapter, figure.identity, figure.heading, made))
    # "<" never stands in the JSON, so no text in it can end the script element.
    packed = json.dumps(drawings, separators=(",", ":")).replace("<", "\\u003c")
    return Drawn(sections, packed if drawings else "", left_out)


def _without_title(figure: go.Figure) -> dict[str, Any]:
    """Leave title and note to the page, which wraps them to any width."""
    spared = figure.layout.meta["top"] - _TOP_MARGIN
    figure.update_layout(
        title=None,
        meta=None,
        height=figure.layout.height - spared,
        margin_t=_TOP_MARGIN,
        margin_l=figure.layout.margin.l,
    )
    drawing: dict[str, Any] = json.loads(figure.to_json())
    return {"data": drawing["data"], "layout": drawing["layout"]}
