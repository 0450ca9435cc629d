"""`--uncertain`: what is drawn, told before anything is simulated, or why it cannot be."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.exits import Unusable
from orgsim.cli.wording import counted

if TYPE_CHECKING:
    from orgsim.experiment.points import Base


def uncertain_option(of: str, then: str) -> Callable[[Any], Any]:
    """Make the option.

    Parameters
    ----------
    of
        For what assumptions are drawn anew, as in "for every four replications".
    then
        What comes of it.
    """
    return click.option(
        "--uncertain",
        is_flag=True,
        help=f"Draw whatever is marked as an assumption from its plausible range, anew {of}: "
        f"{then}. Drawn are defaults and what a preset says, not what your own files say.",
    )


def drawn_of(bases: Mapping[str, Base], *, quiet: bool) -> dict[str, dict[str, Any]]:
    """Say what is drawn with --uncertain, and how results of each scenario are known.

    Raises
    ------
    Unusable
        When there is no assumption to draw.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.draws import REPLICATIONS_PER_DRAW, Draws

    try:
        found = Draws.of_all(bases)
    except ValueError as error:
        raise Unusable(f"--uncertain: {error}; nothing was run") from error
    first = next(iter(found.values()))
    if not quiet:
        count = counted(len(first.together), "assumption")
        alike = ", alike for all scenarios" if len(found) > 1 else ""
        drawn = f"{count} drawn anew for every {REPLICATIONS_PER_DRAW} replications{alike}"
        click.echo("\n".join([*first.left_out, drawn]), err=True)
    return {name: each.told for name, each in found.items()}


@contextlib.contextmanager
def possible_draws() -> Iterator[None]:
    """Say which values that were drawn contradict each other, before anything is simulated.

    Raises
    ------
    Unusable
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.points import ImpossiblePoints

    try:
        yield
    except ImpossiblePoints as error:
        raise Unusable(f"--uncertain: {error}; nothing was run") from error
