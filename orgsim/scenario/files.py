"""Where scenario files are: paths on disk and presets inside the package."""

import os
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from orgsim.scenario.source_text import LARGEST_FILE
from orgsim.units import closest, sentence, shown

PRESET = "preset/"
"""What `extends` writes before the name of a file that comes with orgsim."""

DANGLING = "this is a link to a file that is not there"


@dataclass(frozen=True)
class Location:
    """A scenario file or preset.

    Attributes
    ----------
    name : str
        As messages and origins call it.
    path : str or None
        On disk; None for a preset.
    """

    name: str
    path: str | None = None

    @property
    def identity(self) -> str:
        """The same for every way of writing the same file."""
        # No file's path holds a null byte; reading it will say so.
        is_path = self.path is not None and "\0" not in self.path
        return os.path.realpath(self.path or "") if is_path else self.name

    def read(self) -> bytes:
        """Return the content, or a little more than the largest file allowed of it.

        Raises
        ------
        OSError
            When there is no such file, or it cannot be read.
        """
        if self.path is None:
            return _presets()[self.name.removeprefix(PRESET).removesuffix(".yaml")]
        with Path(self.path).open("rb") as file:
            return file.read(LARGEST_FILE + 1)


@cache
def _presets() -> dict[str, bytes]:
    folder = resources.files("orgsim.scenario").joinpath("presets")
    files = [file for file in folder.iterdir() if file.name.endswith(".yaml")]
    return {file.name.removesuffix(".yaml"): file.read_bytes() for file in sorted(files, key=str)}


def preset_names() -> tuple[str, ...]:
    """Return the names of the presets that come with orgsim, in alphabetical order.

    Examples
    --------
    >>> "startup" in preset_names()
    True
    """
    return tuple(_presets())


def preset_text(name: str) -> str:
    """Return a preset file as it stands, comments included.

    Parameters
    ----------
    name
        As `preset_names` has it; ``preset/`` before it does no harm.

    Raises
    ------
    ValueError
        When there is no such preset; the text says what there is.
    """
    return _locate_preset(PRESET + name.removeprefix(PRESET)).read().decode("utf-8")


def preset_comment(name: str) -> str:
    """Return the first sentence of the comment at the top of a preset.

    Examples
    --------
    >>> preset_comment("big_company").startswith("A large, well-established software company")
    True
    """
    comment = re.match(r"(?:#.*\n)+", preset_text(name))
    text = " ".join(comment.group().replace("#", " ").split()) if comment else ""
    return re.split(r"(?<=[.?!])\s", text, maxsplit=1)[0]


def locate(path: str | os.PathLike[str]) -> Location:
    """Return the location of a file that the user named.

    Raises
    ------
    TypeError
        When that is no path.
    """
    if not isinstance(path, str | os.PathLike):
        raise TypeError(
            f"a scenario is given as a Scenario or the path of its file, got {type(path).__name__}"
        )
    text = os.fspath(path)
    return Location(_printable(text), text)


def locate_base(target: str, extending: Location) -> Location:
    """Return the location that `extends: target` means in the file `extending`.

    Raises
    ------
    ValueError
        When there is no such preset or file; the text says what there is.
    """
    if target.startswith(PRESET):
        return _locate_preset(target)
    if extending.path is None:
        raise ValueError(
            sentence("a preset extends presets only", shown(target), allowed=_all_presets())
        )
    path = os.path.normpath(Path(extending.path).parent / target)
    try:
        is_folder, is_there = Path(path).is_dir(), "\0" not in path and Path(path).exists()
    except OSError as error:
        raise ValueError(sentence(reason(error, path), shown(target))) from None
    if is_folder:
        raise ValueError(sentence("this is a folder; name a file in it", shown(target)))
    if "\0" not in path and not is_there and Path(path).is_symlink():
        raise ValueError(sentence(DANGLING, shown(target)))
    if not is_there:
        beside = _similar(path, besides=Path(extending.path).name)
        nearby = str(Path(target).parent / beside) if beside else ""
        if target in preset_names():
            nearby = PRESET + target
        raise ValueError(sentence("no such file", shown(_printable(path)), suggestion=nearby))
    return locate(path)


def _locate_preset(target: str) -> Location:
    name = target.removeprefix(PRESET)
    if name not in preset_names():
        plain = name.removesuffix(".yaml").removesuffix(".yml")
        nearby = closest(plain, preset_names())
        suggestion = PRESET + nearby if nearby else ""
        raise ValueError(sentence("no such preset", shown(target), _all_presets(), suggestion))
    return Location(f"{target}.yaml")


def _all_presets() -> str:
    return ", ".join(PRESET + name for name in preset_names())


def reason(error: OSError | ValueError, path: str) -> str:
    """Say in plain words why a file could not be read."""
    if not path:
        return "no file is named"
    if isinstance(error, FileNotFoundError):
        if Path(path).is_symlink():
            return DANGLING
        beside = _similar(path)
        suggestion = _printable(str(Path(path).parent / beside)) if beside else ""
        return sentence("no such file", suggestion=suggestion)
    if isinstance(error, IsADirectoryError):
        return "this is a folder; name a scenario file in it"
    return f"cannot be read: {getattr(error, 'strerror', None) or error}"


def _similar(path: str, besides: str = "") -> str:
    """Return the scenario file in the same folder whose name is most like the missing one's."""
    try:
        names = sorted(file.name for file in Path(path).parent.iterdir())
    except (OSError, ValueError):
        return ""
    stems = {Path(name).stem: name for name in names if name.endswith((".yaml", ".yml"))}
    stems.pop(Path(besides).stem, None)
    return stems.get(closest(Path(path).stem, stems), "")


def _printable(path: str) -> str:
    return os.fsencode(path).decode("utf-8", errors="replace")
