"""How far a simulation is, on stderr; silent when that is redirected or not wanted."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable, Iterator

import click


@contextlib.contextmanager
def progress_bar(
    what: str = "replications", *, quiet: bool
) -> Iterator[Callable[[int, int], None] | None]:
    """Show a bar with replications done, their rate and the time left.

    Parameters
    ----------
    what : str
        Is counted, as in "replications of 64 points".
    quiet : bool
        Show nothing.

    Yields
    ------
    callable or None
        To be called with the number of replications done and in all; None when nothing is shown.
    """
    if quiet or not sys.stderr.isatty():
        yield None
        return
    # Imported here: rich takes as long as everything else that a silent run needs of the terminal.
    from rich.console import Console
    from rich.progress import BarColumn, Progress, ProgressColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Task as RichTask
    from rich.text import Text

    class Rate(ProgressColumn):
        """Replications per second."""

        def render(self, task: RichTask) -> Text:
            # Over the whole run: replications come in blocks, so a recent rate would jump.
            if not task.completed or not task.elapsed:
                return Text("")
            return Text(f"{task.completed / task.elapsed:,.0f} per second")

    bar = Progress(
        TextColumn("  simulating"),
        BarColumn(),
        TextColumn("{task.completed:.0f}/{task.total:.0f} " + what),
        Rate(),
        TimeRemainingColumn(elapsed_when_finished=True),
        console=Console(stderr=True),
    )
    with bar:
        task = bar.add_task("", total=None, visible=False)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=True)

        yield advance


def note(text: str) -> None:
    """Say something about what is simulated on stderr."""
    click.echo(text, err=True)
