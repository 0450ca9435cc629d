"""`--uncertain`: what nobody knows is drawn anew for every few replications.

Replications that share a draw differ by luck alone, so that the spread of a run can be told apart:
what is luck, and what comes of not knowing the assumptions (`orgsim.results.not_known`). Scenarios
that are compared see the same draws as they see the same luck, so that their differences come of
what their files state.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import cloudpickle
import numpy as np

from orgsim.experiment.assumptions import assumptions
from orgsim.experiment.blocks import Block, RawTables
from orgsim.experiment.designs import power_of_two
from orgsim.experiment.manifest import identity
from orgsim.experiment.points import Base, ImpossiblePoints
from orgsim.scenario import Scenario, ScenarioError
from orgsim.scenario.variation import Variation, read_variations
from orgsim.simulation import simulate_block
from orgsim.simulation.reference import simulate_one_by_one

if TYPE_CHECKING:
    from numpy.typing import NDArray

REPLICATIONS_PER_DRAW = 4
"""Replications that see the same assumptions. Two would do to tell luck from what is not known, but
a block of four takes hardly longer than one of two; with more of them there are fewer draws."""

_PURPOSE = 0xD4A3
"""Sets these draws apart from whatever else is drawn from the seed."""


@dataclass(frozen=True)
class Draws:
    """The scenarios of a run whose assumptions are drawn from their plausible ranges.

    Draw 0 is that of replications 0 to 3, draw 1 of the next four, and so on: a scrambled Sobol
    sequence, of which the first draws are the same however many follow, so that replications can be
    added to a run. (Those of a Latin hypercube would all be others.)

    Attributes
    ----------
    base : Base
        The scenario as it is stated.
    parameters : tuple of Variation
    together : tuple of str
        Paths of all that is drawn: of the parameters, and of what is drawn in scenarios that this
        one is compared with but not in it. What stands in both has the same place in both ranges.
    left_out : tuple of str
        Sentences about assumptions that are not varied.
    """

    base: Base
    parameters: tuple[Variation, ...]
    together: tuple[str, ...]
    left_out: tuple[str, ...] = ()
    _made: dict[int, bytes] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, base: Base) -> Draws:
        """Find the assumptions of a scenario.

        Raises
        ------
        ValueError
            When it has none.
        """
        return cls.of_all({"": base})[""]

    @classmethod
    def of_all(cls, bases: Mapping[str, Base]) -> dict[str, Draws]:
        """Find the assumptions of scenarios that are to be compared.

        What one of them states is drawn in the others only. What one of them assumes but does not
        let vary is drawn in none, or it would differ between them by no policy.

        Raises
        ------
        ValueError
            When they have none.
        """
        found = {name: assumptions(base) for name, base in bases.items()}
        left_out: dict[str, str] = {}
        for name, each in found.items():
            for path, told in each.left_out.items():
                left_out.setdefault(path, f"{name}: {told}" if len(bases) > 1 else told)
        varied = {
            name: tuple(parameter for parameter in each.varied if parameter.path not in left_out)
            for name, each in found.items()
        }
        together = tuple(dict.fromkeys(each.path for own in varied.values() for each in own))
        if not together:
            whose = "the scenario states" if len(bases) == 1 else "the scenarios state"
            themselves = "itself" if len(bases) == 1 else "themselves"
            raise ValueError(f"{whose} every value {themselves}; no assumption is left to draw")
        told_once = tuple(left_out.values())
        return {name: cls(base, varied[name], together, told_once) for name, base in bases.items()}

    @classmethod
    def again(cls, scenario: Scenario, told: Mapping[str, Any]) -> Draws:
        """Make those of a finished run, as its manifest tells them."""
        texts = [f"{each['path']}={each['values']}" for each in told["parameters"]]
        own = [each["path"] for each in told["parameters"]]
        together = tuple(told.get("together", own))
        return cls(Base.of(scenario), read_variations(texts), together)

    def with_scenario(self, scenario: Scenario) -> Draws:
        """Return the same with another seed, or other policies in Python."""
        return replace(self, base=replace(self.base, scenario=scenario), _made={})

    @property
    def told(self) -> dict[str, Any]:
        """What a manifest says: the draws, and which run this is."""
        described: dict[str, Any] = {
            "replications_per_draw": REPLICATIONS_PER_DRAW,
            "parameters": [
                {"path": each.path, "values": str(each).removeprefix(f"{each.path}=")}
                for each in self.parameters
            ],
        }
        if self.together != tuple(each.path for each in self.parameters):
            described["together"] = list(self.together)
        found = identity(self.base.scenario)
        text = json.dumps(described, sort_keys=True)
        return {
            key: hashlib.sha256(f"{found[key]} {text}".encode()).hexdigest()
            for key in ("scenario_hash", "hash_without_seed")
        } | {"uncertain": described}

    def values(self, draw: int) -> list[str]:
        """The values of the assumptions in a draw, as a scenario file has them."""
        fractions = _fractions(self.base.scenario.seed, len(self.together), power_of_two(draw + 1))
        places = map(self.together.index, (each.path for each in self.parameters))
        return [
            each.at(fractions[draw : draw + 1, place])[0]
            for place, each in zip(places, self.parameters, strict=True)
        ]

    def scenario(self, draw: int) -> Scenario:
        """The scenario of a draw.

        Raises
        ------
        ImpossiblePoints
            When the values that were drawn contradict each other.
        """
        values = self.values(draw)
        try:
            return self.base.at(self.base.changes(self.parameters, values))
        except ScenarioError as error:
            pairs = zip(self.parameters, values, strict=True)
            settings = ", ".join(f"{each.path}={value}" for each, value in pairs)
            raise ImpossiblePoints(
                f"draw {draw} ({settings}): {error.problems[0].message}"
            ) from error

    def blocks(
        self, replications: Sequence[int], most: int | None, engine: str
    ) -> Iterator[tuple[functools.partial[RawTables], Block]]:
        """Cut replications into blocks that share a draw.

        Parameters
        ----------
        replications : sequence of int
            Increasing.
        most : int or None
            Replications in a block, if they are to be fewer than share a draw.
        engine : {"block", "reference"}

        Yields
        ------
        simulate : callable
            From the numbers of some replications of the block to their tables.
        block : tuple of int
        """
        most = min(most or REPLICATIONS_PER_DRAW, REPLICATIONS_PER_DRAW)
        numbers = np.asarray(replications, dtype=np.int64)
        for draw in np.unique(numbers // REPLICATIONS_PER_DRAW).tolist():
            own = numbers[numbers // REPLICATIONS_PER_DRAW == draw]
            if draw not in self._made:
                self._made[draw] = cloudpickle.dumps(self.scenario(draw))
            simulate = functools.partial(_simulated, self._made[draw], engine)
            for run in np.split(own, np.flatnonzero(np.diff(own) > 1) + 1):
                for first in range(0, len(run), most):
                    yield simulate, tuple(run[first : first + most].tolist())


@functools.lru_cache(maxsize=4)
def _fractions(seed: int, parameters: int, count: int) -> NDArray[np.float64]:
    # Imported here: it takes as long as everything else together.
    from scipy.stats import qmc  # noqa: PLC0415

    rng = np.random.default_rng([seed, _PURPOSE])
    found: NDArray[np.float64] = qmc.Sobol(parameters, rng=rng).random(count)
    return found


def _simulated(pickled: bytes, engine: str, replications: Sequence[int]) -> RawTables:
    simulate = simulate_block if engine == "block" else simulate_one_by_one
    return simulate(_unpacked(pickled), replications)


@functools.lru_cache(maxsize=4)
def _unpacked(pickled: bytes) -> Scenario:
    scenario: Scenario = cloudpickle.loads(pickled)
    return scenario
