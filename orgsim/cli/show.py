"""`orgsim show`: a scenario with everything filled in."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from orgsim.cli.exits import Unusable
from orgsim.cli.options import allow_plugins
from orgsim.cli.scenario_files import one_of, policy_option

if TYPE_CHECKING:
    from orgsim.scenario import Resolved

SHOWN = "shown is the baseline, {baseline}; --policy shows another: {others}"


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--origins", is_flag=True, help="Say beside each value where it comes from.")
@click.option(
    "--stage",
    metavar="ORGANIZATION.STAGE",
    help="Print an organization with the rules of one of its stages, in full.",
)
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change a value, as in --set organizations.startup.plan.rate=20%/year. Repeatable.",
)
@policy_option
@allow_plugins
def show(
    file: Path, origins: bool, stage: str | None, overrides: tuple[str, ...], policy: str | None
) -> None:
    """Print a scenario as it is run: presets merged, defaults filled in.

    Of a file that states policies the baseline is printed, or the one that --policy names.

    A stage of an organization is printed as the file has it, as what differs from the rules before.
    --stage prints all rules that hold on the day on which it is entered; of what interventions set,
    what is set by then in every case.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.scenario import resolved_yaml

    found = one_of(file, overrides, policy, SHOWN, quiet=False)
    if stage is not None:
        found = _in_stage(found, stage, file)
    click.echo(resolved_yaml(found.scenario, found.origins if origins else None).rstrip("\n"))


def _in_stage(found: Resolved, wanted: str, file: Path) -> Resolved:
    """Return the scenario of one organization, under the rules of a stage."""
    from orgsim.scenario import in_stage
    from orgsim.units import choices, closest, sentence, shown

    stages = {
        f"{name}.{stage}": (name, number)
        for name, organization in found.scenario.organizations.items()
        for number, stage in enumerate(organization.stages, start=1)
    }
    if wanted not in stages:
        near = closest(wanted, stages)
        raise Unusable(sentence("there is no such stage", shown(wanted), choices(stages), near))
    return in_stage(found, *stages[wanted], file)
