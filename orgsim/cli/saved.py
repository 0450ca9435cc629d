"""What `orgsim` saved in a folder, whatever it is: a run or a comparison."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from orgsim.cli.exits import Unusable

if TYPE_CHECKING:
    from orgsim.results import Comparison, Results


def saved(directory: Path) -> Results | Comparison:
    """Load what a folder holds.

    Raises
    ------
    Unusable
        When it holds neither, or is damaged.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results import ResultsError, load_comparison, load_results
    from orgsim.results.files import read_manifest

    try:
        if "differences" in read_manifest(directory):
            return load_comparison(directory)
        return load_results(directory)
    except ResultsError as error:
        raise Unusable(str(error)) from None
