"""A figure as plain mappings and lists: cheap to put together, plotly's own where one is asked for.

plotly checks every property when it is set, and copies all annotations for each that is added. A
page of fifteen figures in two shapes took seven seconds that way, nearly all of it checking what
had been checked before. So a figure is put together here, goes to a page as it is, and becomes a
``plotly.graph_objects.Figure``, checked once as a whole, where a notebook or a file asks for one.
"""

from __future__ import annotations

import copy
import functools
import inspect
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, ParamSpec, Protocol, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import plotly.graph_objects as go

P = ParamSpec("P")


@dataclass
class Drawing:
    """What is drawn: the properties that plotly.js knows, under its names; None stands for unset.

    Attributes
    ----------
    traces
        Lines, bars and the like, in the order in which they are drawn.
    layout
        Everything else but shapes and annotations.
    shapes, annotations
        Of the layout, in the order in which they are drawn.
    """

    traces: list[dict[str, Any]] = field(default_factory=list)
    layout: dict[str, Any] = field(default_factory=dict)
    shapes: list[dict[str, Any]] = field(default_factory=list)
    annotations: list[dict[str, Any]] = field(default_factory=list)

    def add_scatter(self, **properties: Any) -> None:
        """Add lines, markers or areas."""
        self.traces.append({"type": "scatter", **properties})

    def add_bar(self, **properties: Any) -> None:
        """Add bars."""
        self.traces.append({"type": "bar", **properties})

    def add_sankey(self, **properties: Any) -> None:
        """Add nodes with streams between them."""
        self.traces.append({"type": "sankey", **properties})

    def add_shape(self, **properties: Any) -> None:
        """Add a line or an area that no data stands behind."""
        self.shapes.append(properties)

    def add_annotation(self, **properties: Any) -> None:
        """Add text."""
        self.annotations.append(properties)

    def add_axis(self, name: str, settings: Mapping[str, Any]) -> None:
        """Set up an axis, by the name by which traces refer to it, as in "x" or "y2"."""
        # Copied, as several panels may be given the same settings, and one of them a title.
        self.layout[_of_layout(name)] = copy.deepcopy(dict(settings))

    def title_axis(self, name: str, text: str) -> None:
        """Say what an axis shows and in which unit."""
        self.layout[_of_layout(name)].setdefault("title", {})["text"] = text

    def update_layout(self, **properties: Any) -> None:
        """Set properties of the layout; of mappings, those named, the others stay."""
        _merge(self.layout, properties)

    def whole_layout(self) -> dict[str, Any]:
        """Return the layout as plotly.js knows it, with shapes and annotations."""
        parts = {"shapes": self.shapes, "annotations": self.annotations}
        return self.layout | {name: part for name, part in parts.items() if part}

    def figure(self) -> go.Figure:
        """Return plotly's figure, which has checked everything.

        Raises
        ------
        ValueError
            When plotly knows a property or its value not.
        """
        # Imported here as a page needs no figure of plotly's.
        import plotly.graph_objects as go  # noqa: PLC0415

        figure = go.Figure(data=self.traces, layout=self.whole_layout())
        figure.layout.template = None
        return figure


def _of_layout(axis: str) -> str:
    """Name under which the layout has an axis.

    Examples
    --------
    >>> _of_layout("y"), _of_layout("x2")
    ('yaxis', 'xaxis2')
    """
    return f"{axis[0]}axis{axis[1:]}"


def _merge(into: dict[str, Any], properties: Mapping[str, Any]) -> None:
    for name, value in properties.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


class DrawsFigure(Protocol[P]):
    """A function that draws a figure."""

    __name__: str
    drawing: Callable[P, Drawing]
    """The same without plotly."""

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> go.Figure:
        """Draw it as plotly's figure."""


def as_figure(draw: Callable[P, Drawing]) -> DrawsFigure[P]:
    """Let a function that draws return plotly's figure, and the drawing as ``.drawing(...)``.

    The figure raises TypeError where it is asked of another kind of result than the function names.
    """
    signature = inspect.signature(draw)
    first = next(iter(signature.parameters.values()), None)
    # By name, as the module of a figure imports the classes for types alone.
    kinds = str(first.annotation).split(" | ") if first else []
    told_of = kinds if set(kinds) <= {"Results", "Comparison", "Sweep"} else []

    @functools.wraps(draw)
    def figure(*args: P.args, **kwargs: P.kwargs) -> go.Figure:
        given = args[0] if args else None
        names = {each.__name__ for each in type(given).__mro__}
        if args and told_of and not names & set(told_of):
            of = " or ".join(told_of)
            raise TypeError(f"{draw.__name__} is drawn of {of}, got {type(given).__name__}")
        return draw(*args, **kwargs).figure()

    told = signature.replace(return_annotation="plotly.graph_objects.Figure")
    figure.__signature__ = told  # type: ignore[attr-defined]
    figure.drawing = draw  # type: ignore[attr-defined]
    return cast("DrawsFigure[P]", figure)
