"""`orgsim run`: simulate a scenario, state what was found, save tables and report."""

from __future__ import annotations

import contextlib
import json
import textwrap
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.exits import CONDITION_HELD, FAILED, Unusable
from orgsim.cli.fail_if import (
    Held,
    fail_if_option,
    held_by_run,
    known_of,
    read_conditions,
    tell_held,
)
from orgsim.cli.options import precision_options, report_option, resume_option, simulation_options
from orgsim.cli.output_folder import check_free, check_writable
from orgsim.cli.progress import progress_bar
from orgsim.cli.scenario_files import folder_name, of_policy, policy_option, resolved
from orgsim.cli.stopped import (
    command_line,
    kept_in,
    refuse_both,
    refuse_resume_and_overwrite,
    unusable_clusters,
)
from orgsim.cli.wording import counted, listed

if TYPE_CHECKING:
    from orgsim.experiment.points import Base
    from orgsim.results import Results
    from orgsim.scenario import Problem, Scenario


AS_STATED = "What is asked is what the scenario states; assumptions were drawn around it."


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@simulation_options
@precision_options
@resume_option
@report_option
@policy_option
@fail_if_option
@click.option(
    "--uncertain",
    is_flag=True,
    help="Draw whatever is marked as an assumption from its plausible range, anew for every four "
    "replications: ranges then show what is not known beside what is luck. Drawn are defaults and "
    "what a preset says, not what your own files say.",
)
def run(
    file: Path,
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
    precision: tuple[str, ...],
    max_replications: int | None,
    fail_if: tuple[str, ...],
    uncertain: bool,
) -> int:
    """Simulate a scenario and say how its level mix develops.

    Of a file that states policies the baseline is simulated, or the one that --policy names;
    `compare` simulates them all.

    Warns first where the rules contradict each other, as `validate` does. Prints the level mix at
    the start, in the middle and at the end, and what it means; writes tables (Parquet) and
    report.html to results/<scenario>/ or where -o says. What is finished is kept there from the
    start: when a run ends before its time, --resume goes on with it.
    """
    refuse_resume_and_overwrite(resume=resume, overwrite=overwrite)
    whole = resolved(file, overrides)
    read = of_policy(whole, file, policy)
    if whole.policies and policy is None and not quiet:
        baseline, *others = whole.policies
        click.echo(
            f"{file} states policies: this runs the baseline, {baseline}; --policy runs another "
            f"({', '.join(others)}), `orgsim compare` all of them",
            err=True,
        )
    scenario = with_options(read.scenario, replications, seed)
    directory = output or Path("results") / folder_name(file)
    conditions = read_conditions(fail_if, known_of({"": scenario})) if fail_if else []
    check_writable(directory)
    refuse_both(workers, cluster)
    check_precision(scenario, precision, max_replications)
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.screen import show
    from orgsim.expected.warnings import warnings
    from orgsim.experiment import run as simulate
    from orgsim.experiment.manifest import identity
    from orgsim.experiment.points import Base
    from orgsim.report import write_report

    own = identity(scenario) | {"engine": engine}
    base = Base(scenario, read.tree, read.origins)
    if uncertain:
        own |= _drawn(base, quiet=quiet)
    check_free(directory, own, overwrite=overwrite, resume=resume)
    warned = read.warnings(warnings(scenario))
    for warning in () if quiet else warned:
        click.echo(str(warning), err=True)
    with kept_in(directory):
        with progress_bar(quiet=quiet) as progress, unusable_clusters(), _possible_draws():
            results = simulate(
                scenario,
                # With --resume, by default as many as the run that is resumed was asked for.
                replications=replications,
                workers=workers,
                progress=progress,
                engine=engine,
                cluster=cluster,
                directory=directory,
                resume=resume,
                overwrite=overwrite,
                about={"command": command_line(), "warnings": warnings_told(warned)},
                tell=note,
                precision=precision,
                max_replications=max_replications,
                uncertain=base if uncertain else False,
            )
        tell_failures(results)
        if not results.completed:
            click.echo("no replication was completed, nothing was written", err=True)
            return FAILED
        if with_report:
            write_report(results, directory / "report.html")
    held = held_by_run(conditions, results)
    found = as_json_text(results, directory, held) if as_json else as_text(results, directory)
    show(found)
    tell_held(held)
    return FAILED if results.failures else CONDITION_HELD if held else 0


def _drawn(base: Base, *, quiet: bool) -> dict[str, Any]:
    """Say what is drawn with --uncertain, and how results of that are known.

    Raises
    ------
    Unusable
        When there is no assumption to draw.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.draws import REPLICATIONS_PER_DRAW, Draws

    try:
        draws = Draws.of(base)
    except ValueError as error:
        raise Unusable(f"--uncertain: {error}; nothing was run") from error
    if not quiet:
        count = counted(len(draws.parameters), "assumption")
        drawn = f"{count} drawn anew for every {REPLICATIONS_PER_DRAW} replications"
        click.echo("\n".join([*draws.left_out, drawn]), err=True)
    return draws.told


@contextlib.contextmanager
def _possible_draws() -> Iterator[None]:
    """Say which values that were drawn contradict each other, before anything is simulated.

    Raises
    ------
    Unusable
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.points import ImpossiblePoints

    try:
        yield
    except ImpossiblePoints as error:
        raise Unusable(f"--uncertain: {error}; nothing was run") from error


