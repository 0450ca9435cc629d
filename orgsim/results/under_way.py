"""A folder that somebody is writing into: locked, and with parts until everything is there.

What goes into the parts, and what is made of them in the end, is up to `Store` (a run),
`ComparisonStore` and `SweepStore`.
"""

from __future__ import annotations

import shutil
from abc import ABC, abstractmethod
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Self

from orgsim.results.files import write_manifest
from orgsim.results.lock import FolderLock
from orgsim.results.parts import LOCK, PARTS, RUN

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from types import TracebackType


class UnderWay(ABC):
    """A context manager, during which nobody else may write into the folder.

    On the way out parts with nothing in them that is worth keeping are taken away.

    Parameters
    ----------
    directory
        The folder; it and its parents are made when missing.
    refuse
        Raises unless the folder may be written into; called before anything is made, and again
        when nobody else can change it any more.
    tell
        Called with a sentence when the file system has no locks.

    Raises
    ------
    ResultsExist
        When somebody else is writing into the folder.
    OSError
        When it cannot be written.
    """

    def __init__(
        self,
        directory: Path,
        refuse: Callable[[], None],
        tell: Callable[[str], None] = lambda _: None,
    ) -> None:
        refuse()
        self.directory = directory
        self._parts = directory / PARTS
        self._made = missing_folders(directory)
        self._begun = False
        self._lock = FolderLock(self._parts / LOCK)
        try:
            refuse()
            if self._lock.missing:
                tell(f"{self._lock.missing}; two runs at once would spoil each other's results")
        except BaseException:
            self._leave()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()

    @property
    @abstractmethod
    def is_useful(self) -> bool:
        """Whether there is anything to go on with."""

    def _leave(self) -> None:
        # What was not begun is not ours, but for the lock.
        left = {path.name for path in self._parts.glob("*")}
        if left == {LOCK} or (self._begun and left and not self.is_useful):
            self._remove()
        self._lock.__exit__(None, None, None)

    def _empty(self) -> None:
        """Throw away what an earlier run left in the folder of the parts."""
        for path in self._parts.iterdir():
            if path.is_dir():
                shutil.rmtree(path)
            elif path.name != LOCK:
                path.unlink()

    def _write_run(self, record: Mapping[str, Any]) -> None:
        """Say what is under way; from now on the names that it needs are its own."""
        self._begun = True
        hidden = self._parts / f".{RUN}"
        write_manifest(record, hidden)
        hidden.replace(self._parts / RUN)

    def _remove(self) -> None:
        """Take the parts away, and the folders that were made for nothing."""
        # Renamed first, so that nobody finds half of it.
        gone = self.directory / f".{PARTS}"
        shutil.rmtree(gone, ignore_errors=True)
        self._parts.rename(gone)
        shutil.rmtree(gone)
        for folder in self._made:
            with suppress(OSError):  # it holds something
                folder.rmdir()


def missing_folders(directory: Path) -> list[Path]:
    """List the folders that have to be made for one, the innermost first."""
    found = []
    absolute = directory.absolute()
    while not absolute.exists():
        found.append(absolute)
        absolute = absolute.parent
    return found
