"""Overlays: what an overlay on a section means, in scenario files and for rules that change later.

Mappings merge, lists and single values replace, ``null`` removes what the base says. Where an
overlay states another `kind` than its base, the mapping is another thing and is replaced, not
merged. Where it states one of several ways of saying a thing, such as the `count` of `seats`, the
base's way is dropped. A single value where levels may differ is that of all levels: an overlay by
level changes it where it says so. A new key takes its place beside the key it is written next to,
so that an overlay can put a level between two others.

What is merged may be plain data or the tree of a document in which every value knows its place: a
`Form` takes it apart and puts it together.
"""

from __future__ import annotations

import typing
from abc import ABC, abstractmethod
from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from orgsim.rules.kinds import KIND, below, of_kind
from orgsim.rules.section import ByLevel, MappingByLevel

N = TypeVar("N")

DEFAULT = "default"


class Form(ABC, Generic[N]):
    """How a kind of tree is taken apart and put together."""

    @abstractmethod
    def parts(self, node: N | None) -> Mapping[str, N] | None:
        """The values of a mapping by key, None where the node is no mapping."""

    @abstractmethod
    def value(self, node: N) -> object:
        """A single value; None for null, anything but None for mappings and lists."""

    @abstractmethod
    def merged(self, base: N, overlay: N, parts: Mapping[str, N]) -> N:
        """The mapping that `overlay` makes of `base`, of values from both."""

    @abstractmethod
    def everywhere(self, node: N) -> N:
        """The mapping that has a value as that of all levels."""

    def below(self, expected: Any, step: str) -> Any:
        """What belongs one step further down, None where that is not known."""
        return below(expected, step)

    def merge(self, base: N | None, overlay: N, expected: Any = None) -> N:
        """A base as changed by an overlay; neither is changed.

        Parameters
        ----------
        base, overlay
        expected
            The type of what both describe, None where it is not known.

        Examples
        --------
        >>> base = {"seats": 3, "track": "ic"}
        >>> PlainData().merge(base, {"seats": None, "title": "Boss"})
        {'title': 'Boss', 'track': 'ic'}
        """
        if base is None:
            return overlay
        by_level = _by_level(expected)
        if by_level is not None:
            base, overlay = self._alike(base, overlay, by_level)
        under, above = self.parts(base), self.parts(overlay)
        if under is None or above is None:
            return overlay
        kinds = self._text(under, KIND), self._text(above, KIND)
        if None not in kinds and kinds[0] != kinds[1]:
            return overlay
        model = of_kind(expected, kinds[1] or kinds[0])
        replaced = self._replaced(model, under, above)
        kept = [key for key in under if key not in replaced]
        parts: dict[str, N] = {}
        for key in _order(kept, list(above)):
            if key not in above:
                parts[key] = under[key]
            elif key not in kept:
                parts[key] = above[key]
            elif self.value(above[key]) is not None:
                # Where neither says which kind, a key means the same in all kinds that have it.
                inside = self.below(expected if model is None else model, key)
                parts[key] = self.merge(under[key], above[key], inside)
        return self.merged(base, overlay, parts)

    def _text(self, parts: Mapping[str, N], key: str) -> str | None:
        value = self.value(parts[key]) if key in parts else None
        return value if isinstance(value, str) else None

    def _replaced(self, model: Any, under: Mapping[str, N], above: Mapping[str, N]) -> set[str]:
        """The keys of what the overlay says in another way, or about another thing."""
        stated = {key for key, node in above.items() if self.value(node) is not None}
        replaced: set[str] = set()
        for ways in getattr(model, "exclusive", ()):
            if any(stated & set(way) for way in ways):
                replaced |= {key for way in ways if not stated & set(way) for key in way}
        for key, name in getattr(model, "belonging", {}).items():
            if name in stated and self._text(above, name) != self._text(under, name):
                replaced.add(key)
        return replaced

    def _alike(self, base: N, overlay: N, model: type[ByLevel[Any]]) -> tuple[N, N]:
        """A base and an overlay of which neither or both are by level."""
        under, above = self._is_by_level(base, model), self._is_by_level(overlay, model)
        if above and under is False:
            return self.everywhere(base), overlay
        if above is False and under:
            levels = self.parts(base) or {}
            # For all levels alike: nothing is left of what the base says about some.
            return (levels[DEFAULT] if list(levels) == [DEFAULT] else overlay), overlay
        return base, overlay

    def _is_by_level(self, node: N, model: type[ByLevel[Any]]) -> bool | None:
        """Whether there are values by level or one for all, None where nothing says which."""
        parts = self.parts(node)
        if parts is None:
            return None if self.value(node) is None else False
        if not issubclass(model, MappingByLevel):
            return True
        if any(self.parts(each) is not None for each in parts.values()):
            return True
        return None if all(self.value(each) is None for each in parts.values()) else False


class PlainData(Form[Any]):
    """Dictionaries, lists and single values."""

    def parts(self, node: Any) -> Mapping[str, Any] | None:
        """The values of a dictionary."""
        return node if isinstance(node, Mapping) else None

    def value(self, node: Any) -> object:
        """The value itself."""
        return node

    def merged(self, base: Any, overlay: Any, parts: Mapping[str, Any]) -> Any:
        """A new dictionary."""
        del base, overlay
        return dict(parts)

    def everywhere(self, node: Any) -> Any:
        """The value under `default`."""
        return {DEFAULT: node}


def _by_level(expected: Any) -> type[ByLevel[Any]] | None:
    """The model of values that may differ by level, None where something else belongs."""
    options = [expected, *typing.get_args(expected)]
    for option in options:
        if isinstance(option, type) and issubclass(option, ByLevel):
            return option
    return None


def _order(base: list[str], overlay: list[str]) -> list[str]:
    """All keys: the base's in their order, new ones beside their neighbours.

    >>> _order(["pm", "director", "vp"], ["director", "senior_director"])
    ['pm', 'director', 'senior_director', 'vp']
    >>> _order(["pm", "director"], ["apm", "pm"])
    ['apm', 'pm', 'director']
    """
    order = list(base)
    known = set(base)
    waiting: list[str] = []
    previous = None
    for key in overlay:
        if key in known:
            if waiting:
                place = order.index(key)
                order[place:place] = waiting
                waiting = []
            previous = key
        elif previous is None:
            waiting.append(key)
        else:
            order.insert(order.index(previous) + 1, key)
            previous = key
    return order + waiting
