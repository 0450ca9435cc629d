"""What is wrong with a scenario file, and exactly where."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_EXCERPT_WIDTH = 100
_BEFORE_CARET = 70
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Source:
    """A text that a scenario is made of, by the name that messages use for it.

    Attributes
    ----------
    name : str
        Such as ``plan.yaml``, ``preset/startup.yaml`` or ``--set``.
    lines : tuple of str
        Its lines, to show excerpts; for ``--set`` one line per override.
    """

    name: str
    lines: tuple[str, ...] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a source: line and column, both from 1."""

    source: Source
    line: int
    column: int

    def problem(self, path: Iterable[str | int], message: str) -> "Problem":
        """Return the problem that something at this place has."""
        return Problem(
            self.source.name, self.line, self.column, dotted(path), message, self.excerpt()
        )

    def excerpt(self) -> str:
        """Return the line in question with a caret under the column, or ``""``."""
        if not 1 <= self.line <= len(self.source.lines):
            return ""
        text = _UNPRINTABLE.sub(" ", self.source.lines[self.line - 1])
        start = max(0, self.column - 1 - _BEFORE_CARET) if len(text) > _EXCERPT_WIDTH else 0
        caret = " " * (self.column - 1 - start) + "^"
        return f"{text[start : start + _EXCERPT_WIDTH].rstrip()}\n{caret}" if text.strip() else ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a scenario, or one warning about it.

    Attributes
    ----------
    file : str
        The file as the user named it, ``preset/NAME.yaml``, or ``--set``.
    line, column : int
        From 1; for ``--set`` the line counts the overrides. 0 when the whole file is meant.
    path : str
        Where it stands in the scenario, such as ``organizations.startup.plan.growth``; may be
        empty.
    message : str
        The problem, what was found, what is allowed and what was probably meant.
    excerpt : str
        The source line and, below it, a caret under the column; may be empty.
    severity : {"error", "warning"}
        Whether the scenario can be run all the same.
    """

    file: str
    line: int
    column: int
    path: str
    message: str
    excerpt: str = ""
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        file = _UNPRINTABLE.sub("?", self.file)
        place = f"{file}:{self.line}:{self.column}" if self.line else file
        kind = "warning" if self.severity == "warning" else ""
        line = ": ".join(part for part in (place, kind, self.path, self.message) if part)
        return "\n".join([line, *(f"    {shown}" for shown in self.excerpt.splitlines())])


class ScenarioError(Exception):
    """A scenario cannot be used; says everything that is wrong with it.

    Parameters
    ----------
    problems
        One or more, in the order in which they are to be read.

    Attributes
    ----------
    problems : tuple of Problem
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems[:_MOST_SHOWN]]
        if len(self.problems) > _MOST_SHOWN:
            lines.append(f"... and {len(self.problems) - _MOST_SHOWN} more")
        return "\n".join(lines)


def dotted(path: Iterable[str | int]) -> str:
    """Return a path as people read and write it.

    >>> dotted(["organizations", "startup", "trigger", "months", 1])
    'organizations.startup.trigger.months[1]'
    """
    text = ""
    for step in path:
        if isinstance(step, int):
            text += f"[{step}]"
        else:
            word = (
                step
                if step.isprintable() and len(step) <= _EXCERPT_WIDTH
                else repr(step[:_EXCERPT_WIDTH])
            )
            text += f".{word}" if text else word
    return text
