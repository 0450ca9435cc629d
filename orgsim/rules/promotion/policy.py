"""Policies in Python: who may be promoted and who goes first, as a user's own class says it."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from orgsim.rules.people import Draw, People

Floats = NDArray[np.float64]


class PromotionPolicy:
    """Who may be promoted and who goes first: a subclass is a policy of your own.

    The organization's trigger, budget and effect stay as the scenario file has them. A class that
    is registered under a name (`orgsim.policy`) can be chosen in a scenario file. Both methods
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


@contextlib.contextmanager
def prints_to_stderr() -> Iterator[None]:
    """Send what a user's code prints to stderr: stdout holds results, such as those of `--json`."""
    with contextlib.redirect_stdout(sys.stderr):
        yield


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
    eligible = checked_mask(policy, people, now)
    rows = np.flatnonzero(eligible)
    mine = now[rows] if isinstance(now, np.ndarray) else now
    return eligible, checked_score(policy, people.some(rows), mine, draw.some(rows))


def checked_mask(policy: PromotionPolicy, people: People, now: float | Floats) -> NDArray[np.bool_]:
    """Whom a policy calls eligible, shape (N,).

    Raises
    ------
    PolicyError
        If the answer is not a mask.
    """
    with prints_to_stderr():
        eligible = np.asarray(policy.eligible(people, now))
    if eligible.shape != (len(people),) or eligible.dtype != np.bool_:
        raise PolicyError(
            f"{type(policy).__name__}.eligible must return {len(people)} booleans, one per person, "
            f"got {eligible.dtype} of shape {eligible.shape}"
        )
    return eligible


def checked_score(
    policy: PromotionPolicy, people: People, now: float | Floats, draw: Draw
) -> Floats:
    """How a policy scores people, shape (N,).

    Raises
    ------
    PolicyError
        If the answer is not one number per person, minus infinity included.
    """
    name, count = type(policy).__name__, len(people)
    with prints_to_stderr():
        given = np.asarray(policy.score(people, now, draw))
    if given.shape != (count,):
        raise PolicyError(
            f"{name}.score must return {count} numbers, one per person, got shape {given.shape}"
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
            f"{count}; minus infinity means not promoted{_without_insight(people)}"
        )
    return score


def _without_insight(people: People) -> str:
    """The hint that a policy may have asked for insight, which is NaN where it has no weight."""
    if people.insight_counts:
        return ""
    return "; people.insight is NaN here, because customer.insight_weight is 0"
