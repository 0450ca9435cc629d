"""What `orgsim` saved in a folder, whatever it is: a run, a comparison or a sweep."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orgsim.cli.exits import Unusable

if TYPE_CHECKING:
    from orgsim.results import Comparison, Results, Sweep


def saved(directory: Path) -> Results | Comparison | Sweep:
    """Load what a folder holds; of a run that is not finished, what is there so far.

    Raises
    ------
    Unusable
        When it holds none of these, a comparison or sweep that is not finished, or is damaged.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results import ResultsError, load_comparison, load_results, load_sweep
    from orgsim.results.files import MANIFEST, read_manifest
    from orgsim.results.parts import read_run
    from orgsim.results.sweep_under_way import points_kept

    try:
        under_way = None if (directory / MANIFEST).is_file() else read_run(directory)
        manifest = read_manifest(directory) if under_way is None else under_way
        if under_way is not None and "sweep" in manifest:
            done, asked = points_kept(directory, under_way)
            raise Unusable(
                f"{directory}: this sweep is not finished, {done:,} of {asked:,} points are; what "
                "matters is told of all of them together: the same sweep with --resume goes on "
                "with it, and `orgsim export` writes the tables of those that are finished"
            )
        if "sweep" in manifest:
            return load_sweep(directory)
        if "differences" in manifest:
            return load_comparison(directory)
        return load_results(directory)
    except ResultsError as error:
        raise Unusable(str(error)) from None
