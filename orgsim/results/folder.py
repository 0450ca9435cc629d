"""A result's folder: which files in it are orgsim's own, and how new ones take their place.

Whatever else lies in the folder is somebody's and stays. What is orgsim's own is known by the
manifest, which lists the files that it wrote.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from orgsim.results.comparison_schema import DIFFERENCES
from orgsim.results.files import MANIFEST, ResultsError, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REPORT = "report.html"
_MARK_OF_PAGE = b'<meta name="generator" content="orgsim">'
_HEAD_OF_PAGE = 2_000  # bytes in which the mark stands


def own_manifest(directory: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder, None where there is none that orgsim wrote."""
    try:
        found = read_manifest(directory)
    except ResultsError:
        return None
    ours = {"orgsim", "scenario_hash"} <= found.keys()
    return found if ours and ("tables" in found or "differences" in found) else None


def own_files(directory: Path, manifest: Mapping[str, Any] | None) -> set[str]:
    """Names of the files in a folder that orgsim wrote, by its manifest."""
    own = {REPORT} if is_own_page(directory / REPORT) else set()
    if manifest is None:
        return own
    tables = [*_mapping(manifest, "tables")]
    if "differences" in manifest:
        tables.append(DIFFERENCES.name)
    return own | {MANIFEST} | {file_of(table) for table in tables if _is_plain(file_of(table))}


def own_folders(manifest: Mapping[str, Any]) -> list[str]:
    """Names of the folders in which a comparison keeps its results."""
    return [str(name) for name in _mapping(manifest, "results").values() if _is_plain(str(name))]


def is_own_page(path: Path) -> bool:
    """Whether a file is a page that orgsim wrote."""
    try:
        with path.open("rb") as file:
            return _MARK_OF_PAGE in file.read(_HEAD_OF_PAGE)
    except OSError:
        return False


def _mapping(manifest: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = manifest.get(key)
    return found if isinstance(found, dict) else {}


def _is_plain(name: str) -> bool:
    """Whether a name read from a manifest stays within the folder."""
    return Path(name).name == name and name not in {"", ".", ".."}


def file_of(table: str) -> str:
    """Name of the file of a table."""
    return f"{table}.parquet"


@contextmanager
def replacing(directory: Path) -> Iterator[Path]:
    """Fill a temporary folder, which takes the place of ``directory`` when all went well.

    A new folder appears all at once. In a folder that exists, the files of an earlier result are
    removed, its page with them, and the new ones are put in place one by one, the manifest away
    first and back last, so that it never describes a mixture; other files in the folder stay.
    After an error while the temporary folder is filled nothing has changed.

    Yields
    ------
    pathlib.Path
        The temporary folder; its name starts with a dot.
    """
    directory = directory.absolute()
    exists = directory.is_dir()
    if not exists:
        directory.parent.mkdir(parents=True, exist_ok=True)
    # Inside a folder that exists, beside one that does not: always on the same file system.
    beside = directory if exists else directory.parent
    temporary = Path(tempfile.mkdtemp(prefix=f".{directory.name}.", dir=beside))
    try:
        temporary.chmod(0o777 & ~_umask())
        yield temporary
        if exists:
            move_into(temporary, directory)
        else:
            os.replace(temporary, directory)  # noqa: PTH105 - Path.replace hides that it is atomic
        _sync_folder(beside)
    finally:
        with suppress(FileNotFoundError):
            shutil.rmtree(temporary)


def move_into(temporary: Path, directory: Path) -> None:
    """Move the files of a result into a folder in place of an earlier one's, the manifest last."""
    emptied = clear(directory)
    for entry in sorted(temporary.iterdir(), key=lambda entry: entry.name == MANIFEST):
        target = directory / entry.name
        if entry.is_dir() and target.is_dir():
            move_into(entry, target)
        else:
            entry.replace(target)
    for folder in emptied:
        with suppress(OSError):  # in use again, or it holds other files, which stay
            folder.rmdir()


def clear(directory: Path) -> list[Path]:
    """Remove the files of an earlier result; return the folders of its parts."""
    manifest = own_manifest(directory)
    if manifest is None:
        return []
    own = own_files(directory, manifest)
    (directory / MANIFEST).unlink()
    for name in own - {MANIFEST}:
        (directory / name).unlink(missing_ok=True)
    folders = [directory / name for name in own_folders(manifest)]
    return [each for folder in folders for each in (*clear(folder), folder)]


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _sync_folder(directory: Path) -> None:
    if not hasattr(os, "O_DIRECTORY"):  # Windows has no handle on a folder
        return
    handle = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
