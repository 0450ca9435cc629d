"""The folder of a comparison while its scenarios are run, each of which keeps its own parts.

Beside the folders of the results stand, as long as the comparison is not finished,
``parts/run.json``, which says what is compared, and ``parts/lock``.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

from orgsim.results.comparison import Comparison, result_folders
from orgsim.results.files import MANIFEST, write_manifest, write_table
from orgsim.results.folder import clear, own_files, own_folders, own_manifest
from orgsim.results.occupied import refuse_occupied
from orgsim.results.parts import PARTS, read_run
from orgsim.results.under_way import UnderWay

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


class ComparisonStore(UnderWay):
    """A folder that a comparison is run into; a context manager, as `Store` is.

    Parameters
    ----------
    directory
        The folder; it and its parents are made when missing.
    manifest
        Of the comparison: its identity and name, and the replications asked for.
    identities
        By the name of each result, the identity of what goes into its folder.
    resume, overwrite
        As for `Store`.

    Attributes
    ----------
    directories : dict
        Name -> the folder of a result.

    Raises
    ------
    ResultsExist
        When the folder, or one that a result needs in it, is occupied.
    OSError
        When it cannot be written.
    """

    def __init__(
        self,
        directory: Path,
        manifest: Mapping[str, Any],
        identities: Mapping[str, Mapping[str, Any]],
        *,
        resume: bool = False,
        overwrite: bool = False,
    ) -> None:
        folders = result_folders(identities)
        parts = {folders[name]: each for name, each in identities.items()}
        self.directories = {name: directory / folder for name, folder in folders.items()}
        self._folders = list(parts)
        super().__init__(
            directory,
            lambda: refuse_occupied(directory, manifest, parts, overwrite=overwrite, resume=resume),
        )
        try:
            before = (read_run(directory) or {}) if resume else {}
            record = {
                **manifest,
                "replaces": overwrite or bool(before.get("replaces")),
                "results": {folder: folder for folder in self._folders},
                "differences": {},
            }
            self._write_run(record)
        except BaseException:
            self._leave()
            raise

    @property
    def is_useful(self) -> bool:
        """Whether there is anything to go on with: a scenario that is finished, or a part."""
        return any(
            (self.directory / folder / name).exists()
            for folder in self._folders
            for name in (MANIFEST, PARTS)
        )

    def finish(self, comparison: Comparison) -> None:
        """Write the differences beside the results, which are in their folders already.

        Raises
        ------
        OSError
            When they cannot be written; the results stay.
        """
        earlier = own_manifest(self.directory)
        hidden = self._parts / ".differences.parquet"
        described = write_table(comparison.differences, hidden)
        told = comparison.manifest_with(described)
        write_manifest(told, self._parts / f".{MANIFEST}")
        if earlier is not None:
            # The page too, which would tell of other numbers.
            for name in sorted(own_files(self.directory, earlier), key=MANIFEST.__ne__):
                (self.directory / name).unlink(missing_ok=True)
            for folder in own_folders(earlier):
                if folder not in self._folders:
                    clear(self.directory / folder)
                    with suppress(OSError):  # it holds other files, which stay
                        (self.directory / folder).rmdir()
        hidden.replace(self.directory / "differences.parquet")
        (self._parts / f".{MANIFEST}").replace(self.directory / MANIFEST)
        self._remove()

    def discard(self) -> None:
        """Take away what was written, when nothing can be compared; an earlier comparison stays."""
        if own_manifest(self.directory) is None:
            for folder in self.directories.values():
                clear(folder)
                with suppress(OSError):  # it is not there, or holds other files, which stay
                    folder.rmdir()
            self._remove()
