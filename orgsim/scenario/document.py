"""From text to a tree of nodes, with everything rejected that a scenario has no use for.

The parser's *events* are read one by one, without recursion and without building values, so
that a hostile file costs no more than its length: no tags (``!!python/object``), no merge keys,
one document, no alias that refers to itself or multiplies, no nesting deeper than a person
writes. Mistakes that do not make the rest unreadable are collected, not raised.
"""

from dataclasses import dataclass
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml import events as yaml_events
from ruamel.yaml.error import YAMLError

from orgsim.scenario.nodes import Broken, Entry, Mapping, Node, Scalar, Sequence
from orgsim.scenario.problems import Mark, Problem, Source
from orgsim.scenario.scalars import plain_value
from orgsim.scenario.source_text import ODD_CHARACTERS
from orgsim.scenario.syntax import syntax_problems
from orgsim.units import closest, sentence, shown

DEEPEST = 100
"""Levels of nesting; a scenario needs fewer than ten."""

MOST_NODES = 100_000
"""Keys and values once aliases are expanded; the shipped scenarios have a few hundred."""


@dataclass
class _Open:
    """A mapping or list whose end has not been read."""

    node: Mapping | Sequence
    anchor: str | None
    key: str | None = None
    key_mark: Mark | None = None


class _Stop(Exception):  # noqa: N818 - not an error: what follows cannot be read
    pass


