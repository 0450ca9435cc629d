"""Words beside lines, areas and dots, moved apart so that they do not collide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orgsim.plots.theme import INK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orgsim.plots.drawing import Drawing


def add_label(
    figure: Drawing,
    text: str,
    place: tuple[object, float],
    axes: tuple[str, str],
    *,
    away: float = 6,
    size: int = 11,
    colour: str = INK,
) -> None:
    """Write something beside a place: on its right, or on its left where `away` is negative.

    Parameters
    ----------
    figure
        Changed in place.
    text
        Escaped, with its line breaks.
    place
        Where on the two axes.
    axes
        What they are: names of axes, of their domains, or "paper".
    away
        Pixels between the place and the text.
    size, colour
        Of the text.
    """
    side = "left" if away > 0 else "right"
    figure.add_annotation(
        text=text,
        x=place[0],
        y=place[1],
        xref=axes[0],
        yref=axes[1],
        xanchor=side,
        yanchor="middle",
        xshift=away,
        align=side,
        showarrow=False,
        font={"size": size, "color": colour},
    )


def spread_out(wanted: Sequence[float], gaps: Sequence[float], top: float) -> list[float]:
    """Move labels apart as little as a simple pass up and down needs.

    Parameters
    ----------
    wanted
        Where the labels would like to be, increasing.
    gaps
        Space each label takes, same length and unit.
    top
        The scale runs from 0 to here; labels stay within.

    Returns
    -------
    list of float
        Centres, at least half of both neighbours' gaps apart where there is room for all.

    Examples
    --------
    >>> spread_out([0.5, 0.5, 0.875], [0.125, 0.125, 0.125], 1.0)
    [0.5, 0.625, 0.875]
    """
    placed: list[float] = []
    floor = 0.0
    for value, gap in zip(wanted, gaps, strict=True):
        placed.append(max(value, floor + gap / 2))
        floor = placed[-1] + gap / 2
    ceiling = top
    for index in range(len(placed) - 1, -1, -1):
        placed[index] = min(placed[index], ceiling - gaps[index] / 2)
        ceiling = placed[index] - gaps[index] / 2
    return placed
