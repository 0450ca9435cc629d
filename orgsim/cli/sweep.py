"""`orgsim sweep`: many values of some keys under the same luck, and which of them matter."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.as_json import json_text, records
from orgsim.cli.exits import FAILED, Unusable
from orgsim.cli.files_line import files_line, report_in
from orgsim.cli.option_types import AtLeast, OneOf
from orgsim.cli.options import measure_options
from orgsim.cli.output_folder import check_free, check_writable
from orgsim.cli.request import Request, simulation_options
from orgsim.cli.running_text import paragraph
from orgsim.cli.scenario_files import folder_name, one_of, policy_option
from orgsim.cli.stopped import command_line, kept_in, what_is_kept
from orgsim.cli.wording import counted, listed

if TYPE_CHECKING:
    from orgsim.experiment.sweep_plan import SweepPlan
    from orgsim.results.sweep import Sweep

VARIED = (
    "{file} states policies: this varies the baseline, {baseline}; --policy varies another "
    "({others})"
)
DESIGNS = {"grid": "grid", "lhs": "Latin hypercube", "sobol": "Sobol design"}


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option(
    "--vary",
    multiple=True,
    metavar="PATH=VALUES",
    help="What is varied: values as in --vary organizations.startup.plan.rate=20%/year,35%/year, "
    "or a range as in --vary organizations.*.attrition.patience='1 year..4 years'; * stands for "
    "all organizations. Repeatable.",
)
@click.option(
    "--design",
    type=OneOf("grid", "lhs", "sobol"),
    help="Every combination, a Latin hypercube, or a Sobol sequence for total indices; by default "
    "a grid, with --uncertain a Latin hypercube.",
)
@click.option(
    "--points",
    type=AtLeast(2),
    metavar="N",
    help="Points of a Latin hypercube, or N of a Sobol sequence, which simulates N x (parameters + "
    "2); 64 by default, 128 with --uncertain.",
)
@click.option(
    "--levels",
    type=AtLeast(2),
    metavar="K",
    help="Values of each range in a grid; 5 by default.",
)
@click.option(
    "--uncertain",
    is_flag=True,
    help="Vary whatever is marked as an assumption over its plausible range: defaults and what a "
    "preset says, not what your own files say.",
)
@measure_options
@simulation_options
@policy_option
def sweep(
    file: Path,
    vary: tuple[str, ...],
    design: str | None,
    points: int | None,
    levels: int | None,
    uncertain: bool,
    measures: tuple[str, ...],
    at: tuple[str, ...],
    request: Request,
    policy: str | None,
) -> int:
    """Simulate a scenario with many values of some keys and say which of them matter.

    All points see the same luck; each has as many replications as the scenario says, but 20 at
    most unless -n says otherwise. Prints what each parameter changes and its share of the spread,
    with 95 % intervals; writes points, values, replications, effects and indices (Parquet) and
    report.html to results/<scenario>_sweep/ or where -o says. What is finished is kept there from
    the start: when a sweep ends before its time, --resume goes on with it.
    """
    read = one_of(file, request.overrides, policy, VARIED, quiet=request.quiet)
    request.with_numbers(read.scenario)
    directory = request.output or Path("results") / f"{folder_name(file)}_sweep"
    check_writable(directory)
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.gathered import NothingKnown, NothingMeasured
    from orgsim.experiment.points import Base
    from orgsim.experiment.sweep_plan import plan_sweep
    from orgsim.experiment.sweeps import simulate_sweep
    from orgsim.report import write_report
    from orgsim.results.sweep_schema import SWEEP_TABLES

    try:
        plan = plan_sweep(
            Base(read.scenario, read.tree, read.origins),
            vary,
            design,
            points,
            levels,
            measures,
            at,
            request.replications,
            request.seed,
            assumed=uncertain,
        )
    except ValueError as error:
        raise Unusable(f"{error}\nnothing was run") from error
    check_free(
        directory,
        plan.identity | {"engine": request.engine},
        overwrite=request.overwrite,
        resume=request.resume,
        tables=tuple(SWEEP_TABLES),
    )
    if not request.quiet:
        click.echo(_what_is_done(plan, points), err=True)
    what = f"replications of {counted(len(plan.points), 'point')}"
    try:
        with kept_in(directory), request.carried_out(directory, what) as how:
            about = {"command": command_line(), "origins": read.origins_kept}
            found = simulate_sweep(plan, about=about, **how)
    except NothingKnown as error:
        way = f"ask for other measures; --overwrite replaces what {directory} holds"
        click.echo(f"{error}, and --resume would not help; {way}", err=True)
        return FAILED
    except NothingMeasured as error:
        click.echo(f"{error}; {what_is_kept(directory) or 'nothing was written'}", err=True)
        return FAILED
    _tell_failures(found)
    if request.with_report:
        write_report(found, directory / "report.html")
    told = _as_json_text if request.as_json else _as_text
    click.echo(told(found, directory))
    return FAILED if found.failures else 0


def _what_is_done(plan: SweepPlan, points: int | None) -> str:
    """Say how much is going to be simulated, and where that is not what was asked for."""
    design = plan.design
    count = counted(len(plan.points), "point")
    text = f"{count}, {counted(plan.base.replications, 'replication')} each"
    if plan.stated is not None:
        varied = counted(len(design.parameters), "assumption")
        text = "\n".join([*plan.left_out, f"{varied} varied: {text}"])
    if design.kind == "sobol":
        text = f"{design.base} x ({len(design.parameters)} + 2) = {text}"
        if points is not None and points != design.base:
            text = f"a Sobol sequence takes a power of two: {design.base} for {points}\n{text}"
    return text


def _tell_failures(found: Sweep) -> None:
    by_cause: dict[str, list[str]] = {}
    for each in found.failures:
        where = f"{each['replication']} at point {each['point']}"
        by_cause.setdefault(each["cause"], []).append(where)
    for cause, places in by_cause.items():
        count = counted(len(places), "replication")
        click.echo(f"{count} failed ({listed(places)}): {cause}", err=True)


def _as_text(found: Sweep, directory: Path) -> str:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.screen import screen
    from orgsim.cli.sweep_table import bands_text, sweep_text
    from orgsim.results.sweep_findings import sweep_findings

    manifest = found.manifest
    points = counted(manifest["sweep"]["points"], "point")
    each = counted(manifest["replications"], "replication")
    heading = (
        f"{found.name} · {DESIGNS[found.design]} of {points} · {each} each · "
        f"seed {manifest['seed']}, same luck for all"
    )
    bands = [bands_text(found)] if found.manifest["sweep"]["uncertain"] else []
    sentences = "\n".join(paragraph(sentence) for sentence in sweep_findings(found))
    files = files_line(directory, "points · values · replications · effects · indices · bands")
    return "\n\n".join([heading, *bands, sweep_text(found, screen()), sentences, files])


def _as_json_text(found: Sweep, directory: Path) -> str:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results.sweep_findings import sweep_findings

    said: dict[str, Any] = {
        "name": found.name,
        "seed": found.manifest["seed"],
        "replications": found.manifest["replications"],
        **found.manifest["sweep"],
        "failures": list(found.failures),
        "indices": records(found.indices),
        "bands": records(found.bands),
        "findings": sweep_findings(found),
        "directory": str(directory),
        "report": report_in(directory),
    }
    return json_text(said)
