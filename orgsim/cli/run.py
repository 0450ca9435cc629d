"""`orgsim run`: simulate a scenario, state what was found, save tables and report."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.as_json import json_text, records
from orgsim.cli.conditions import known_of, read_conditions
from orgsim.cli.exits import CONDITION_HELD, FAILED
from orgsim.cli.fail_if import Held, fail_if_option, held_by_run, tell_held
from orgsim.cli.failures import tell_failures
from orgsim.cli.files_line import files_line, report_in
from orgsim.cli.output_folder import check_free, check_writable
from orgsim.cli.precision import check_precision, precision_options
from orgsim.cli.request import Request, simulation_options
from orgsim.cli.running_text import paragraph
from orgsim.cli.scenario_files import folder_name, one_of, policy_option
from orgsim.cli.stopped import command_line, kept_in
from orgsim.cli.uncertain import drawn_of, possible_draws, uncertain_option
from orgsim.cli.warned import warnings_told
from orgsim.cli.wording import counted

if TYPE_CHECKING:
    from orgsim.results import Results

RUN = (
    "{file} states policies: this runs the baseline, {baseline}; --policy runs another "
    "({others}), `orgsim compare` all of them"
)
AS_STATED = "What is asked is what the scenario states; assumptions were drawn around it."


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@simulation_options
@precision_options
@policy_option
@fail_if_option
@uncertain_option(
    "for every four replications", "ranges then show what is not known beside what is luck"
)
def run(
    file: Path,
    request: Request,
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
    read = one_of(file, request.overrides, policy, RUN, quiet=request.quiet)
    scenario = request.with_numbers(read.scenario)
    directory = request.output or Path("results") / folder_name(file)
    conditions = read_conditions(fail_if, known_of({"": scenario})) if fail_if else []
    check_writable(directory)
    check_precision(scenario, precision, max_replications)
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.screen import show
    from orgsim.expected.warnings import warnings
    from orgsim.experiment import run as simulate
    from orgsim.experiment.manifest import identity
    from orgsim.experiment.points import Base

    own = identity(scenario) | {"engine": request.engine}
    base = Base(scenario, read.tree, read.origins)
    if uncertain:
        own |= drawn_of({"": base}, quiet=request.quiet)[""]
    check_free(directory, own, overwrite=request.overwrite, resume=request.resume)

    def warn() -> dict[str, Any]:
        """Say where the rules contradict each other; workers need not wait for that."""
        warned = read.warnings(warnings(scenario))
        for warning in () if request.quiet else warned:
            click.echo(str(warning), err=True)
        if request.with_report:
            importlib.import_module("orgsim.report")  # what it draws with, before it is needed
        return {"warnings": warnings_told(warned)}

    with kept_in(directory):
        with request.carried_out(directory) as how, possible_draws():
            results = simulate(
                scenario,
                # With --resume, by default as many as the run that is resumed was asked for.
                replications=request.replications,
                about={"command": command_line(), "origins": read.origins_kept},
                precision=precision,
                max_replications=max_replications,
                meanwhile=warn,
                uncertain=base if uncertain else False,
                **how,
            )
        tell_failures(results)
        if not results.completed:
            click.echo("no replication was completed, nothing was written", err=True)
            return FAILED
        if request.with_report:
            # Imported here to keep `orgsim --help` fast.
            from orgsim.report import write_report

            write_report(results, directory / "report.html")
    held = held_by_run(conditions, results)
    found = (
        as_json_text(results, directory, held) if request.as_json else as_text(results, directory)
    )
    show(found)
    tell_held(held)
    return FAILED if results.failures else CONDITION_HELD if held else 0


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
    from orgsim.results.precision import precision_of, reached_by_run

    apart = [luck_text(results)] if "uncertain" in results.manifest else []
    precise = [precision_of(results), *reached_by_run(results)]
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


def as_json_text(results: Results, directory: Path, held: Sequence[Held] = ()) -> str:
    """Write down what was found, for programs."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.level_mix import level_mix_rows
    from orgsim.results import findings
    from orgsim.results.not_known import luck_and_assumptions
    from orgsim.results.precision import precision_of, reached_by_run

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
        "precision_asked": reached_by_run(results),
        "asked": records(results.asked),
        "fail_if": [each.described() for each in held],
        "directory": str(directory),
        "report": report_in(directory),
    }
    if "uncertain" in results.manifest:
        found["uncertain"] = results.manifest["uncertain"]
        found["luck"] = records(luck_and_assumptions(results))
    return json_text(found)
