"""`--precision`: as many replications as it takes, refused at once where it cannot be had."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.exits import Unusable
from orgsim.cli.option_types import AtLeast

if TYPE_CHECKING:
    from orgsim.scenario import Scenario


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


def check_precision(
    scenario: Scenario, precision: Sequence[str], max_replications: int | None
) -> None:
    """Make sure that a precision can be asked for, before anything is simulated.

    Raises
    ------
    Unusable
    """
    if not precision and max_replications is None:
        return
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.precision import read_goal

    try:
        goal = read_goal(scenario, precision, max_replications)
        if goal is not None:
            goal.first_stage(scenario.replications)
    except ValueError as error:
        text = str(error)
        option, _, rest = text.partition(" ")
        told = f"--max-replications {rest}" if option == "max_replications" else text
        where = "" if option == "max_replications" else "--precision: "
        raise Unusable(f"{where}{told}; nothing was run") from error
