"""What every command that simulates is asked for, beside its scenarios: how, and where it goes."""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.exits import Unusable
from orgsim.cli.option_types import AtLeast, OneOf
from orgsim.cli.options import allow_plugins
from orgsim.cli.progress import note, progress_bar
from orgsim.cli.stopped import unusable_clusters

if TYPE_CHECKING:
    from orgsim.scenario import Scenario


@dataclass(frozen=True)
class Request:
    """The options that `run`, `compare` and `sweep` share, as their help says.

    Attributes
    ----------
    replications, seed
        None for what the scenario says.
    workers, cluster, engine
        How it is simulated; None for what is usual.
    output, overwrite, resume, with_report
        Where results go, and what is done with what is there.
    overrides
        Values that are changed, as PATH=VALUE.
    as_json, quiet
        How it is told.
    """

    replications: int | None
    seed: int | None
    workers: int | None
    cluster: str | None
    engine: str
    output: Path | None
    overwrite: bool
    resume: bool
    with_report: bool
    overrides: tuple[str, ...]
    as_json: bool
    quiet: bool

    def refuse_contradictions(self) -> None:
        """Make sure that no two options contradict each other.

        Raises
        ------
        Unusable
        """
        if self.resume and self.overwrite:
            raise Unusable(
                "--resume goes on with what is in the output folder and --overwrite throws it "
                "away; give one of them"
            )
        if self.workers is not None and self.cluster is not None:
            raise Unusable("--workers: a cluster (--cluster) has its own workers; nothing was run")

    def with_numbers(self, scenario: Scenario) -> Scenario:
        """Put -n and --seed in place of what a scenario says.

        Raises
        ------
        Unusable
        """
        try:
            return scenario.with_numbers(self.replications, self.seed)
        except ValueError as error:
            raise Unusable(f"--{error}; nothing was run") from None

    @contextlib.contextmanager
    def carried_out(self, directory: Path, what: str = "replications") -> Iterator[dict[str, Any]]:
        """Show how far it is, and say in one sentence why a cluster cannot be used.

        Parameters
        ----------
        directory : Path
            Where results go.
        what : str
            Is counted.

        Yields
        ------
        dict
            What `orgsim.run`, `compare` and `sweep` are to be told of how to simulate and of what
            is in the folder, by the names of their parameters.

        Raises
        ------
        Unusable
        """
        with progress_bar(what, quiet=self.quiet) as progress, unusable_clusters():
            yield {
                "workers": self.workers,
                "cluster": self.cluster,
                "engine": self.engine,
                "progress": progress,
                "directory": directory,
                "resume": self.resume,
                "overwrite": self.overwrite,
                "tell": note,
            }


OPTIONS = (
    click.option(
        "-n",
        "--replications",
        type=AtLeast(1),
        metavar="N",
        help="How many replications; by default what the scenario says.",
    ),
    click.option(
        "--seed",
        type=AtLeast(0),
        metavar="S",
        help="The seed of all draws; by default what the scenario says.",
    ),
    click.option(
        "-w",
        "--workers",
        type=AtLeast(1),
        metavar="W",
        help="Processes to use; by default the cores available. Never changes a result.",
    ),
    click.option(
        "--cluster",
        metavar="tcp://HOST:PORT",
        help="Simulate on the workers of this Dask scheduler instead (docs/scaling_out.md); "
        "needs orgsim[cluster]. Never changes a result.",
    ),
    click.option(
        "-o",
        "--output",
        type=click.Path(path_type=Path),
        metavar="DIR",
        help="Folder for tables and report; by default one under results/.",
    ),
    click.option(
        "--overwrite",
        is_flag=True,
        help="Replace results of another scenario or version, or an unfinished run, in the "
        "output folder.",
    ),
    click.option(
        "--resume",
        is_flag=True,
        help="Go on with what an interrupted run left in the output folder, or add replications to "
        "a finished one.",
    ),
    click.option(
        "--report/--no-report",
        "with_report",
        default=True,
        envvar="ORGSIM_REPORT",
        show_envvar=True,
        help="Write report.html, or end some seconds sooner; `orgsim report DIR` makes it at any "
        "time.",
    ),
    click.option(
        "--set",
        "overrides",
        multiple=True,
        metavar="PATH=VALUE",
        help="Change a value, as in --set organizations.startup.plan.rate=20%/year. Repeatable.",
    ),
    allow_plugins,
    click.option(
        "--engine",
        type=OneOf("block", "reference"),
        default="block",
        show_default=True,
        help="The program that simulates; reference is a plain SimPy program, the same but slow.",
    ),
    click.option("--json", "as_json", is_flag=True, help="Print the result as JSON."),
    click.option("-q", "--quiet", is_flag=True, help="No progress and notes on stderr."),
)


def simulation_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options of everything that simulates and saves; a command gets them as `request`."""

    @functools.wraps(command)
    def asked(**values: Any) -> Any:
        request = Request(**{field.name: values.pop(field.name) for field in fields(Request)})
        request.refuse_contradictions()
        return command(request=request, **values)

    decorated: Callable[..., Any] = asked
    for option in reversed(OPTIONS):
        decorated = option(decorated)
    return decorated
