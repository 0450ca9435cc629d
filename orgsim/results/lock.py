"""One writer to a folder: a lock that ends with the process that holds it, however that ends."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TYPE_CHECKING, Self

from orgsim.results.files import ResultsExist

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 30  # Windows keeps others from reading the bytes that are locked

    def _lock(file: int) -> None:
        """Lock an open file, or raise BlockingIOError when somebody else has."""
        os.lseek(file, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except PermissionError as error:
            raise BlockingIOError from error
        finally:
            os.lseek(file, 0, os.SEEK_SET)

else:
    import fcntl

    def _lock(file: int) -> None:
        """Lock an open file, or raise BlockingIOError when somebody else has."""
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


class FolderLock:
    """Held by the run that writes into a folder; a context manager.

    The system gives the lock back when the process ends, by ``kill -9`` too, so no lock is ever
    left over. Some network file systems know no locks; then the folder is not protected, and
    `missing` says why.

    Parameters
    ----------
    path
        The lock file, in the folder that is locked. It holds the number of the process, for people
        who look.

    Attributes
    ----------
    missing : str
        Why the folder is not protected, "" where it is.

    Raises
    ------
    ResultsExist
        When another process holds it.
    """

    def __init__(self, path: Path) -> None:
        self.missing = ""
        while True:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
            try:
                _lock_or_refuse(path, self._file)
            except ResultsExist:
                os.close(self._file)
                raise
            except OSError as error:
                self.missing = f"{path}: this file system has no locks ({error.strerror})"
            if _is_still_there(path, self._file):
                break
            # The run that held it was over in this very moment and took its files away.
            os.close(self._file)
        os.ftruncate(self._file, 0)
        os.write(self._file, f"{os.getpid()}\n".encode())

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._file)


def refuse_held(path: Path) -> None:
    """Raise when another run holds the lock; touch nothing.

    Raises
    ------
    ResultsExist
    """
    try:
        file = os.open(path, os.O_RDWR)
    except OSError:
        return  # there is none, or we may not write here: who could say more does so elsewhere
    try:
        with suppress(OSError):  # a file system without locks
            _lock_or_refuse(path, file)
    finally:
        os.close(file)


def _lock_or_refuse(path: Path, file: int) -> None:
    try:
        _lock(file)
    except BlockingIOError:
        holder = os.read(file, 20).decode(errors="replace").strip()
        raise ResultsExist(
            f"{path.parent.parent}: another run is writing here"
            + (f" (process {holder})" if holder else "")
        ) from None


def _is_still_there(path: Path, file: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(file))
    except FileNotFoundError:
        return False
