"""Options that `run` and `compare` share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from orgsim.cli.exits import Unusable


class AtLeast(click.ParamType[int]):
    """A whole number that is not below a bound.

    Parameters
    ----------
    smallest : int
    """

    name = "number"

    def __init__(self, smallest: int) -> None:
        self.smallest = smallest

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read the number, or say plainly what is wrong with it."""
        del ctx
        option = max(param.opts, key=len) if param else "number"
        try:
            number = int(value)
        except ValueError:
            raise Unusable(f"{option}: must be a whole number, got {value}") from None
        if number < self.smallest:
            raise Unusable(f"{option}: must be at least {self.smallest}, got {number}")
        return number


class OneOf(click.ParamType[str]):
    """One of a few words.

    Parameters
    ----------
    *words : str
    """

    name = "word"

    def __init__(self, *words: str) -> None:
        self.words = words

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        """Show the words in the help."""
        del param, ctx
        return "|".join(self.words)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Take the word, or say what it might have been."""
        del ctx
        if value in self.words:
            return str(value)
        # Imported here to keep `orgsim --help` fast.
        from orgsim.units import closest, sentence, shown

        option = max(param.opts, key=len) if param else "word"
        near = closest(str(value), self.words)
        raise Unusable(
            f"{option}: {sentence('unknown', shown(value), ', '.join(self.words), near)}"
        )


def _allow_plugins(
    ctx: click.Context, param: click.Parameter, modules: tuple[str, ...]
) -> tuple[str, ...]:
    """Import the modules, before anything is made of the other arguments."""
    del ctx, param
    if modules:
        # Imported here to keep `orgsim --help` fast.
        from orgsim.scenario.plugins import PluginError, allow_plugin

        for module in modules:
            try:
                allow_plugin(module)
            except PluginError as error:
                raise Unusable(f"--allow-plugins: {error}; nothing was run") from error
    return modules


allow_plugins = click.option(
    "--allow-plugins",
    multiple=True,
    metavar="MODULE",
    is_eager=True,
    expose_value=False,
    callback=_allow_plugins,
    help="Import a module of your own that registers promotion policies, so that scenario files "
    "can name them; it may do whatever Python can. Repeatable.",
)


resume_option = click.option(
    "--resume",
    is_flag=True,
    help="Go on with what an interrupted run left in the output folder, or add replications to a "
    "finished one.",
)


report_option = click.option(
    "--report/--no-report",
    "with_report",
    default=True,
    envvar="ORGSIM_REPORT",
    show_envvar=True,
    help="Write report.html, or end some seconds sooner; `orgsim report DIR` makes it at any time.",
)


def measure_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that say which measures are told, and when."""
    options = (
        click.option(
            "--measure",
            "measures",
            multiple=True,
            metavar="NAME",
            help="This measure, as in --measure director_share or, of one level, --measure "
            "level_share[director], instead of those that matter most. Repeatable.",
        ),
        click.option(
            "--at",
            "at",
            multiple=True,
            metavar="DATE",
            help="At this time: the date of a snapshot or a time since the start, as in --at "
            "'5 years'; by default the end. Repeatable.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def precision_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options that ask for as many replications as a precision takes."""
    options = (
        click.option(
            "--precision",
            multiple=True,
            metavar="MEASURE=WIDTH",
            help="Add replications until the mean at the end is known to within so much, as in "
            "--precision director_share=0.005 or startup.title_inflation=0.1. Repeatable.",
        ),
        click.option(
            "--max-replications",
            type=AtLeast(1),
            metavar="N",
            help="No more than so many for --precision; 10,000 by default.",
        ),
    )
    for option in reversed(options):
        command = option(command)
    return command


def simulation_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of everything that simulates and saves."""
    options = (
        click.option(
            "-n",
            "--replications",
            type=AtLeast(1),
            metavar="N",
            help="How many replications; by default what the scenario says.",
        ),
        click.option(
            "--seed",
            type=AtLeast(0),
            metavar="S",
            help="The seed of all draws; by default what the scenario says.",
        ),
        click.option(
            "-w",
            "--workers",
            type=AtLeast(1),
            metavar="W",
            help="Processes to use; by default the cores available. Never changes a result.",
        ),
        click.option(
            "--cluster",
            metavar="tcp://HOST:PORT",
            help="Simulate on the workers of this Dask scheduler instead (docs/scaling_out.md); "
            "needs orgsim[cluster]. Never changes a result.",
        ),
        click.option(
            "-o",
            "--output",
            type=click.Path(path_type=Path),
            metavar="DIR",
            help="Folder for tables and report; by default one under results/.",
        ),
        click.option(
            "--overwrite",
            is_flag=True,
            help="Replace results of another scenario or version, or an unfinished run, in the "
            "output folder.",
        ),
        click.option(
            "--set",
            "overrides",
            multiple=True,
            metavar="PATH=VALUE",
            help="Change a value, as in --set organizations.startup.plan.rate=20%/year. "
            "Repeatable.",
        ),
        allow_plugins,
        click.option(
            "--engine",
            type=OneOf("block", "reference"),
            default="block",
            show_default=True,
            help="The program that simulates; reference is a plain SimPy program, the same but "
            "slow.",
        ),
        click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
        click.option("-q", "--quiet", is_flag=True, help="No progress and notes on stderr."),
    )
    for option in reversed(options):
        command = option(command)
    return command
