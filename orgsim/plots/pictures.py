"""Figures as files: PNG and SVG drawn by a browser without a window, HTML that opens offline."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Any, NamedTuple

import plotly.graph_objects as go

FORMATS = ("png", "svg", "html")
"""What a picture can be."""

_SCALE = 2  # pixels of a PNG to a pixel of the layout, for screens and print of today


class PicturesUnavailable(RuntimeError):  # noqa: N818 - reads as what is the case
    """What draws PNG and SVG is not installed, or does not start; says what to install."""


class Picture(NamedTuple):
    """A figure with its size in pixels and the kind of file that it is to be."""

    figure: go.Figure
    width: int
    height: int
    format: str


def drawn(pictures: Sequence[Picture]) -> list[bytes]:
    """Draw figures into the bytes of files; one browser draws them all.

    Parameters
    ----------
    pictures
        What to draw, each as one of ``FORMATS``. A PNG has twice as many pixels either way.

    Returns
    -------
    list of bytes

    Raises
    ------
    PicturesUnavailable
        When a PNG or an SVG is asked for and kaleido or a browser is missing.

    Examples
    --------
    >>> figure = go.Figure(go.Bar(y=[1, 2]))
    >>> b"<html>" in drawn([Picture(figure, 800, 400, "html")])[0]
    True
    """
    by_browser = [picture for picture in pictures if picture.format != "html"]
    images = iter(_by_browser(by_browser) if by_browser else [])
    return [_page(each) if each.format == "html" else next(images) for each in pictures]


def _page(picture: Picture) -> bytes:
    figure = go.Figure(picture.figure)
    figure.update_layout(width=picture.width, height=picture.height)
    page: str = figure.to_html(config={"displaylogo": False, "displayModeBar": False})
    return page.encode()


def _by_browser(pictures: Sequence[Picture]) -> list[bytes]:
    try:
        import kaleido  # noqa: PLC0415 - it is an extra, and few need it
        from kaleido.errors import (  # noqa: PLC0415
            BrowserClosedError,
            BrowserFailedError,
            ChromeNotFoundError,
        )
    except ImportError:
        raise PicturesUnavailable(
            "PNG and SVG need the package kaleido, which is not installed: "
            "pip install 'orgsim[png]'; HTML needs nothing"
        ) from None

    async def draw() -> list[bytes]:
        # Without mathjax=False it would look for that on the network.
        async with kaleido.Kaleido(n=1, mathjax=False) as browser:
            return [
                await browser.calc_fig(each.figure.to_dict(), opts=_options(each))
                for each in pictures
            ]

    try:
        return asyncio.run(draw())
    except ChromeNotFoundError:
        raise PicturesUnavailable(
            "PNG and SVG need Chromium or Chrome, and none was found: apt-get install chromium, "
            "or set BROWSER_PATH to where it is; HTML needs nothing"
        ) from None
    except (BrowserFailedError, BrowserClosedError) as error:
        raise PicturesUnavailable(
            f"PNG and SVG need Chromium or Chrome, and the one found does not start: "
            f"{_first_line(error)}"
        ) from None


def _options(picture: Picture) -> dict[str, Any]:
    scale = _SCALE if picture.format == "png" else 1
    return {
        "format": picture.format,
        "width": picture.width,
        "height": picture.height,
        "scale": scale,
    }


def _first_line(error: Exception) -> str:
    return str(error.args[0] if error.args else error).strip().splitlines()[0]
