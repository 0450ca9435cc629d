"""A YAML document as a tree in which every key and value knows where it was written."""

from collections.abc import Iterator
from collections.abc import Sequence as AbstractSequence
from dataclasses import dataclass, field
from typing import Any

from orgsim.scenario.problems import Mark


@dataclass(slots=True)
class Node:
    """A value in a document.

    Attributes
    ----------
    mark : Mark
        Where it begins.
    size, height : int
        How many nodes it holds once aliases are expanded, and how deeply they nest.
    """

    mark: Mark
    size: int = field(default=1, kw_only=True)
    height: int = field(default=1, kw_only=True)

    def data(self) -> Any:
        """Return plain Python data."""
        return None


@dataclass(slots=True)
class Broken(Node):
    """A value that has been complained about already; nothing more is said about it."""


@dataclass(slots=True)
class Scalar(Node):
    """Text, a number, true, false or null; `written` is how it stands in the file."""

    value: bool | int | float | str | None
    written: str

    def data(self) -> Any:
        """Return plain Python data."""
        return self.value


@dataclass(slots=True)
class Entry:
    """A value under a key, and where the key stands."""

    key_mark: Mark
    node: Node


@dataclass(slots=True)
class Mapping(Node):
    """Values by key, in the order written."""

    entries: dict[str, Entry] = field(default_factory=dict)

    def data(self) -> Any:
        """Return plain Python data."""
        return {key: entry.node.data() for key, entry in self.entries.items()}

    def text(self, key: str) -> str | None:
        """Return the text under `key`, or None where there is no text."""
        entry = self.entries.get(key)
        if entry and isinstance(entry.node, Scalar) and isinstance(entry.node.value, str):
            return entry.node.value
        return None


@dataclass(slots=True)
class Sequence(Node):
    """A list of values."""

    items: list[Node] = field(default_factory=list)

    def data(self) -> Any:
        """Return plain Python data."""
        return [item.data() for item in self.items]


def child(node: Node, step: str | int) -> Node | None:
    """Return the value one step down, or None where there is none."""
    if isinstance(node, Mapping) and step in node.entries:
        return node.entries[str(step)].node
    if isinstance(node, Sequence) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def marks(node: Node) -> Iterator[Mark]:
    """Yield where the parts of a tree stand, keys and values."""
    yield node.mark
    if isinstance(node, Mapping):
        for entry in node.entries.values():
            yield entry.key_mark
            yield from marks(entry.node)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from marks(item)


def leaves(node: Node, path: AbstractSequence[str | int] = ()) -> dict[tuple[str | int, ...], Mark]:
    """Return where each leaf of a tree was written: by path, the place of its value.

    A list is a leaf, because an overlay replaces it whole.
    """
    if not isinstance(node, Mapping) or not node.entries:
        return {tuple(path): node.mark}
    found: dict[tuple[str | int, ...], Mark] = {}
    for key, entry in node.entries.items():
        found.update(leaves(entry.node, (*path, key)))
    return found