def read_document(
    source: Source, offset: Mark | None = None, text: str | None = None
) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document.

    Parameters
    ----------
    source
        What to read, and the name and lines for messages.
    offset, text
        Read `text` instead of the source's lines; it stands in the source from `offset` on.

    Returns
    -------
    node : Node or None
        None when nothing usable could be read; there are problems then.
    problems : list of Problem
        In the order found.
    """
    reader = _Reader(source, offset or Mark(source, 1, 1))
    return reader.read("\n".join(source.lines) if text is None else text)


class _Reader:
    """Turns events into nodes; one for each document."""

    def __init__(self, source: Source, offset: Mark) -> None:
        self._source = source
        self._offset = offset
        self._problems: list[Problem] = []
        self._open: list[_Open] = []
        self._anchors: dict[str, Node | None] = {}
        self._root: Node | None = None
        self._count = 0

    def read(self, text: str) -> tuple[Node | None, list[Problem]]:
        parser = YAML(typ="safe", pure=True)
        try:
            for event in parser.parse(text):
                self._take(event)
        except _Stop:
            return None, self._problems
        except YAMLError as error:
            self._problems += syntax_problems(error, self._source, self._mark, self._path())
            return None, self._problems
        if self._root is None or self._root == Scalar(self._root.mark, None, ""):
            message = (
                "nothing is written here, only comments; a scenario needs at least organizations"
            )
            return None, [*self._problems, self._offset.problem((), message)]
        return self._root, self._problems

    def _mark(self, mark: Any) -> Mark:
        line, column = mark.line, mark.column + 1
        if line == 0:
            column += self._offset.column - 1
        return Mark(self._source, line + self._offset.line, column)

    def _path(self) -> list[str | int]:
        steps: list[str | int] = []
        for level in self._open:
            if isinstance(level.node, Sequence):
                steps.append(len(level.node.items))
            elif level.key is not None:
                steps.append(level.key)
        return steps

    def _complain(self, mark: Mark, message: str) -> None:
        self._problems.append(mark.problem(self._path(), message))

    def _give_up(self, mark: Mark, message: str, path: tuple[str, ...] | None = None) -> NoReturn:
        self._problems.append(mark.problem(self._path() if path is None else path, message))
        raise _Stop

    def _take(self, event: Any) -> None:
        match event:
            case yaml_events.DocumentStartEvent():
                self._start_document(event)
            case yaml_events.MappingStartEvent() | yaml_events.SequenceStartEvent():
                self._start(event)
            case yaml_events.MappingEndEvent() | yaml_events.SequenceEndEvent():
                self._end()
            case yaml_events.ScalarEvent():
                node = self._scalar(event)
                if event.anchor:
                    self._anchors[event.anchor] = node
                self._attach(node)
            case yaml_events.AliasEvent():
                self._attach(self._alias(event))
            case _:
                pass

    def _start_document(self, event: Any) -> None:
        mark = self._mark(event.start_mark)
        if self._root is not None:
            self._give_up(mark, "a second document begins here; a file holds one scenario")
        if event.version is not None and tuple(event.version) != (1, 2):
            version = ".".join(map(str, event.version))
            lines = self._source.lines[: mark.line]
            number = next(i for i, line in enumerate(lines, 1) if line.startswith("%YAML"))
            mark = Mark(self._source, number, 1)
            self._complain(
                mark, f"scenario files are YAML 1.2, got %YAML {version}; leave this line out"
            )

    def _start(self, event: Any) -> None:
        mark = self._mark(event.start_mark)
        self._check_tag(event, mark)
        if len(self._open) >= DEEPEST:
            self._give_up(mark, f"nested too deeply; allowed: {DEEPEST} levels", path=())
        is_mapping = isinstance(event, yaml_events.MappingStartEvent)
        node = Mapping(mark) if is_mapping else Sequence(mark)
        if event.anchor:
            self._anchors[event.anchor] = None
        self._open.append(_Open(node, event.anchor))

    def _end(self) -> None:
        closed = self._open.pop()
        node = closed.node
        inside = (
            [entry.node for entry in node.entries.values()]
            if isinstance(node, Mapping)
            else node.items
        )
        node.size = 1 + sum(each.size for each in inside)
        node.height = 1 + max((each.height for each in inside), default=0)
        if closed.anchor:
            self._anchors[closed.anchor] = node
        self._attach(node)

    def _scalar(self, event: Any) -> Node:
        mark = self._mark(event.start_mark)
        if self._check_tag(event, mark):
            return Broken(mark)
        if event.style is not None:
            if ODD_CHARACTERS.search(event.value):
                self._complain(mark, f"text must be printable, got {shown(event.value)}")
                return Broken(mark)
            return Scalar(mark, event.value, event.value)
        if event.value == "" and self._open:
            return self._empty(mark)
        try:
            return Scalar(mark, plain_value(event.value), event.value)
        except ValueError as error:
            self._complain(mark, f"{error}, got {shown(event.value)}")
            return Broken(mark)

    def _empty(self, mark: Mark) -> Node:
        """Complain about a key or dash with nothing after it: a slip, and too short for a null."""
        parent = self._open[-1]
        if isinstance(parent.node, Sequence):
            self._complain(mark, "nothing is written after this dash")
        elif parent.key_mark is None:
            self._complain(mark, "a key must be a word, got nothing")
        elif parent.key is not None:
            message = (
                "nothing is written here; leave the key out, "
                "or write null to remove what the base says"
            )
            self._complain(parent.key_mark, message)
        return Broken(mark)

    def _check_tag(self, event: Any, mark: Mark) -> bool:
        """Complain about a tag; return whether there was one."""
        if event.tag is None:
            return False
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        self._complain(
            mark, f"tags have no place in a scenario, got {shown(tag)}; write the plain value"
        )
        return True

    def _alias(self, event: Any) -> Node:
        mark = self._mark(event.start_mark)
        name = event.anchor
        if name not in self._anchors:
            known = closest(name, self._anchors)
            self._complain(
                mark,
                sentence(
                    f"no anchor '&{name}' before this alias", suggestion=known and f"*{known}"
                ),
            )
            return Broken(mark)
        node = self._anchors[name]
        if node is None:
            self._complain(
                mark, f"the alias '*{name}' stands inside what it refers to, a circle without end"
            )
            return Broken(mark)
        if len(self._open) + node.height > DEEPEST:
            message = f"nested too deeply through the alias '*{name}'; allowed: {DEEPEST} levels"
            self._give_up(mark, message, path=())
        self._count += node.size
        if self._count > MOST_NODES:
            message = (
                f"the aliases multiply to more than {MOST_NODES:,} values; write out what is meant"
            )
            self._give_up(mark, message)
        return node

    def _attach(self, node: Node) -> None:
        """Put a finished node where it belongs: as the root, into a list, as a key or its value."""
        self._count += 1
        if self._count > MOST_NODES:
            self._give_up(node.mark, f"more than {MOST_NODES:,} values are too many for a scenario")
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if isinstance(parent.node, Sequence):
            parent.node.items.append(node)
        elif parent.key_mark is None:
            parent.key, parent.key_mark = self._key(parent.node, node), node.mark
        else:
            if parent.key is not None:
                parent.node.entries[parent.key] = Entry(parent.key_mark, node)
            parent.key = parent.key_mark = None

    def _key(self, mapping: Mapping, node: Node) -> str | None:
        """Return the key that a node is, or None when its value is to be dropped."""
        if isinstance(node, Broken):
            return None
        if not isinstance(node, Scalar) or node.value is None or node.value == "":
            self._complain(node.mark, f"a key must be a word, got {shown(node.data())}")
            return None
        key = node.written
        if key == "<<":
            self._complain(node.mark, "merge keys (<<) have no place in a scenario; use extends")
            return None
        if key in mapping.entries:
            first = mapping.entries[key].key_mark.line
            self._complain(node.mark, f"the key {shown(key)} is given twice, first on line {first}")
            return None
        return key
