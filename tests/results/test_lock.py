"""The lock of a folder, on this system and as Windows does it."""

from __future__ import annotations

import importlib.util
import os
import sys
from types import ModuleType

import pytest

from orgsim.results import lock
from orgsim.results.files import ResultsExist


class Msvcrt(ModuleType):
    """What Windows locks with: bytes of a file, by the place where it stands open."""

    LK_NBLCK = 2

    def __init__(self):
        super().__init__("msvcrt")
        self.locked = {}

    def locking(self, file, mode, count):
        assert (mode, count) == (self.LK_NBLCK, 1)
        place = os.lseek(file, 0, os.SEEK_CUR)
        status = os.fstat(file)
        assert place > 1_000_000, "who holds it could not be read"
        byte = status.st_ino, place
        holder = self.locked.get(byte)
        # A file that was closed has given its locks back, and perhaps its number too.
        if holder is not None and holder != file and self._is_open(holder):
            raise PermissionError(13, "Permission denied")
        self.locked[byte] = file

    def _is_open(self, file):
        try:
            os.fstat(file)
        except OSError:
            return False
        return True


@pytest.fixture(params=["this system", "Windows"])
def module(request, monkeypatch):
    if request.param == "this system":
        return lock
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setitem(sys.modules, "msvcrt", Msvcrt())
    monkeypatch.setitem(sys.modules, "fcntl", None)
    spec = importlib.util.spec_from_file_location("lock_on_windows", lock.__file__)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


def test_one_writer_at_a_time(module, tmp_path):
    path = tmp_path / "out" / "parts" / "lock"
    with module.FolderLock(path) as held:
        assert held.missing == ""
        assert path.read_text() == f"{os.getpid()}\n", "others may read who it is"
        with pytest.raises(ResultsExist) as refused:
            module.FolderLock(path)
        assert str(refused.value) == (
            f"{tmp_path / 'out'}: another run is writing here (process {os.getpid()})"
        )
        with pytest.raises(ResultsExist, match="another run is writing here"):
            module.refuse_held(path)
    module.refuse_held(path)
    path.write_text("as it was")
    module.refuse_held(path)
    module.refuse_held(path.with_name("missing"))
    assert path.read_text() == "as it was"
    assert [each.name for each in path.parent.iterdir()] == ["lock"]
    with module.FolderLock(path) as again:
        assert again.missing == ""
        assert path.read_text() == f"{os.getpid()}\n"


def test_a_file_system_without_locks_is_told(module, tmp_path, monkeypatch):
    def refuse(_):
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(module, "_lock", refuse)
    path = tmp_path / "out" / "parts" / "lock"
    with module.FolderLock(path) as held:
        assert held.missing == (f"{path}: this file system has no locks (Operation not supported)")
