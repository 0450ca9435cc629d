"""A promotion policy: a trigger, an eligibility rule, a selection rule, a budget and an effect.

Scenario files choose each part by name. Eligibility and selection can also be a Python object of
the user's own: a `PromotionPolicy`.
"""

from __future__ import annotations

import hashlib
from types import CodeType, FunctionType

import numpy as np
from numpy.typing import NDArray

from orgsim.rules.ladder import Ladder
from orgsim.rules.people import Draw, People
from orgsim.rules.promotion.eligibility import EligibilityRule
from orgsim.rules.promotion.promotion import Promotion
from orgsim.rules.promotion.selection import SelectionRule

Floats = NDArray[np.float64]


class PromotionPolicy:
    """Who may be promoted and who goes first: a subclass is a policy of your own.

    The organization's trigger, budget and effect stay as the scenario file has them. Both methods
    see whole columns (shape (N,), all replications of a block at once), must give the same answer
    whenever they are asked about the same people, and must not remember anything.

    Examples
    --------
    >>> class PromoteByTenure(PromotionPolicy):
    ...     '''Longest in level first, whoever has waited two years.'''
    ...
    ...     def eligible(self, people, now):
    ...         return people.time_in_level(now) >= 2
    ...
    ...     def score(self, people, now, draw):
    ...         return people.time_in_level(now)
    """

    def eligible(self, people: People, now: float | Floats) -> NDArray[np.bool_]:
        """Who may be promoted: a mask of shape (N,). By default everybody."""
        return np.ones(len(people), dtype=bool)

    def score(self, people: People, now: float | Floats, draw: Draw) -> Floats:
        """Who goes first: higher is better, minus infinity is not promoted. By default skill."""
        return people.skill(now)


class FilePolicy(PromotionPolicy):
    """Eligibility and selection as a scenario file states them."""

    def __init__(self, section: Promotion, ladder: Ladder) -> None:
        self._eligibility = EligibilityRule(section.eligibility, ladder)
        self._selection = SelectionRule(section.selection, ladder)

    def eligible(self, people: People, now: float | Floats) -> NDArray[np.bool_]:
        """Who has waited long enough and is ready."""
        return self._eligibility.eligible(people, now)

    def score(self, people: People, now: float | Floats, draw: Draw) -> Floats:
        """The selection rule's score."""
        return self._selection.score(people, now, draw)


def fingerprint(policy: PromotionPolicy) -> str:
    """What a policy of one's own is: its class, the code of its methods and its attributes.

    Functions that its methods call do not count.
    """
    parts = [f"{type(policy).__module__}.{type(policy).__qualname__}"]
    for kind in type(policy).__mro__:
        if kind in (PromotionPolicy, object):
            continue
        for name, member in sorted(vars(kind).items()):
            if isinstance(member, FunctionType):
                parts += [name, *_code(member.__code__)]
            elif not name.startswith("__"):
                parts += [name, repr(member)]
    parts += [repr(item) for item in sorted(vars(policy).items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _code(code: CodeType) -> list[str]:
    """The instructions, names and constants of a function, those inside it included."""
    parts = [code.co_code.hex(), repr(code.co_names)]
    for constant in code.co_consts:
        parts += _code(constant) if isinstance(constant, CodeType) else [repr(constant)]
    return parts


class PolicyError(ValueError):
    """A user's policy gave an answer of the wrong shape or type."""


def checked_answers(
    policy: PromotionPolicy, people: People, now: float | Floats, draw: Draw
) -> tuple[NDArray[np.bool_], Floats]:
    """A policy's answers, checked: who is eligible (N,), and the score of the eligible (M,).

    Raises
    ------
    PolicyError
        If an answer is not a mask, or not one number per person, minus infinity included.
    """
    name = type(policy).__name__
    eligible = np.asarray(policy.eligible(people, now))
    if eligible.shape != (len(people),) or eligible.dtype != np.bool_:
        raise PolicyError(
            f"{name}.eligible must return {len(people)} booleans, one per person, "
            f"got {eligible.dtype} of shape {eligible.shape}"
        )
    rows = np.flatnonzero(eligible)
    mine = now[rows] if isinstance(now, np.ndarray) else now
    given = np.asarray(policy.score(people.some(rows), mine, draw.some(rows)))
    if given.shape != (len(rows),):
        raise PolicyError(
            f"{name}.score must return {len(rows)} numbers, one per person, got shape {given.shape}"
        )
    try:
        # numpy would drop the imaginary parts, and read text as numbers.
        score = given.astype(np.float64, casting="same_kind" if given.dtype != object else "unsafe")
    except (TypeError, ValueError):
        raise PolicyError(
            f"{name}.score must return numbers that can be put in order, got {given.dtype}"
        ) from None
    unknown = int(np.isnan(score).sum())
    if unknown:
        raise PolicyError(
            f"{name}.score must return a number for everybody, got NaN for {unknown} of "
            f"{len(rows)}; minus infinity means not promoted"
        )
    return eligible, score
