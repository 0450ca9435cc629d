"""The parser's complaints about YAML that cannot be read, in plain words."""

import re
from typing import Any

from ruamel.yaml.error import MarkedYAMLError, YAMLError

from orgsim.scenario.problems import Mark, Problem, Source

_WORDS = [
    (
        r"mapping values are not allowed here",
        "no colon can stand here; indent like the neighbours, or put text with colons in quotes",
    ),
    (r"found character '\\t'.*", "a tab cannot stand here; indent with spaces"),
    (
        r"found character ('.') that cannot start any token",
        r"text that starts with \1 must be in quotes",
    ),
    (r"expected ',' or '\]'.*", "a comma or ']' is missing in the list that opens here"),
    (r"expected ',' or '}}?'.*", "a comma or '}' is missing in the mapping that opens here"),
    (
        r"found unexpected (end of stream|document separator)",
        "the quote that opens here is never closed",
    ),
    (r"could not find expected ':'", "a colon is missing after the key that begins here"),
    (
        r"expected <block end>, but found.*",
        "this does not belong to what stands before it; indent the line like its neighbours",
    ),
    (
        r"sequence entries are not allowed here",
        "a list cannot start here; put each '-' on a line of its own",
    ),
    (
        r"found unknown escape character (.*)",
        r"\\ followed by \1 means nothing inside double quotes; use single quotes",
    ),
    (
        r"expected escape sequence of .*",
        "a backslash inside double quotes begins a special character; use single quotes",
    ),
    (r"found undefined tag handle.*", "tags have no place in a scenario; write the plain value"),
    (r"expected the node content, but found.*", "a value is missing here"),
    (
        r"expected alphabetic or numeric character, but found .*",
        "text that starts with '&', '*' or '%' must be in quotes",
    ),
    (
        r"expected '<document start>'.*|found non-comment content after document end.*",
        "the scenario ended before this line; a file holds one scenario",
    ),
]
_POINTS_AT_OPENING = ("opens here", "begins here")


def syntax_problems(
    error: YAMLError, source: Source, mark_of: Any, path: list[str | int]
) -> list[Problem]:
    """Explain why a text is not YAML.

    Parameters
    ----------
    error
        As the parser raised it.
    source
        The text, by lines.
    mark_of
        Turns one of the parser's marks into a place in `source`.
    path
        Where in the document the parser was.

    Returns
    -------
    list of Problem
        One, or one for each line that is indented with tabs when it was a tab.
    """
    problem = str(getattr(error, "problem", None) or error).splitlines()[0]
    if not isinstance(error, MarkedYAMLError) or error.problem_mark is None:
        return [Problem(source.name, 0, 0, "", f"this is not readable as YAML: {problem}")]
    mark: Mark = mark_of(error.problem_mark)
    message = f"this is not readable as YAML: {problem}"
    for pattern, words in _WORDS:
        if match := re.fullmatch(pattern, problem):
            message = match.expand(words)
            break
    if any(words in message for words in _POINTS_AT_OPENING) and error.context_mark is not None:
        mark = mark_of(error.context_mark)
        path = path[:-1] if path and isinstance(path[-1], int) else path
    if "tab cannot" in message:
        return [each.problem((), message) for each in _tabs(source, mark)]
    return [mark.problem(path, message)]


def _tabs(source: Source, first: Mark) -> list[Mark]:
    """Return the tab found and those that indent later lines: they will be found one by one."""
    marks = [first]
    for number, line in enumerate(source.lines[first.line :], start=first.line + 1):
        indent = re.match(r"[ \t]*", line)
        if indent and "\t" in indent.group():
            marks.append(Mark(source, number, indent.group().index("\t") + 1))
    return marks