def check_precision(
    scenario: Scenario, precision: Sequence[str], max_replications: int | None
) -> None:
    """Make sure that a precision can be asked for, before anything is simulated.

    Raises
    ------
    Unusable
    """
    if not precision and max_replications is None:
        return
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.precision import read_goal

    try:
        goal = read_goal(scenario, precision, max_replications)
        if goal is not None:
            goal.first_stage(scenario.replications)
    except ValueError as error:
        text = str(error)
        option, _, rest = text.partition(" ")
        told = f"--max-replications {rest}" if option == "max_replications" else text
        where = "" if option == "max_replications" else "--precision: "
        raise Unusable(f"{where}{told}; nothing was run") from error


def note(text: str) -> None:
    """Say something about the run on stderr."""
    click.echo(text, err=True)


def warnings_told(warned: Sequence[Problem]) -> list[dict[str, str]]:
    """Warnings as results keep them."""
    return [{"path": each.path, "message": each.message} for each in warned]


def with_options(scenario: Scenario, replications: int | None, seed: int | None) -> Scenario:
    """Put -n and --seed in place of what the scenario says.

    Raises
    ------
    Unusable
    """
    try:
        return scenario.with_numbers(replications, seed)
    except ValueError as error:
        raise Unusable(f"--{error}; nothing was run") from None


def tell_failures(results: Results, name: str = "") -> None:
    """Say on stderr which replications failed and why, those of one cause together."""
    numbers_of: dict[str, list[int]] = {}
    for failure in results.failures:
        numbers_of.setdefault(failure["cause"], []).append(failure["replication"])
    for cause, numbers in numbers_of.items():
        counts = f"{len(numbers)} of {counted(results.manifest['replications'], 'replication')}"
        where = f"{name}: " if name else ""
        click.echo(f"{where}{counts} failed ({listed(numbers)}): {cause}", err=True)


def headline(results: Results) -> str:
    """Name the scenario, its years, its replications and its seed in one line."""
    dates = results.summary["date"]
    years = f"{dates.min().year} to {dates.max().year}"
    manifest = results.manifest
    count = counted(results.completed, "replication")
    return f"{results.name} · {years} · {count} · seed {manifest['seed']}"


def as_text(results: Results, directory: Path) -> str:
    """Write down what was found, for people."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.asked import asked_sentence
    from orgsim.cli.level_mix import level_mix_text
    from orgsim.cli.luck_table import luck_text
    from orgsim.cli.screen import screen
    from orgsim.results import findings
    from orgsim.results.precision import precision_of, reached, targets_of

    apart = [luck_text(results)] if "uncertain" in results.manifest else []
    precise = [precision_of(results), *reached(results.summary, targets_of(results.manifest))]
    parts = [
        headline(results),
        level_mix_text(results, screen()),
        *filter(None, apart),
        paragraph(" ".join(findings(results))),
        *([paragraph(" ".join(filter(None, precise)))] if any(precise) else []),
        paragraph(asked_sentence(results) + (f" {AS_STATED}" if apart else "")),
        files_line(
            directory, "levels · events · people · cycles · hires · stages · summary · asked"
        ),
    ]
    return "\n\n".join(parts)


def paragraph(text: str) -> str:
    """Break a text into lines that fit the terminal."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.screen import screen
    from orgsim.cli.text_table import WIDEST

    return textwrap.fill(text, min(WIDEST, screen().width or WIDEST))


def files_line(directory: Path, tables: str) -> str:
    """Say where the page and the tables are."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.screen import screen

    page = "report.html · " if report_in(directory) else ""
    line = f"{directory}/   {page}{tables}"
    width = screen().width
    if width is None or len(line) <= width:
        return line
    return textwrap.fill(line, width, subsequent_indent="  ", break_long_words=False)


def report_in(directory: Path) -> str | None:
    """Path of the page in a folder, None where there is none."""
    page = directory / "report.html"
    return str(page) if page.is_file() else None


def as_json_text(results: Results, directory: Path, held: Sequence[Held] = ()) -> str:
    """Write down what was found, for programs."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.level_mix import level_mix_rows
    from orgsim.results import findings
    from orgsim.results.not_known import luck_and_assumptions
    from orgsim.results.precision import precision_of, reached, targets_of

    found: dict[str, Any] = {
        "name": results.name,
        "seed": results.manifest["seed"],
        "replications": results.manifest["replications"],
        "completed": results.completed,
        "failures": list(results.failures),
        "level_mix": records(level_mix_rows(results)),
        "warnings": results.manifest["warnings"],
        "findings": list(findings(results)),
        "precision": precision_of(results),
        "precision_asked": reached(results.summary, targets_of(results.manifest)),
        "asked": records(results.asked),
        "fail_if": [each.described() for each in held],
        "directory": str(directory),
        "report": report_in(directory),
    }
    if "uncertain" in results.manifest:
        found["uncertain"] = results.manifest["uncertain"]
        found["luck"] = records(luck_and_assumptions(results))
    return json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False)


def records(table: Any) -> list[dict[str, Any]]:
    """Turn a table into plain dictionaries; what is missing becomes None."""
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records", date_format="iso"))
    return rows
