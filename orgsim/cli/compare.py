"""`orgsim compare`: scenarios under the same luck, and what differs from the first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.as_json import json_text, records, without_nan
from orgsim.cli.conditions import known_of, read_conditions
from orgsim.cli.exits import CONDITION_HELD, FAILED, Unusable
from orgsim.cli.fail_if import Held, fail_if_option, held_by_comparison, tell_held
from orgsim.cli.failures import tell_failures
from orgsim.cli.files_line import files_line, report_in
from orgsim.cli.options import measure_options
from orgsim.cli.output_folder import check_free, check_writable
from orgsim.cli.precision import check_precision, precision_options
from orgsim.cli.request import Request, simulation_options
from orgsim.cli.running_text import paragraph
from orgsim.cli.scenario_files import folder_name, resolved
from orgsim.cli.stopped import command_line, kept_in
from orgsim.cli.uncertain import drawn_of, possible_draws, uncertain_option
from orgsim.cli.warned import each_once, warnings_told
from orgsim.cli.wording import counted

if TYPE_CHECKING:
    from orgsim.results import Comparison
    from orgsim.scenario import Resolved, Scenario

LONGEST_FOLDER_NAME = 100


@click.command()
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE..."
)
@simulation_options
@precision_options
@measure_options
@click.option(
    "--baseline",
    metavar="NAME",
    help="The policy, or of several files the one, that the others are compared with; by default "
    "what the file says, or the first.",
)
@click.option(
    "--twins",
    is_flag=True,
    help="Say as well who gains and who loses: the same person under two policies.",
)
@fail_if_option
@uncertain_option(
    "for every four replications and alike for all scenarios",
    "intervals then hold for all that assumptions may be",
)
def compare(
    files: tuple[Path, ...],
    request: Request,
    baseline: str | None,
    measures: tuple[str, ...],
    at: tuple[str, ...],
    twins: bool,
    fail_if: tuple[str, ...],
    precision: tuple[str, ...],
    max_replications: int | None,
    uncertain: bool,
) -> int:
    """Run scenarios with the same draws and compare each with the first.

    FILE is one scenario file that states `policies`, or two or more scenario files.

    Warns first where rules contradict each other, as `validate` does, and says in which scenarios.
    Prints the differences in level mix, titles, promotions, leaving, filling from inside, payroll,
    effectiveness and headcount, and in whatever else differs, with 95 % intervals for the mean that
    hold all at once, and the probability that a policy is better; writes differences.parquet, the
    results of each scenario and report.html. What is finished is kept from the start: when it ends
    before its time, --resume goes on with it.
    """
    read = _compared(files, request.overrides, baseline, quiet=request.quiet)
    first = next(iter(read.values())).scenario
    labels = first.stated_policies.labels
    first = request.with_numbers(first)
    scenarios = {
        name: each.scenario.with_numbers(first.replications, first.seed)
        for name, each in read.items()
    }
    if twins:
        _refuse_without_twins(scenarios)
    directory = (
        request.output
        or Path("results") / "_vs_".join(map(folder_name, files))[:LONGEST_FOLDER_NAME]
    )
    conditions = read_conditions(fail_if, known_of(scenarios)) if fail_if else []
    check_writable(directory)
    check_precision(first, precision, max_replications)
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.screen import show
    from orgsim.expected.warnings import warnings
    from orgsim.experiment import compare as simulate
    from orgsim.experiment.manifest import identity
    from orgsim.experiment.points import Base
    from orgsim.report import write_report
    from orgsim.results import NothingCompleted, comparison_identity, result_folders
    from orgsim.scenario import StatedPolicies

    identities = {
        name: identity(scenario) | {"engine": request.engine}
        for name, scenario in scenarios.items()
    }
    bases = {name: Base(scenarios[name], each.tree, each.origins) for name, each in read.items()}
    if uncertain:
        drawn = drawn_of(bases, quiet=request.quiet)
        identities = {name: each | drawn[name] for name, each in identities.items()}
    parts = {folder: identities[name] for name, folder in result_folders(scenarios).items()}
    check_free(
        directory,
        comparison_identity(identities),
        parts,
        overwrite=request.overwrite,
        resume=request.resume,
    )

    def warn() -> dict[str, dict[str, Any]]:
        """Say where rules contradict each other; workers need not wait for that."""
        warned = {name: each.warnings(warnings(scenarios[name])) for name, each in read.items()}
        for names, problem in () if request.quiet else each_once(warned):
            click.echo(f"{', '.join(names)}: {problem}", err=True)
        return {name: {"warnings": warnings_told(each)} for name, each in warned.items()}

    try:
        with kept_in(directory), request.carried_out(directory) as how, possible_draws():
            comparison = simulate(
                StatedPolicies(scenarios, labels) if labels else scenarios,
                # With --resume, by default as many as what is resumed was asked for.
                replications=request.replications if request.resume else first.replications,
                measures=measures,
                at=at,
                about={name: {"origins": each.origins_kept} for name, each in read.items()},
                command=command_line(),
                precision=precision,
                max_replications=max_replications,
                meanwhile=warn,
                uncertain=bases if uncertain else False,
                **how,
            )
    except NothingCompleted as error:
        click.echo(f"{error}; nothing was written", err=True)
        return FAILED
    except ValueError as error:
        raise Unusable(f"{error}; nothing was written") from error
    for name, results in comparison.results.items():
        tell_failures(results, name)
    if request.with_report:
        write_report(comparison, directory / "report.html")
    held = held_by_comparison(conditions, comparison)
    show(
        _as_json_text(comparison, directory, held, twins=twins)
        if request.as_json
        else _as_text(comparison, directory, twins=twins)
    )
    tell_held(held)
    if any(results.failures for results in comparison.results.values()):
        return FAILED
    return CONDITION_HELD if held else 0


def _compared(
    files: tuple[Path, ...], overrides: tuple[str, ...], baseline: str | None, *, quiet: bool
) -> dict[str, Resolved]:
    """Read the policies of one file, or the scenarios of several, the baseline first.

    Raises
    ------
    Unusable
        When there is only one, a file among several states policies of its own, or there is no
        such baseline.
    """
    if len(files) == 1:
        read = resolved(files[0], overrides)
        if not read.policies:
            raise Unusable(
                "a comparison needs at least two scenarios, got 1; name another file, or state "
                f"policies in {files[0]}"
            )
        for warning in () if quiet else read.identical:
            click.echo(str(warning), err=True)
        (name, first), *others = _baseline_first(read.policies, baseline).items()
        scenario = first.scenario.with_stated_policies(read.scenario.stated_policies)
        return {name: replace(first, scenario=scenario), **dict(others)}
    found = _named(files, overrides)
    for file, read in zip(files, found.values(), strict=True):
        if read.policies:
            raise Unusable(
                f"{file} states policies of its own, so it is compared alone: orgsim compare {file}"
            )
    return _baseline_first(found, baseline)


def _baseline_first(found: Mapping[str, Resolved], baseline: str | None) -> dict[str, Resolved]:
    if baseline is None:
        return dict(found)
    if baseline not in found:
        from orgsim.units import closest, sentence, shown

        near = closest(baseline, found)
        told = sentence("no such policy or file", shown(baseline), ", ".join(found), near)
        raise Unusable(f"--baseline: {told}; nothing was run")
    return {baseline: found[baseline], **found}


def _refuse_without_twins(scenarios: Mapping[str, Scenario]) -> None:
    """Make sure that there will be people of the same time to be compared.

    Raises
    ------
    Unusable
    """
    if len({scenario.horizon for scenario in scenarios.values()}) > 1:
        raise Unusable("--twins: all scenarios need the same horizon; nothing was run")
    silent = [name for name, each in scenarios.items() if each.record in {"none", 0}]
    if silent:
        raise Unusable(
            f"--twins: {silent[0]} records nobody (record: none), and twins are people; nothing "
            "was run"
        )


def _named(files: tuple[Path, ...], overrides: tuple[str, ...]) -> dict[str, Resolved]:
    """Read scenarios by the name of their file, or by its path where names are not unique."""
    stems = [file.stem for file in files]
    unique = len(set(stems)) == len(stems)
    names = stems if unique else [str(file) for file in files]
    if len(set(names)) < len(names):
        raise Unusable("a scenario is compared with itself; name different files")
    return {name: resolved(file, overrides) for name, file in zip(names, files, strict=True)}


def _as_text(comparison: Comparison, directory: Path, *, twins: bool) -> str:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.differences import differences_text
    from orgsim.cli.luck_table import luck_of_differences_text
    from orgsim.cli.screen import screen
    from orgsim.cli.twins_table import twins_text
    from orgsim.results import findings
    from orgsim.results.precision import precision_of_differences, reached_by_comparison

    baseline = comparison.results[comparison.baseline]
    pairs = counted(int(comparison.differences["replications"].max()), "replication")
    heading = (
        f'Against the baseline "{comparison.label(comparison.baseline)}", same luck for all, '
        f"{pairs}, seed {baseline.manifest['seed']}"
    )
    sentences = "\n".join(paragraph(sentence) for sentence in findings(comparison))
    files = files_line(directory, "differences · a folder of tables for each scenario")
    who = [twins_text(comparison, screen().width)] if twins else []
    known = " ".join(
        filter(None, [precision_of_differences(comparison), *reached_by_comparison(comparison)])
    )
    precise = [paragraph(known)] if known else []
    differences = differences_text(comparison, screen())
    drawn = "uncertain" in comparison.manifest
    apart = list(filter(None, [luck_of_differences_text(comparison)])) if drawn else []
    return "\n\n".join([heading, differences, *apart, sentences, *who, *precise, files])


def _as_json_text(
    comparison: Comparison, directory: Path, held: Sequence[Held], *, twins: bool
) -> str:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.differences import difference_rows
    from orgsim.cli.twins_table import twin_rows
    from orgsim.results import findings, luck_and_assumptions
    from orgsim.results.precision import precision_of_differences, reached_by_comparison

    found: dict[str, Any] = {
        "baseline": comparison.baseline,
        "variants": list(comparison.variants),
        "labels": {name: comparison.label(name) for name in comparison.results},
        "seed": comparison.results[comparison.baseline].manifest["seed"],
        "replications": int(comparison.differences["replications"].max()),
        "differences": [without_nan(row) for row in difference_rows(comparison)],
        "findings": list(findings(comparison)),
        "fail_if": [each.described() for each in held],
        "precision": precision_of_differences(comparison),
        "precision_asked": reached_by_comparison(comparison),
        "warnings": {name: each.manifest["warnings"] for name, each in comparison.results.items()},
        "failures": {name: list(each.failures) for name, each in comparison.results.items()},
        "directory": str(directory),
        "report": report_in(directory),
    }
    if "uncertain" in comparison.manifest:
        found["uncertain"] = comparison.manifest["uncertain"]
        found["luck"] = records(luck_and_assumptions(comparison))
    if twins:
        found["twins"] = [without_nan(row) for row in twin_rows(comparison)]
    return json_text(found)
