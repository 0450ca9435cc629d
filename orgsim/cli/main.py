"""`orgsim`: the command and its verbs.

The modules of the verbs are light; what a verb works with (pandas, pydantic, plotly) is imported
when it runs, so that `orgsim --help` answers at once.
"""

from __future__ import annotations

import atexit
import gc
import io
import os
import sys
from collections.abc import Sequence

import click

import orgsim
from orgsim.cli.compare import compare
from orgsim.cli.exits import FAILED, INTERRUPTED
from orgsim.cli.export import export
from orgsim.cli.init import init
from orgsim.cli.plot import plot
from orgsim.cli.presets import presets
from orgsim.cli.report import report
from orgsim.cli.run import run
from orgsim.cli.schema import schema
from orgsim.cli.show import show
from orgsim.cli.stopped import could_not_finish
from orgsim.cli.sweep import sweep
from orgsim.cli.trace import trace
from orgsim.cli.validate import validate
from orgsim.cli.verify import verify


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Exit codes: 0 done, 1 some replications failed, a cluster was lost, verify missed a "
    "quantity or the output could not be written, 2 wrong usage, an invalid scenario or an "
    "unusable output folder, 3 a condition of --fail-if holds, 130 interrupted.",
)
@click.version_option(orgsim.__version__, message="orgsim %(version)s")
def cli() -> None:
    """Simulate how hiring, promotions and titles shape who works at which level.

    Start with: orgsim init, or orgsim run scenarios/startup_vs_big_company.yaml
    """


VERBS = (
    run,
    validate,
    show,
    compare,
    sweep,
    report,
    plot,
    export,
    trace,
    init,
    presets,
    schema,
    verify,
)

for verb in VERBS:
    cli.add_command(verb)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit with its code.

    Parameters
    ----------
    arguments : sequence of str, optional
        What stands after `orgsim`; by default the arguments of the process.

    Raises
    ------
    SystemExit
        Always, with one of the codes in `orgsim.cli.exits`.
    """
    # At the end Python would search all of pandas and pydantic for circles of objects, a quarter of
    # a second that everybody waits for, after Ctrl-C too; the system takes the memory back at once.
    atexit.register(gc.freeze)
    # Where an encoding lacks a character (Windows, into a file) its number stands for it.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="backslashreplace")
    try:
        code = cli.main(arguments, prog_name="orgsim", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("interrupted, nothing was written", err=True)
        code = INTERRUPTED
    except OSError as error:
        # A full disk, or a folder taken away during the run; what was asked was right.
        click.echo(could_not_finish(error), err=True)
        code = FAILED
        _forget_output()
    sys.exit(code or 0)


def _forget_output() -> None:
    """Let go of what could not be printed: Python would try once more at its end, and complain."""
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
