"""Whether results may be written into a folder: nothing of somebody else's is ever replaced."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from orgsim.results.comparison_schema import DIFFERENCES
from orgsim.results.files import MANIFEST, ResultsError, ResultsExist
from orgsim.results.folder import REPORT, file_of, own_files, own_manifest
from orgsim.results.lock import refuse_held
from orgsim.results.parts import LOCK, PARTS, RUN, read_blocks, read_run
from orgsim.results.schema import TABLES
from orgsim.results.wording import listed

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path


def refuse_occupied(
    directory: Path,
    identity: Mapping[str, Any],
    parts: Mapping[str, Mapping[str, Any]] | None = None,
    *,
    overwrite: bool = False,
    resume: bool = False,
    with_page: bool = False,
    tables: Sequence[str] = tuple(TABLES),
) -> None:
    """Raise unless results may be written into a folder.

    It is free when it is missing or empty, or holds the finished results of the same scenario by
    the same version. When asked to overwrite, other results may be replaced and other files may lie
    beside the new ones; but nothing of somebody else's is ever replaced or removed. What an
    unfinished run left is in the way unless that run is to be resumed or overwritten.

    Parameters
    ----------
    directory
        The folder.
    identity
        Of what is to be written: ``orgsim``, ``scenario_hash`` and, to name the difference,
        ``seed`` and ``hash_without_seed``; to resume, ``engine``. A manifest will do.
    parts
        For a comparison, the name of each result's own folder and the identity of what goes there.
    overwrite
        Whether results of something else may be replaced.
    resume
        Whether to go on with what is there.
    with_page
        Whether a page is to be written beside the tables.
    tables
        Names of the tables, of anything but a comparison.

    Raises
    ------
    ResultsExist
    """
    if not os.path.lexists(directory):
        return
    if not directory.exists():
        raise ResultsExist(
            f"{directory}: this is a link to {directory.readlink()}, which is missing"
        )
    if not directory.is_dir():
        raise ResultsExist(f"{directory}: this is a file; a result is a folder")
    run = _run(directory, overwrite=overwrite)
    if all(path.name == PARTS and _holds_a_lock_only(path) for path in directory.iterdir()):
        return
    manifest = own_manifest(directory)
    names = [DIFFERENCES.name] if parts else tables
    needed = [MANIFEST, *map(file_of, names), *([REPORT] if with_page else [])]
    # Once a run has begun, these names are its own: it may have been killed while it used them.
    own = own_files(directory, manifest) | (set(needed) if run is not None else set())
    _refuse_taken(directory, needed, own)
    if run is None:
        _refuse_foreign(directory / PARTS)
    for name in parts or {}:
        _refuse_foreign(directory / name)
    sort = "a comparison" if parts else _sort(identity)
    if run is not None and not overwrite:
        _refuse_unfinished(directory, run, identity, sort=sort, resume=resume)
    begun = run is not None and (manifest is None or run.get("replaces"))
    if not overwrite and not begun:
        _refuse_others(directory, manifest, identity, sort=sort, resume=resume)
    for name, each in (parts or {}).items():
        refuse_occupied(directory / name, each, overwrite=overwrite, resume=resume)


def _run(directory: Path, *, overwrite: bool) -> dict[str, Any] | None:
    try:
        return read_run(directory)
    except ResultsError as error:
        if overwrite:
            return {"replaces": True}
        raise ResultsExist(str(error), "throws it away") from error


def _holds_a_lock_only(folder: Path) -> bool:
    return folder.is_dir() and {path.name for path in folder.iterdir()} <= {LOCK}


def _refuse_unfinished(
    directory: Path,
    run: Mapping[str, Any],
    identity: Mapping[str, Any],
    *,
    sort: str,
    resume: bool,
) -> None:
    others = _others(run, identity, sort=sort, resume=True)
    if resume and others:
        raise ResultsExist(
            f"{directory}: the unfinished run in the folder is that of {others}",
            "throws that away",
        )
    if resume:
        return
    refuse_held(directory / PARTS / LOCK)  # neither to be resumed nor thrown away at the moment
    if others:
        raise ResultsExist(
            f"{directory}: the folder holds an unfinished run of {others}", "throws it away"
        )
    done = sum(block.last - block.first + 1 for block in read_blocks(directory) if block.tables)
    much = "" if sort == "a comparison" else f" ({done} of {run['replications']} replications)"
    raise ResultsExist(
        f"{directory}: the folder holds an unfinished run of {run['name']!r}{much}",
        "throws it away",
        "goes on with it",
    )


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
    ours = (
        not folder.is_dir()
        or _holds_a_lock_only(folder)
        or own_manifest(folder) is not None
        or (folder / PARTS / RUN).is_file()
    )
    if not ours:
        raise ResultsExist(
            f"{folder}: results need a folder of this name, and this one holds other files"
        )


def _refuse_others(
    directory: Path,
    manifest: Mapping[str, Any] | None,
    identity: Mapping[str, Any],
    *,
    sort: str,
    resume: bool,
) -> None:
    if manifest is None:
        raise ResultsExist(
            f"{directory}: the folder holds other files",
            "adds the results and leaves these files as they are",
        )
    others = _others(manifest, identity, sort=sort, resume=resume)
    if others:
        raise ResultsExist(
            f"{directory}: the folder holds the results of {others}",
            "replaces them and leaves all other files as they are",
        )


def _sort(manifest: Mapping[str, Any]) -> str:
    """Say what sort of result a manifest describes."""
    if "differences" in manifest:
        return "a comparison"
    return "a sweep" if "sweep" in manifest else "a single run"


def _others(
    found: Mapping[str, Any], identity: Mapping[str, Any], *, sort: str, resume: bool
) -> str:
    """Say whose results a folder holds, "" when they are the same scenario's and version's.

    Only replications of one engine can be added to each other.
    """
    name = f"{found.get('name')!r}"
    if _sort(found) != sort:
        return f"{_sort(found)} ({name})"
    told = []
    if found["orgsim"] != identity["orgsim"]:
        told.append(f"another version of orgsim ({found['orgsim']}, now {identity['orgsim']})")
    if found["scenario_hash"] != identity["scenario_hash"]:
        rules = found.get("hash_without_seed")
        if ("uncertain" in found) != ("uncertain" in identity):
            drawn = "are" if "uncertain" in found else "are not"
            what = {"a single run": "a run"}.get(sort, sort)
            told.append(f"{what} whose assumptions {drawn} drawn ({name})")
        elif rules is not None and rules == identity.get("hash_without_seed"):
            told.append(f"another seed ({found.get('seed')}, now {identity.get('seed')})")
        elif _other_code(found, identity):
            told.append(f"a scenario with other code or settings of a promotion policy ({name})")
        else:
            told.append(f"another scenario ({name})")
    engines = found.get("engine"), identity.get("engine")
    if resume and None not in engines and engines[0] != engines[1]:
        told.append(f"the other engine ({engines[0]}, now {engines[1]})")
    return listed(told) if told else ""


def _other_code(found: Mapping[str, Any], identity: Mapping[str, Any]) -> bool:
    """Whether the same organizations had policies in Python, and not the same ones."""
    before, now = found.get("policies") or {}, identity.get("policies") or {}
    return bool(before) and before.keys() == now.keys() and before != now
