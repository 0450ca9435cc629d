"""How many may be promoted: a quota of the level, a pool of money, the seats above, or all."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from orgsim.rules.ladder import GUARD
from orgsim.rules.section import ByLevel, Section
from orgsim.units import Share

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]


class Quota(Section):
    """A share of each level per cycle, of the headcount before the cycle's first promotion.

    Seats, where a level above has a limit, bind as well. Employers of technology companies
    promoted 14 % of their people a year (Pave, 2023-24), higher at the bottom than at the top.
    """

    kind: Literal["quota"]
    share: ByLevel[Share]
    """How many of a level may move up in one cycle."""
    rounding: Literal["carry", "down", "up", "random"] = "carry"
    """What becomes of a fraction of a person: `carry` it to the next cycle, round `down` or `up`,
    or at `random`, right on average."""


class SeatsOnly(Section):
    """As many as there are free seats on the level above; no limit where it has none."""

    kind: Literal["seats"]


class Money(Section):
    """A pool for the raises that come with promotions, spent on the best until one does not fit.

    Nobody is skipped: who comes after the first whose raise does not fit waits as well. Seats,
    where a level above has a limit, bind as well, and whoever finds none costs nothing.
    """

    kind: Literal["money"]
    pool: Share
    """What the raises of one cycle may come to, as a share of the payroll before it."""


class NoBudget(Section):
    """Everybody who is eligible and selected, whatever the seats."""

    kind: Literal["none"]


Budget = Annotated[Quota | Money | SeatsOnly | NoBudget, Field(discriminator="kind")]


def whole_quota(
    exact: Floats, rounding: str, carried: Floats, luck: Floats
) -> tuple[Integers, Floats]:
    """A quota in whole people, and the fraction carried to the next cycle.

    Parameters
    ----------
    exact : array of float, shape (R, L)
        Share times headcount.
    rounding : str
        As in `Quota`.
    carried : array of float, shape (R, L)
        Fractions carried from the cycle before.
    luck : array of float, shape (R, L)
        Uniform draws, for random rounding.

    Examples
    --------
    >>> whole_quota(np.array([[3.4]]), "carry", np.array([[0.7]]), np.zeros((1, 1)))[0]
    array([[4]])
    """
    if rounding == "up":
        return np.ceil(exact - GUARD).astype(np.int64), carried
    if rounding == "random":
        return np.floor(exact + GUARD + luck * (1 - GUARD)).astype(np.int64), carried
    total = exact + carried if rounding == "carry" else exact
    whole = np.floor(total + GUARD)
    rest = np.maximum(total - whole, 0.0) if rounding == "carry" else carried
    return whole.astype(np.int64), rest
