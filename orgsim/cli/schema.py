"""`orgsim schema`: what a scenario file may hold, for editors and for readers."""

from __future__ import annotations

from pathlib import Path

import click

from orgsim.cli.written_files import print_or_write


@click.command()
@click.option(
    "--overlay",
    is_flag=True,
    help="Require nothing: for files that others extend, such as presets.",
)
@click.option(
    "--markdown", is_flag=True, help="Print a page to read: every key with unit and default."
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it there instead of printing it.",
)
def schema(overlay: bool, markdown: bool, output: Path | None) -> None:
    """Print the JSON Schema of scenario files.

    Editors check and complete a scenario with it that says in its first line:
    # yaml-language-server: $schema=orgsim.schema.json
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.scenario.reference import reference_page
    from orgsim.scenario.schema import scenario_schema, schema_text

    if overlay and markdown:
        raise click.UsageError("--overlay and --markdown do not go together")
    text = reference_page(scenario_schema()) if markdown else schema_text(overlay=overlay)
    print_or_write(text, output)
