"""`orgsim show`: a scenario with everything filled in."""

from __future__ import annotations

from pathlib import Path

import click

from orgsim.cli.options import allow_plugins
from orgsim.cli.scenario_files import resolved


@click.command()
@click.argument("file", type=click.Path(path_type=Path), metavar="FILE")
@click.option("--origins", is_flag=True, help="Say beside each value where it comes from.")
@click.option(
    "--set",
    "overrides",
    multiple=True,
    metavar="PATH=VALUE",
    help="Change a value, as in --set organizations.startup.plan.rate=20%/year. Repeatable.",
)
@allow_plugins
def show(file: Path, origins: bool, overrides: tuple[str, ...]) -> None:
    """Print a scenario as it is run: presets merged, defaults filled in."""
    # Imported here to keep `orgsim --help` fast.
    from orgsim.scenario import resolved_yaml

    found = resolved(file, overrides)
    click.echo(resolved_yaml(found.scenario, found.origins if origins else None).rstrip("\n"))
