"""`orgsim report`: the page of a saved run, comparison or sweep."""

from __future__ import annotations

from pathlib import Path

import click

from orgsim.cli.exits import Unusable
from orgsim.cli.saved import saved


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where to write it; by default DIR/report.html.",
)
def report(directory: Path, output: Path | None) -> None:
    """Write the page of what a folder holds: figures, tables and the answer in words.

    DIR is a folder that `run`, `compare` or `sweep` wrote. The page is one file that opens offline.
    Of a run that is not finished it shows the replications that are there.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.report import write_report
    from orgsim.results import Results
    from orgsim.results.folder import REPORT, is_own_page

    results = saved(directory)
    file = output or directory / REPORT
    if output is None and file.exists() and not is_own_page(file):
        raise Unusable(f"{file}: this is not a page of orgsim's; -o names another file")
    if file.is_dir():
        raise Unusable(f"-o {file}: this is a folder; name a file, as in {file / REPORT}")
    if isinstance(results, Results) and results.manifest.get("unfinished"):
        asked = results.manifest["replications"]
        click.echo(
            f"{directory}: this run is not finished, {results.completed} of {asked} replications "
            "are there; the same run with --resume goes on with it",
            err=True,
        )
    try:
        write_report(results, file)
    except OSError as error:
        raise Unusable(f"{file}: cannot be written ({error.strerror})") from error
    click.echo(f"wrote {file}", err=True)
