"""What a sweep is going to do: everything that can be wrong with it is found out here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from orgsim.experiment.assumptions import POINTS, Assumptions, assumptions
from orgsim.experiment.chosen import Chosen
from orgsim.experiment.designs import Design, make_design
from orgsim.experiment.manifest import identity
from orgsim.experiment.measured import packed as pack
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
    stated : bytes or None
        Where assumptions are varied, the scenario as it is stated.
    stated_replications : int
        Of that one: as many as it says, because its band is told.
    left_out : tuple of str
        Sentences about assumptions that are not varied.
    """

    base: Scenario
    design: Design
    chosen: Chosen
    points: tuple[bytes, ...]
    stated: bytes | None = None
    stated_replications: int = 0
    left_out: tuple[str, ...] = ()

    @property
    def replications(self) -> int:
        """Over all points, and of the scenario as it is stated."""
        return len(self.points) * self.base.replications + self.stated_replications

    @property
    def description(self) -> dict[str, Any]:
        """The design and what is measured, as a manifest has them."""
        return {
            "design": self.design.kind,
            "base_points": self.design.base,
            "points": len(self.points),
            "uncertain": self.stated is not None,
            "parameters": [
                {"path": each.path, "values": str(each).removeprefix(f"{each.path}=")}
                for each in self.design.parameters
            ],
            "chosen": [
                name if level is None else f"{name}[{level}]"
                for name, level in self.chosen.measures
            ],
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
    design: str | None = None,
    points: int | None = None,
    levels: int | None = None,
    measures: Sequence[str] = (),
    at: Sequence[str] = (),
    replications: int | None = None,
    seed: int | None = None,
    *,
    assumed: bool = False,
) -> SweepPlan:
    """Plan a sweep; parameters as for `orgsim.sweep`.

    Parameters
    ----------
    base : Base
        The scenario that is varied.
    texts : sequence of str
        What is varied, each as ``path=a,b,c`` or ``path=lo..hi``.
    assumed : bool
        Whether assumptions are varied, beside what `texts` say.

    Raises
    ------
    ValueError
        When something that is asked for does not exist, values are impossible or combinations
        contradict each other.
    """
    if not texts and not assumed:
        raise ValueError("nothing is varied; a sweep needs at least one key to vary")
    whole = base.scenario.with_numbers(replications).replications
    count = min(whole, REPLICATIONS) if replications is None else whole
    base = replace(base, scenario=base.scenario.with_numbers(count, seed))
    chosen = Chosen.read(base.scenario, measures, at)
    parameters = read_variations(texts)
    found = assumptions(base) if assumed else Assumptions()
    named = {each.path for each in parameters}
    parameters += tuple(each for each in found.varied if each.path not in named)
    if not parameters:
        raise ValueError("the scenario states every value itself; there is no assumption to vary")
    if design is None:
        design = "lhs" if assumed else "grid"
    if assumed and design == "lhs" and points is None:
        points = POINTS
    made = make_design(design, parameters, base.scenario.seed, points, levels)
    packed = packed_points(base, made, chosen.times)
    plan = SweepPlan(base.scenario, made, chosen, tuple(packed))
    if not assumed:
        return plan
    return replace(
        plan,
        stated=pack(base.scenario),
        stated_replications=whole,
        left_out=tuple(found.left_out.values()),
    )
