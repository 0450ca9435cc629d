"""Where a run puts what it has finished: in memory, or at once into a folder.

The one needs no folder, the other no memory that grows with the replications.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, Self

from orgsim.experiment.blocks import Outcome
from orgsim.experiment.manifest import describe_run

if TYPE_CHECKING:
    from orgsim.results import Results
    from orgsim.results.store import Store
    from orgsim.scenario import Scenario


def refuse_resume_and_overwrite(*, resume: bool, overwrite: bool) -> None:
    """Raise a ValueError when both are asked for."""
    if resume and overwrite:
        raise ValueError(
            "resume goes on with what is in the folder and overwrite throws it away: one of them"
        )


class Keeper(AbstractContextManager["Keeper"], Protocol):
    """What keeps the outcomes of the replications of one scenario."""

    scenario: Scenario

    def missing(self) -> list[int]:
        """List the replications that the scenario asks for and that are still to be simulated."""

    def ask(self, replications: int) -> None:
        """Ask for more replications than before."""

    def learn(self, about: Mapping[str, Any]) -> None:
        """Take what else the manifest is to say."""

    def put(self, outcomes: Sequence[Outcome]) -> None:
        """Keep what came of some replications."""

    def so_far(self) -> Results | None:
        """Return the result of what is finished; None where nothing is."""

    def finish(self) -> Results:
        """Return the result, when all that can be finished is."""


class InMemory:
    """Keeps everything in memory.

    Parameters
    ----------
    scenario : Scenario
        With the number of replications asked for.
    engine : str
    about : mapping
        What else the manifest is to say.
    """

    def __init__(self, scenario: Scenario, engine: str, about: Mapping[str, Any]) -> None:
        self.scenario = scenario
        self._engine, self._about = engine, about
        self._outcomes: list[Outcome] = []
        self._began = time.perf_counter()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._outcomes = []

    def ask(self, replications: int) -> None:
        """Ask for more replications than before."""
        self.scenario = self.scenario.with_numbers(replications, None)

    def learn(self, about: Mapping[str, Any]) -> None:
        """Take what else the manifest is to say."""
        self._about = {**self._about, **about}

    def missing(self) -> list[int]:
        """List the replications that are still to be simulated."""
        there = {number for outcome in self._outcomes for number in outcome.replications}
        return [number for number in range(self.scenario.replications) if number not in there]

    def put(self, outcomes: Sequence[Outcome]) -> None:
        """Keep what came of some replications."""
        self._outcomes += outcomes

    def so_far(self) -> Results | None:
        """Return the result of what is finished; None where nothing is."""
        return self.finish() if self._outcomes else None

    def finish(self) -> Results:
        """Return the result of what is finished."""
        # Imported here so that workers are at work before this process takes its time over pandas.
        from orgsim.experiment.asked import asked_and_realised  # noqa: PLC0415
        from orgsim.results import Results  # noqa: PLC0415

        outcomes = sorted(self._outcomes, key=lambda outcome: outcome.replications)
        failures = [outcome.failure for outcome in outcomes if outcome.failure is not None]
        completed = [
            number
            for outcome in outcomes
            if outcome.failure is None
            for number in outcome.replications
        ]
        blocks = [outcome.tables for outcome in outcomes if outcome.tables is not None]
        seconds = time.perf_counter() - self._began
        manifest = describe_run(self.scenario, completed, failures, seconds, self._engine)
        results = Results.from_blocks(blocks, manifest | dict(self._about))
        return results.with_tables(asked=asked_and_realised(self.scenario, results))


class InFolder:
    """Keeps everything in a folder, where it stays when the run ends before its time.

    Parameters
    ----------
    scenario : Scenario
        With the number of replications asked for.
    engine : str
    about : mapping
        What else the manifest is to say.
    directory : Path
    resume, overwrite, tell
        As for `orgsim.results.store.Store`.

    Raises
    ------
    ResultsExist
        When the folder is occupied, or holds more replications than are asked for.
    """

    def __init__(
        self,
        scenario: Scenario,
        engine: str,
        about: Mapping[str, Any],
        directory: Path,
        *,
        resume: bool,
        overwrite: bool,
        tell: Callable[[str], None],
    ) -> None:
        # Imported here to leave pandas to those who need it.
        from orgsim.results.store import Store, recorded  # noqa: PLC0415

        self.scenario = scenario
        self._engine, self._about = engine, about
        self._began = time.perf_counter()
        self._store: Store = Store(
            directory,
            describe_run(scenario, [], [], 0.0, engine) | dict(about),
            recorded(scenario.record),
            scenario.replications,
            resume=resume,
            overwrite=overwrite,
            tell=tell,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.__exit__(None, None, None)

    def ask(self, replications: int) -> None:
        """Ask for more replications than before, on disk too: so many are there to be resumed."""
        self.scenario = self.scenario.with_numbers(replications, None)
        self._store.amend({"replications": replications})

    def learn(self, about: Mapping[str, Any]) -> None:
        """Take what else the manifest is to say, and the record of the run at once."""
        self._about = {**self._about, **about}
        self._store.amend(about)

    def missing(self) -> list[int]:
        """List the replications that are still to be simulated."""
        return self._store.missing(self.scenario.replications)

    def put(self, outcomes: Sequence[Outcome]) -> None:
        """Write what came of some replications; when this returns it is on disk."""
        together: list[Outcome] = []
        for outcome in sorted(outcomes, key=lambda each: each.replications):
            if together and together[-1].replications[-1] + 1 != outcome.replications[0]:
                self._write(together)
                together = []
            if outcome.failure is not None:
                self._write(together)
                together = []
                self._store.fail(outcome.failure.replication, outcome.failure.cause)
            else:
                together.append(outcome)
        self._write(together)

    def _write(self, outcomes: Sequence[Outcome]) -> None:
        if outcomes:
            self._store.put(
                outcomes[0].replications[0],
                outcomes[-1].replications[-1],
                [outcome.tables for outcome in outcomes if outcome.tables is not None],
            )

    def so_far(self) -> Results | None:
        """Return what is finished; None where nothing is."""
        return self._store.so_far() if self._store.completed else None

    def finish(self) -> Results:
        """Make the finished result, which is read from the folder when it is asked for."""
        # Imported here so that workers are at work before this process takes its time over pandas.
        from orgsim.experiment.asked import asked_and_realised  # noqa: PLC0415

        seconds = time.perf_counter() - self._began
        manifest = describe_run(self.scenario, [], [], seconds, self._engine) | dict(self._about)
        if not self._store.completed:
            return self._nothing(manifest)
        return self._store.finish(
            manifest, lambda results: asked_and_realised(self.scenario, results)
        )

    def _nothing(self, manifest: dict[str, Any]) -> Results:
        """What is left to be said where every replication failed: why; no folder is needed."""
        from orgsim.results import Results  # noqa: PLC0415 - as above

        failures = self._store.so_far().failures
        return Results.from_blocks([], manifest | {"failures": list(failures)})
