"""`orgsim sweep`: many values of some keys under the same luck, and which of them matter."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.exits import FAILED, Unusable
from orgsim.cli.options import (
    AtLeast,
    OneOf,
    measure_options,
    report_option,
    resume_option,
    simulation_options,
)
from orgsim.cli.output_folder import check_free, check_writable
from orgsim.cli.progress import progress_bar
from orgsim.cli.run import files_line, note, paragraph, records, report_in, with_options
from orgsim.cli.scenario_files import folder_name, of_policy, policy_option, resolved
from orgsim.cli.stopped import (
    command_line,
    kept_in,
    refuse_both,
    refuse_resume_and_overwrite,
    unusable_clusters,
    what_is_kept,
)
from orgsim.cli.wording import counted, listed

if TYPE_CHECKING:
    from orgsim.experiment.sweep_plan import SweepPlan
    from orgsim.results.sweep import Sweep

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
@resume_option
@report_option
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
    replications: int | None,
    seed: int | None,
    workers: int | None,
    cluster: str | None,
    output: Path | None,
    overwrite: bool,
    resume: bool,
    with_report: bool,
    overrides: tuple[str, ...],
    as_json: bool,
    quiet: bool,
    engine: str,
    policy: str | None,
) -> int:
    """Simulate a scenario with many values of some keys and say which of them matter.

    All points see the same luck; each has as many replications as the scenario says, but 20 at
    most unless -n says otherwise. Prints what each parameter changes and its share of the spread,
    with 95 % intervals; writes points, values, replications, effects and indices (Parquet) and
    report.html to results/<scenario>_sweep/ or where -o says. What is finished is kept there from
    the start: when a sweep ends before its time, --resume goes on with it.
    """
    refuse_resume_and_overwrite(resume=resume, overwrite=overwrite)
    whole = resolved(file, overrides)
    read = of_policy(whole, file, policy)
    if whole.policies and policy is None and not quiet:
        baseline, *others = whole.policies
        click.echo(
            f"{file} states policies: this varies the baseline, {baseline}; --policy varies "
            f"another ({', '.join(others)})",
            err=True,
        )
    with_options(read.scenario, replications, seed)
    directory = output or Path("results") / f"{folder_name(file)}_sweep"
    check_writable(directory)
    refuse_both(workers, cluster)
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.gathered import NothingMeasured
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
            replications,
            seed,
            assumed=uncertain,
        )
    except ValueError as error:
        raise Unusable(f"{error}\nnothing was run") from error
    check_free(
        directory,
        plan.identity | {"engine": engine},
        overwrite=overwrite,
        resume=resume,
        tables=tuple(SWEEP_TABLES),
    )
    if not quiet:
        click.echo(_what_is_done(plan, points), err=True)
    what = f"replications of {counted(len(plan.points), 'point')}"
    try:
        with kept_in(directory), progress_bar(what, quiet=quiet) as progress, unusable_clusters():
            found = simulate_sweep(
                plan,
                workers,
                progress,
                engine,
                cluster,
                directory,
                resume=resume,
                overwrite=overwrite,
                command=command_line(),
                tell=note,
            )
    except NothingMeasured as error:
        click.echo(f"{error}; {what_is_kept(directory) or 'nothing was written'}", err=True)
        return FAILED
    _tell_failures(found)
    if with_report:
        write_report(found, directory / "report.html")
    click.echo(_as_json_text(found, directory) if as_json else _as_text(found, directory))
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
    return json.dumps(said, indent=2, ensure_ascii=False, allow_nan=False)
