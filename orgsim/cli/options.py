"""Options that several commands share; those of all that simulate are in `request.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from orgsim.cli.exits import Unusable


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
