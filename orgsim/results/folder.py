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

from orgsim.results.files import MANIFEST, ResultsError, ResultsExist, read_manifest
from orgsim.results.schema import DIFFERENCES, TABLES
from orgsim.results.wording import listed

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

REPORT = "report.html"
_MARK_OF_PAGE = b'<meta name="generator" content="orgsim">'
_HEAD_OF_PAGE = 2_000  # bytes in which the mark stands


def refuse_occupied(
    directory: Path,
    identity: Mapping[str, Any],
    parts: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    overwrite: bool = False,
    with_page: bool = False,
) -> None:
    """Raise unless results may be written into a folder.

    It is free when it is missing or empty, or holds the same scenario by the same version. When
    asked to overwrite, other results may be replaced and other files may lie beside the new ones;
    but nothing of somebody else's is ever replaced or removed.

    Parameters
    ----------
    directory
        The folder.
    identity
        Of what is to be written: ``orgsim``, ``scenario_hash`` and, to name the difference,
        ``seed`` and ``hash_without_seed``. A manifest will do.
    parts
        For a comparison, the name of each result's own folder and the identity of what goes there.
    overwrite
        Whether results of something else may be replaced.
    with_page
        Whether a page is to be written beside the tables.

    Raises
    ------
    ResultsExist
    """
    if not os.path.lexists(directory):
        return
    if not directory.is_dir():
        raise ResultsExist(f"{directory}: this is a file; a result is a folder")
    if not any(directory.iterdir()):
        return
    manifest = _own_manifest(directory)
    tables = [DIFFERENCES.name] if parts else list(TABLES)
    needed = [MANIFEST, *map(_file, tables), *([REPORT] if with_page else [])]
    _refuse_taken(directory, needed, _own_files(directory, manifest))
    for name in parts or {}:
        _refuse_foreign(directory / name)
    if not overwrite:
        _refuse_others(directory, manifest, identity, comparison=bool(parts))
    for name, each in (parts or {}).items():
        refuse_occupied(directory / name, each, overwrite=overwrite)


def _refuse_taken(directory: Path, needed: list[str], own: set[str]) -> None:
    for name in needed:
        path = directory / name
        if path.is_dir():
            raise ResultsExist(f"{path}: this is a folder, and results need a file of this name")
        if name not in own and os.path.lexists(path):
            raise ResultsExist(
                f"{path}: results need a file of this name, and no manifest says that this one "
                "is orgsim's to replace"
            )


def _refuse_foreign(folder: Path) -> None:
    if folder.is_dir() and any(folder.iterdir()) and _own_manifest(folder) is None:
        raise ResultsExist(
            f"{folder}: results need a folder of this name, and this one holds other files"
        )


def _refuse_others(
    directory: Path,
    manifest: Mapping[str, Any] | None,
    identity: Mapping[str, Any],
    *,
    comparison: bool,
) -> None:
    if manifest is None:
        raise ResultsExist(
            f"{directory}: the folder holds other files",
            "adds the results and leaves these files as they are",
        )
    others = _others(manifest, identity, comparison=comparison)
    if others:
        raise ResultsExist(
            f"{directory}: the folder holds the results of {others}",
            "replaces them and leaves all other files as they are",
        )


def _others(found: Mapping[str, Any], identity: Mapping[str, Any], *, comparison: bool) -> str:
    """Say whose results a folder holds, "" when they are the same scenario's and version's."""
    name = f"{found.get('name')!r}"
    if ("differences" in found) != comparison:
        return f"a single run ({name})" if comparison else f"a comparison ({name})"
    told = []
    if found["orgsim"] != identity["orgsim"]:
        told.append(f"another version of orgsim ({found['orgsim']}, now {identity['orgsim']})")
    if found["scenario_hash"] != identity["scenario_hash"]:
        rules = found.get("hash_without_seed")
        if rules is not None and rules == identity.get("hash_without_seed"):
            told.append(f"another seed ({found.get('seed')}, now {identity.get('seed')})")
        elif _other_code(found, identity):
            told.append(f"a scenario with other code or settings of a promotion policy ({name})")
        else:
            told.append(f"another scenario ({name})")
    return listed(told) if told else ""


def _other_code(found: Mapping[str, Any], identity: Mapping[str, Any]) -> bool:
    """Whether the same organizations had policies in Python, and not the same ones."""
    before, now = found.get("policies") or {}, identity.get("policies") or {}
    return bool(before) and before.keys() == now.keys() and before != now


def _own_manifest(directory: Path) -> dict[str, Any] | None:
    """Return the manifest of a folder, None where there is none that orgsim wrote."""
    try:
        found = read_manifest(directory)
    except ResultsError:
        return None
    ours = {"orgsim", "scenario_hash"} <= found.keys()
    return found if ours and ("tables" in found or "differences" in found) else None


def _own_files(directory: Path, manifest: Mapping[str, Any] | None) -> set[str]:
    """Names of the files in a folder that orgsim wrote, by its manifest."""
    own = {REPORT} if is_own_page(directory / REPORT) else set()
    if manifest is None:
        return own
    tables = [*_mapping(manifest, "tables")]
    if "differences" in manifest:
        tables.append(DIFFERENCES.name)
    return own | {MANIFEST} | {_file(table) for table in tables if _is_plain(_file(table))}


def _own_folders(manifest: Mapping[str, Any]) -> list[str]:
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


def _file(table: str) -> str:
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
            _move_into(temporary, directory)
        else:
            os.replace(temporary, directory)  # noqa: PTH105 - Path.replace hides that it is atomic
        _sync_folder(beside)
    finally:
        with suppress(FileNotFoundError):
            shutil.rmtree(temporary)


def _move_into(temporary: Path, directory: Path) -> None:
    emptied = _clear(directory)
    for entry in sorted(temporary.iterdir(), key=lambda entry: entry.name == MANIFEST):
        target = directory / entry.name
        if entry.is_dir() and target.is_dir():
            _move_into(entry, target)
        else:
            entry.replace(target)
    for folder in emptied:
        with suppress(OSError):  # in use again, or it holds other files, which stay
            folder.rmdir()


def _clear(directory: Path) -> list[Path]:
    """Remove the files of an earlier result; return the folders of its parts."""
    manifest = _own_manifest(directory)
    if manifest is None:
        return []
    own = _own_files(directory, manifest)
    (directory / MANIFEST).unlink()
    for name in own - {MANIFEST}:
        (directory / name).unlink(missing_ok=True)
    folders = [directory / name for name in _own_folders(manifest)]
    return [each for folder in folders for each in (*_clear(folder), folder)]


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
