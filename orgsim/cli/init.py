"""`orgsim init`: a scenario file to start from."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import click

from orgsim.cli.exits import Unusable
from orgsim.cli.written_files import write

SCHEMA_FILE = "orgsim.schema.json"


@click.command()
@click.argument(
    "file", type=click.Path(path_type=Path), default=Path("scenario.yaml"), metavar="[FILE]"
)
@click.option("--force", is_flag=True, help="Replace the file if there is one.")
def init(file: Path, force: bool) -> None:
    """Write a commented scenario to start from.

    By default scenario.yaml; beside it orgsim.schema.json, with which editors check and complete
    the file.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.scenario.schema import schema_text

    if file.exists() and not force:
        raise Unusable(f"{file}: is there already; --force replaces it, nothing was written")
    starter = resources.files("orgsim.scenario").joinpath("starter.yaml").read_text("utf-8")
    schema_file = file.with_name(SCHEMA_FILE)
    # The schema first: it is made anew each time, and a scenario is never left without one.
    write(schema_text(), schema_file)
    write(starter, file)
    click.echo(
        f"wrote {file} and {schema_file}\n"
        f"next: read {file} and change what you like, then\n"
        f"  orgsim validate {file}\n"
        f"  orgsim run {file}",
        err=True,
    )
