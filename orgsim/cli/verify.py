"""`orgsim verify`: textbook models with known answers, against what the program gives."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.as_json import json_text
from orgsim.cli.exits import FAILED, Unusable
from orgsim.cli.option_types import AtLeast
from orgsim.cli.progress import progress_bar
from orgsim.cli.wording import counted

if TYPE_CHECKING:
    from orgsim.verification import Case, Check


@click.command()
@click.argument("cases", nargs=-1, metavar="[CASE...]")
@click.option(
    "-n",
    "--replications",
    type=AtLeast(1),
    metavar="N",
    help="How many replications of each case, at least 100; by default what its file says.",
)
@click.option(
    "-w",
    "--workers",
    type=AtLeast(1),
    metavar="W",
    help="Processes to use; by default the cores available. Never changes a result.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
@click.option("--markdown", "as_page", is_flag=True, help="Print the result as a page to read.")
def verify(
    cases: tuple[str, ...],
    replications: int | None,
    workers: int | None,
    as_json: bool,
    as_page: bool,
) -> int:
    """Check the program against textbook models with known answers.

    Prints each quantity with the exact value, the value obtained with its interval, whether it
    holds and the formula. By default all cases; exit code 1 if anything does not hold.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.verification import enough
    from orgsim.verification import verify as simulate_and_check

    if as_json and as_page:
        raise click.UsageError("--json and --markdown do not go together")
    try:
        enough(replications)
    except ValueError as error:
        raise Unusable(f"--{error}; nothing was run") from None
    with progress_bar(quiet=False) as progress:
        checks = simulate_and_check(_named(cases), replications, workers, progress)
    causes_of = {each.case.id: each.failures for each in checks if each.failures}
    for name, causes in causes_of.items():
        click.echo(f"{name}: replications failed: {'; '.join(causes)}", err=True)
    click.echo((_as_json_text if as_json else _as_page if as_page else _as_text)(checks))
    return 0 if all(each.holds for each in checks) else FAILED


def _named(names: Sequence[str]) -> tuple[Case, ...]:
    """Look up the cases that were asked for, in the order of all cases."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.units import closest, sentence, shown
    from orgsim.verification import CASES

    known = [case.id for case in CASES]
    for name in names:
        if name not in known:
            near = closest(name, known)
            raise Unusable(sentence("no such case", shown(name), ", ".join(known), near))
    return tuple(case for case in CASES if not names or case.id in names)


def _as_text(checks: Sequence[Check]) -> str:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.cli.text_table import text_table

    cells = [["case, quantity", "expected", "obtained", "interval", "verdict"]]
    cells += [_cells(check) for check in checks]
    heading, *rows = text_table(cells)
    lines = [f"{heading}  source"]
    before = None
    for check, row in zip(checks, rows, strict=True):
        if check.case != before:
            count = counted(check.replications, "replication")
            lines += ["", f"{check.case.id} ({check.case.model}; {count})"]
        lines.append(f"{row}  {check.quantity.source}")
        before = check.case
    return "\n".join([*lines, "", _summary(checks)])


def _summary(checks: Sequence[Check]) -> str:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.verification import FALSE_ALARM_RATE

    missed = sum(not check.holds for check in checks)
    summary = (
        f"{missed} of {len(checks)} quantities missed"
        if missed
        else f"All {len(checks)} quantities hold"
    )
    odds = f"at most one in {round(1 / FALSE_ALARM_RATE):,}"
    return f"{summary}. Of correct programs with other seeds {odds} would miss any."


def _as_page(checks: Sequence[Check]) -> str:
    # Imported here to keep `orgsim --help` fast.
    import orgsim

    opening = (
        "<!-- Made by `orgsim verify --markdown > docs/verification_results.md`; "
        "do not edit. -->\n\n"
        "# Verification results\n\n"
        f"What version {orgsim.__version__} gives. [verification.md](verification.md) says what "
        f"the cases are, and what a verdict means. {_summary(checks)}"
    )
    lines = [opening]
    before = None
    for check in checks:
        if check.case != before:
            count = counted(check.replications, "replication")
            lines += ["", f"## `{check.case.id}`", "", f"{check.case.model}; {count}", ""]
            lines += ["| quantity | expected | obtained | interval | verdict | source |"]
            lines += ["|---|---|---|---|---|---|"]
        cells = [cell.strip() for cell in _cells(check)]
        lines.append(f"| {' | '.join([*cells, check.quantity.source])} |")
        before = check.case
    return "\n".join(lines)


def _cells(check: Check) -> list[str]:
    value, low, high = map(_number, check.obtained)
    return [
        f"  {check.quantity.name}",
        _number(check.quantity.expected),
        value,
        f"{low} to {high}",
        "holds" if check.holds else "MISSED",
    ]


def _number(value: float) -> str:
    return "none" if math.isnan(value) else f"{value:.5g}"


def _as_json_text(checks: Sequence[Check]) -> str:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.verification import FALSE_ALARM_RATE

    found: dict[str, Any] = {
        "holds": all(check.holds for check in checks),
        "false_alarm_rate": FALSE_ALARM_RATE,
        "checks": [_row(check) for check in checks],
    }
    return json_text(found)


def _row(check: Check) -> dict[str, Any]:
    obtained = dict(zip(("obtained", "low", "high"), check.obtained, strict=True))
    return {
        "case": check.case.id,
        "model": check.case.model,
        "quantity": check.quantity.name,
        "expected": check.quantity.expected,
        "source": check.quantity.source,
        # JSON has no NaN.
        **{name: None if math.isnan(number) else number for name, number in obtained.items()},
        "replications": check.replications,
        "holds": check.holds,
        "failures": list(check.failures),
    }
