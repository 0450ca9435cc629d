"""`orgsim plot`: a figure of a saved run, comparison or sweep as PNG, SVG or HTML."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.exits import FAILED, Unusable
from orgsim.cli.option_types import AtLeast, OneOf
from orgsim.cli.saved import saved
from orgsim.cli.written_files import write_all

if TYPE_CHECKING:
    from orgsim.plots.catalogue import Entry
    from orgsim.plots.pictures import Picture
    from orgsim.results import Comparison, Results, Sweep

FORMATS = ("png", "svg", "html")  # as orgsim.plots.pictures has them, without its imports
_WIDTH = 900
_SMALLEST = 200
_NARROW = 700  # pixels: below, panels stand under one another


def _list_figures(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    """Print the catalogue and end."""
    del param
    if asked:
        # Imported here to keep `orgsim --help` fast.
        from orgsim.plots.catalogue import CATALOGUE

        width = max(map(len, CATALOGUE))
        for name, entry in CATALOGUE.items():
            click.echo(f"{name.ljust(width)}  {entry.question} (of a {' or a '.join(entry.of)})")
        ctx.exit()


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.argument("figures", nargs=-1, required=True, metavar="FIGURE...")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    required=True,
    help="The file, ending in .png, .svg or .html; for several figures a folder.",
)
@click.option(
    "--format",
    "kind",
    type=OneOf(*FORMATS),
    help="Of the files in a folder; png unless told otherwise.",
)
@click.option(
    "--width",
    type=AtLeast(_SMALLEST),
    default=_WIDTH,
    show_default=True,
    metavar="PX",
    help="Width; a narrow figure has its panels under one another.",
)
@click.option(
    "--height", type=AtLeast(_SMALLEST), metavar="PX", help="Height; by default the figure's own."
)
@click.option("--organization", metavar="ID", help="Of one organization alone.")
@click.option("--date", metavar="DATE", help="At the last snapshot up to a day, as in 2030-01-01.")
@click.option(
    "--by",
    type=OneOf("organization", "entry_point", "group"),
    help="What is told apart by colour.",
)
@click.option(
    "--list",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_list_figures,
    help="List the figures and what each answers.",
)
def plot(
    directory: Path,
    figures: tuple[str, ...],
    output: Path,
    kind: str | None,
    width: int,
    height: int | None,
    organization: str | None,
    date: str | None,
    by: str | None,
) -> int:
    """Draw figures of what a folder holds into files.

    DIR is a folder that `run`, `compare` or `sweep` wrote; `orgsim plot --list` names the figures.
    PNG and SVG need the extra orgsim[png] and Chromium; a PNG has twice as many pixels as stated,
    for sharp print.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.plots.catalogue import CATALOGUE
    from orgsim.plots.pictures import Picture, PicturesUnavailable, drawn
    from orgsim.plots.theme import says_why_not

    entries = [_entry(name, CATALOGUE) for name in figures]
    files = _files(entries, output, kind)
    results = saved(directory)
    asked = {"organization": organization, "date": date, "by": by}
    pictures: list[Picture] = []
    for entry, file in zip(entries, files, strict=True):
        _check_of(entry, results, directory)
        options = _options(entry, asked, results)
        drawing = entry.draw.drawing(results, columns=1 if width < _NARROW else 2, **options)
        reason = says_why_not(drawing)
        if reason is not None:
            click.echo(f"{entry.name}: {reason}; nothing was written", err=True)
            return FAILED
        own = int(drawing.layout["height"])
        pictures.append(Picture(drawing.figure(), width, height or own, file.suffix[1:]))
    try:
        images = drawn(pictures)
    except PicturesUnavailable as error:
        click.echo(f"{error}; nothing was written", err=True)
        return FAILED
    write_all(dict(zip(files, images, strict=True)))
    return 0


def _entry(name: str, catalogue: Any) -> Entry:
    if name in catalogue:
        found: Entry = catalogue[name]
        return found
    # Imported here to keep `orgsim --help` fast.
    from orgsim.units import closest, sentence, shown

    near = closest(name.replace("-", "_"), catalogue)
    raise Unusable(sentence("unknown figure", shown(name), ", ".join(catalogue), near))


def _files(entries: Sequence[Entry], output: Path, kind: str | None) -> list[Path]:
    """Name the file of each figure: the output itself, or one in it."""
    suffix = output.suffix.lower()
    if len(entries) == 1 and not output.is_dir() and (suffix or kind is None):
        if suffix[1:] not in FORMATS:
            allowed = ", ".join(f".{each}" for each in FORMATS)
            raise Unusable(
                f"-o {output}: unknown kind of picture, got {suffix or 'no ending'!r}; "
                f"allowed: {allowed}"
            )
        if kind not in (None, suffix[1:]):
            raise Unusable(f"-o {output}: the name ends in {suffix}, but --format says {kind}")
        return [output.with_suffix(suffix)]
    if suffix[1:] in FORMATS and not output.is_dir():
        raise Unusable(f"-o {output}: {len(entries)} figures need a folder, not one file")
    if output.exists() and not output.is_dir():
        raise Unusable(f"-o {output}: this is a file; several figures need a folder")
    return [output / f"{entry.name}.{kind or FORMATS[0]}" for entry in entries]


def _check_of(entry: Entry, results: Results | Comparison | Sweep, directory: Path) -> None:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.plots.catalogue import COMPARISON, RUN, SWEEP
    from orgsim.results import Comparison, Sweep

    held = RUN
    if isinstance(results, Comparison):
        held = COMPARISON
    elif isinstance(results, Sweep):
        held = SWEEP
    if held in entry.of:
        return
    of = " or a ".join(entry.of)
    raise Unusable(f"{entry.name} is drawn of a {of}, and {directory} holds a {held}")


def _options(
    entry: Entry, asked: dict[str, str | None], results: Results | Comparison | Sweep
) -> dict[str, str]:
    """Check what the figure is to be a part of."""
    options = {name: value for name, value in asked.items() if value is not None}
    # Imported here to keep `orgsim --help` fast.
    from orgsim.plots.catalogue import CATALOGUE

    for name in options:
        if not entry.takes(name):
            those = [each.name for each in CATALOGUE.values() if each.takes(name)]
            told = f"those that do: {', '.join(those)}" if those else "no figure does"
            raise Unusable(f"--{name}: {entry.name} does not take it; {told}")
    if "organization" in options:
        _check_organization(options["organization"], results)
    if "date" in options:
        _check_date(options["date"], results)
    return options


def _check_organization(name: str, results: Results | Comparison | Sweep) -> None:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results import Comparison
    from orgsim.units import closest, sentence, shown

    run = results.results[results.baseline] if isinstance(results, Comparison) else results
    known = list(run.manifest["organizations"])
    if name not in known:
        near = closest(name, known)
        told = sentence("unknown organization", shown(name), ", ".join(known), near)
        raise Unusable(f"--organization: {told}")


def _check_date(text: str, results: Results | Comparison | Sweep) -> None:
    # Imported here to keep `orgsim --help` fast.
    import datetime as dt

    from orgsim.results import Comparison

    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        raise Unusable(
            f"--date: must be a day as year-month-day, as in 2030-01-01, got {text}"
        ) from None
    run = results.results[results.baseline] if isinstance(results, Comparison) else results
    start = dt.date.fromisoformat(run.manifest["start"])
    if day < start:
        raise Unusable(f"--date: {text} is before the start, {start}")
