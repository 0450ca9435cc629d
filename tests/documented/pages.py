"""Pages of the documentation as what they tell a reader to do: files to write, commands to type.

A page is played from top to bottom in one folder, in which `scenarios/` stands as in a clone:

- a fenced block whose first line is a comment with a file's name (`# plan.yaml`) is that file;
- a `console` block has commands after `$ `, and what they print below; a line `...` in it stands
  for lines left out. A command with nothing below it just has to succeed;
- `python` blocks are run one after the other, in one namespace, and `sql` blocks by DuckDB.

What a command prints is compared with the page, so that no number stands there that no command
gives. `python -m documented` puts what is printed now in its place.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from orgsim.cli.main import main

ROOT = Path(__file__).parents[2]

PAGES = (
    *(ROOT / "docs" / f"{name}.md" for name in ("tutorial", "comparing", "sensitivity")),
    *sorted((ROOT / "docs" / "how_to").glob("*.md")),
)
"""Those that are played."""

ELSEWHERE = (".", "cd", "make", "pip", "python3")
"""Commands that set things up; a test of a page has that behind it."""

WITH_WORKERS = ("run", "compare", "sweep")

LEFT_OUT = "..."


class PageError(AssertionError):
    """A page promises what does not happen."""


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Parameters
    ----------
    language
        What stands after the fence.
    text
        The lines between the fences.
    """

    language: str
    text: str

    @property
    def file(self) -> str | None:
        """Name of the file that the block is, None where it is none."""
        named = re.match(r"# ([\w/]+\.(?:yaml|py|csv))\n", self.text)
        return named[1] if named else None


@dataclass(frozen=True)
class Command:
    """A command and the lines that the page shows below it."""

    words: tuple[str, ...]
    shown: tuple[str, ...]


@dataclass(frozen=True)
class Printed:
    """What a command printed, beside what the page shows."""

    command: Command
    lines: tuple[str, ...]


def blocks(text: str) -> list[Block]:
    """Return the fenced blocks of a page."""
    return [
        Block(*found)
        for found in re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    ]


def commands(block: Block) -> Iterator[Command]:
    """Yield the commands of a console block."""
    for part in re.split(r"^\$ ", block.text.replace("\\\n", " "), flags=re.MULTILINE)[1:]:
        typed, *shown = part.rstrip("\n").split("\n")
        yield Command(tuple(shlex.split(typed, comments=True)), tuple(shown))


def play(page: Path) -> list[Printed]:
    """Do what a page says, in the current folder; return what its commands printed.

    Raises
    ------
    PageError
        When a command fails without the page saying so (`echo $?`).
    """
    (Path() / "scenarios").symlink_to(ROOT / "scenarios")
    names: dict[str, object] = {"__name__": page.stem}
    printed: list[Printed] = []
    for block in blocks(page.read_text(encoding="utf-8")):
        if block.file:
            sys.modules.pop(Path(block.file).stem, None)  # another page may have one of that name
            Path(block.file).write_text(block.text, encoding="utf-8")
        elif block.language == "console":
            printed += _typed(list(commands(block)))
        elif block.language == "python":
            exec(compile(block.text, str(page), "exec"), names)  # noqa: S102 - our own page
        elif block.language == "sql":
            _asked_of_duckdb(block.text)
    return printed


def _typed(block: list[Command]) -> Iterator[Printed]:
    code = 0
    for number, command in enumerate(block):
        if command.words[0] in ELSEWHERE:
            continue
        if command.words[0] == "echo":
            lines: tuple[str, ...] = (str(code),)
        else:
            code, lines = _done(command)
            expected = block[number + 1 : number + 2]
            if code and not (expected and expected[0].words == ("echo", "$?")):
                raise PageError(f"{shlex.join(command.words)}: ended with {code}\n{lines}")
        yield Printed(command, lines)


def _done(command: Command) -> tuple[int, tuple[str, ...]]:
    """Run a command in this process; return its exit code and all that it printed."""
    program, verb, *rest = command.words
    if verb in WITH_WORKERS and not {"-w", "--workers"} & set(rest):
        rest += ["-w", "1"]  # never changes a result
    if program != "orgsim":
        raise PageError(f"{program}: a page is played with orgsim alone")
    shows_page = any("report.html" in line for line in command.shown)
    # With an encoding, as a terminal has one: signs that it lacks are not printed.
    output = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", write_through=True)
    with (
        _environment(ORGSIM_REPORT="yes" if shows_page else "no", COLUMNS="80"),
        contextlib.redirect_stdout(output),
        contextlib.redirect_stderr(output),
    ):
        try:
            main([verb, *rest])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 0
    output.seek(0)
    return code, tuple(line.rstrip() for line in output.read().rstrip("\n").split("\n"))


@contextlib.contextmanager
def _environment(**values: str) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _asked_of_duckdb(query: str) -> None:
    # In a process of its own: it complains of itself at the end.
    asked = subprocess.run(
        [sys.executable, "-c", "import duckdb, sys; print(duckdb.sql(sys.stdin.read()))"],
        input=query,
        capture_output=True,
        text=True,
        check=False,
    )
    if asked.returncode:
        raise PageError(f"{query}\n{asked.stderr}")


def agrees(printed: Printed) -> bool:
    """Whether the page shows what a command printed, lines left out or not."""
    if not printed.command.shown:
        return True
    pattern = "".join(
        "(?:.*\n)*?" if line.strip() == LEFT_OUT else re.escape(line) + "\n"
        for line in printed.command.shown
    )
    return re.fullmatch(pattern, "".join(f"{line}\n" for line in printed.lines)) is not None


def renewed(printed: Printed) -> tuple[str, ...]:
    """Return what the page should show: as many lines as now before and after what is left out."""
    shown = printed.command.shown
    gaps = [number for number, line in enumerate(shown) if line.strip() == LEFT_OUT]
    if not gaps:
        return printed.lines
    if len(gaps) > 1:
        raise PageError(f"{shlex.join(printed.command.words)}: left out more than once, renew it")
    (gap,) = gaps
    after = len(shown) - gap - 1
    return (*printed.lines[:gap], shown[gap], *printed.lines[len(printed.lines) - after :])
