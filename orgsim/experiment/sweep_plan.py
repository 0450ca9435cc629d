"""What a sweep is going to do: everything that can be wrong with it is found out here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from orgsim.experiment.chosen import Chosen
from orgsim.experiment.designs import Design, make_design
from orgsim.experiment.manifest import identity
from orgsim.experiment.points import Base, packed_points
from orgsim.scenario.variation import read_variations

if TYPE_CHECKING:
    from orgsim.scenario import Scenario

REPLICATIONS = 20
"""At each point unless told otherwise, or fewer where the scenario says so: points share their
luck, so that few replications show what differs."""


@dataclass(frozen=True)
class SweepPlan:
    """A sweep that can be simulated.

    Attributes
    ----------
    base : Scenario
        With the seed and the number of replications that hold at every point.
    design : Design
    chosen : Chosen
        What is measured.
    points : tuple of bytes
        The scenario of each point, packed.
    """

    base: Scenario
    design: Design
    chosen: Chosen
    points: tuple[bytes, ...]

    @property
    def replications(self) -> int:
        """Over all points."""
        return len(self.points) * self.base.replications

    @property
    def description(self) -> dict[str, Any]:
        """The design and what is measured, as a manifest has them."""
        return {
            "design": self.design.kind,
            "base_points": self.design.base,
            "points": len(self.points),
            "parameters": [
                {"path": each.path, "values": str(each).removeprefix(f"{each.path}=")}
                for each in self.design.parameters
            ],
            "chosen": [".".join(filter(None, each)) for each in self.chosen.measures],
            "at": list(self.chosen.times),
        }

    @property
    def identity(self) -> dict[str, Any]:
        """Say which sweep this is, as `orgsim.experiment.manifest.identity` does of a run."""
        found = identity(self.base)
        described = json.dumps(self.description, sort_keys=True)
        for key in ("scenario_hash", "hash_without_seed"):
            found[key] = hashlib.sha256(f"{found[key]} {described}".encode()).hexdigest()
        return found | {"sweep": self.description}


def plan_sweep(
    base: Base,
    texts: Sequence[str],
    design: str = "grid",
    points: int | None = None,
    levels: int | None = None,
    measures: Sequence[str] = (),
    at: Sequence[str] = (),
    replications: int | None = None,
    seed: int | None = None,
) -> SweepPlan:
    """Plan a sweep; parameters as for `orgsim.sweep`.

    Parameters
    ----------
    base : Base
        The scenario that is varied.
    texts : sequence of str
        What is varied, each as ``path=a,b,c`` or ``path=lo..hi``.

    Raises
    ------
    ValueError
        When something that is asked for does not exist, values are impossible or combinations
        contradict each other.
    """
    if not texts:
        raise ValueError("nothing is varied; a sweep needs at least one key to vary")
    count = min(base.scenario.replications, REPLICATIONS) if replications is None else replications
    base = Base(base.scenario.with_numbers(count, seed), base.tree)
    chosen = Chosen.read(base.scenario, measures, at)
    made = make_design(design, read_variations(texts), base.scenario.seed, points, levels)
    packed = packed_points(base, made, chosen.times)
    return SweepPlan(base.scenario, made, chosen, tuple(packed))
