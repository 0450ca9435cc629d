"""`orgsim schema`: what a scenario file and a table may hold, for editors and for readers."""

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
    "--tables",
    is_flag=True,
    help="Print a page to read about results instead: every column of a table, every measure.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write it there instead of printing it.",
)
def schema(overlay: bool, markdown: bool, tables: bool, output: Path | None) -> None:
    """Print the JSON Schema of scenario files, or a page about them or about tables.

    Editors check and complete a scenario with it that says in its first line:
    # yaml-language-server: $schema=orgsim.schema.json
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results.reference import tables_page
    from orgsim.scenario.reference import reference_page
    from orgsim.scenario.schema import scenario_schema, schema_text

    if overlay + markdown + tables > 1:
        raise click.UsageError("only one of --overlay, --markdown and --tables can be asked for")
    if tables:
        text = tables_page()
    elif markdown:
        text = reference_page(scenario_schema())
    else:
        text = schema_text(overlay=overlay)
    print_or_write(text, output)
