"""`orgsim export`: the tables of a folder as CSV files or an Excel workbook."""

from __future__ import annotations

from pathlib import Path

import click

from orgsim.cli.exits import Unusable
from orgsim.cli.option_types import OneOf


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--format",
    "format_",
    type=OneOf("csv", "xlsx"),
    default="csv",
    show_default=True,
    help="A CSV file per table, or one Excel workbook with a sheet per table (needs orgsim[xlsx]).",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="Folder of the CSV files, or the workbook; by default DIR_csv or DIR.xlsx.",
)
@click.option(
    "--table",
    "tables",
    multiple=True,
    metavar="NAME",
    help="Only this table, as in --table levels; by default all. Repeatable.",
)
@click.option("--overwrite", is_flag=True, help="Replace files that are there already.")
def export(
    directory: Path, format_: str, output: Path | None, tables: tuple[str, ...], overwrite: bool
) -> None:
    """Write the tables of a result, a comparison or a sweep for other programs.

    DIR is a folder of results; of a sweep that is not finished, the points that are finished are
    written. Text that a spreadsheet would take for a formula stays text.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results import ResultsError, ResultsExist
    from orgsim.results.export import export as write
    from orgsim.results.sweep_under_way import points_kept, unfinished_sweep

    try:
        under_way = unfinished_sweep(directory)
        written = write(directory, format_, output, tables, overwrite=overwrite)
    except ResultsExist as error:
        way = "; --overwrite replaces it, or -o names another place" if error.overwriting else ""
        raise Unusable(f"{error}{way}") from error
    except ResultsError as error:
        raise Unusable(f"{error}; nothing was written") from error
    except ModuleNotFoundError as error:
        raise Unusable(
            "--format xlsx: a workbook needs the package openpyxl: pip install 'orgsim[xlsx]'"
        ) from error
    if under_way is not None:
        done, asked = points_kept(directory, under_way)
        click.echo(
            f"{directory}: this sweep is not finished, {done:,} of {asked:,} points are; the same "
            "sweep with --resume goes on with it",
            err=True,
        )
    click.echo(str(written))
