"""From the bytes of a file to text that a parser can be given."""

import re

from orgsim.scenario.problems import Mark, Problem, ScenarioError, Source

LARGEST_FILE = 1_000_000
"""Bytes; the shipped scenarios are a few thousand, and reading a megabyte takes seconds."""

ODD_CHARACTERS = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)
"""Control characters but tab and line feed, invisible line breaks, halves of characters."""


def decode(data: bytes, name: str) -> Source:
    """Read a file's bytes as UTF-8 text.

    Raises
    ------
    ScenarioError
        When they are too many, none, not UTF-8, or hold characters that no text needs.
    """
    if len(data) > LARGEST_FILE:
        raise _refusal(name, "the file is too large for a scenario; allowed: up to 1 MB")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _refusal(name, "the file is UTF-16; save it as UTF-8")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ScenarioError([_not_utf8(data, error, name)]) from None
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    source = Source(name, tuple(text.split("\n")))
    if not text.strip():
        raise _refusal(
            name,
            "the file is empty; a scenario needs at least name, start, horizon and organizations",
        )
    if problems := odd_characters(source):
        raise ScenarioError(problems)
    return source


def odd_characters(source: Source) -> list[Problem]:
    """Complain about the first control or invisible line-breaking character of each line."""
    problems = []
    for number, line in enumerate(source.lines, start=1):
        if odd := ODD_CHARACTERS.search(line):
            message = f"a character that text cannot hold, got U+{ord(odd.group()):04X}; delete it"
            problems.append(Mark(source, number, odd.start() + 1).problem((), message))
    return problems


def _refusal(name: str, message: str) -> ScenarioError:
    return ScenarioError([Problem(name, 0, 0, "", message)])


def _not_utf8(data: bytes, error: UnicodeDecodeError, name: str) -> Problem:
    start = error.start + (
        len(data) - len(error.object)
    )  # the decoder does not see a byte order mark
    before = re.split(rb"\r\n|\r|\n", data[:start])
    line_start = start - len(before[-1])
    line_end = re.search(rb"[\r\n]", data[start:])
    line = data[line_start : start + line_end.start() if line_end else len(data)]
    guess = data[start : start + 1].decode("cp1252", errors="replace")
    column = len(before[-1].decode("utf-8-sig")) + 1
    shown = line.decode("utf-8-sig", errors="replace")
    likely = f" (perhaps {guess!r} in Latin-1)" if guess.isprintable() and guess != "\ufffd" else ""
    source = Source(name, ("",) * (len(before) - 1) + (shown,))
    message = f"not UTF-8 text, got byte 0x{data[start]:02X}{likely}; save it as UTF-8"
    return Mark(source, len(before), column).problem((), message)
