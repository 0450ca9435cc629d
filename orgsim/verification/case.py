"""A textbook model, and what is known about it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from orgsim.verification.intervals import Statistic
from orgsim.verification.readings import Reading

TEXTBOOK = Path(__file__).parent / "textbook"
"""The folder of the scenario files."""


@dataclass(frozen=True)
class Quantity:
    """Something whose exact value is known.

    Attributes
    ----------
    name : str
        What it is, in words.
    expected : float
        The exact answer.
    source : str
        The formula it comes from.
    reading : callable
        Takes the quantity from a result, one number for each replication.
    statistic : {"mean", "variance"}
        What of these numbers is compared.
    """

    name: str
    expected: float
    source: str
    reading: Reading
    statistic: Statistic = "mean"


@dataclass(frozen=True)
class Case:
    """A textbook model: a scenario and what is known about it.

    Attributes
    ----------
    id : str
        The name of the scenario file, without its ending.
    model : str
        What the model is called, with a reference where there is one.
    quantities : tuple of Quantity
    """

    id: str
    model: str
    quantities: tuple[Quantity, ...]

    @property
    def file(self) -> Path:
        """The scenario file."""
        return TEXTBOOK / f"{self.id}.yaml"
