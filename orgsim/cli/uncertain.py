"""`--uncertain`: what is drawn, told before anything is simulated, or why it cannot be."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.exits import Unusable
from orgsim.cli.wording import counted

if TYPE_CHECKING:
    from orgsim.experiment.points import Base


def drawn_of(base: Base, *, quiet: bool) -> dict[str, Any]:
    """Say what is drawn with --uncertain, and how results of that are known.

    Raises
    ------
    Unusable
        When there is no assumption to draw.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.draws import REPLICATIONS_PER_DRAW, Draws

    try:
        draws = Draws.of(base)
    except ValueError as error:
        raise Unusable(f"--uncertain: {error}; nothing was run") from error
    if not quiet:
        count = counted(len(draws.parameters), "assumption")
        drawn = f"{count} drawn anew for every {REPLICATIONS_PER_DRAW} replications"
        click.echo("\n".join([*draws.left_out, drawn]), err=True)
    return draws.told


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
