"""What a policy in Python is, as a hash: the same from run to run, and another for other code."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from orgsim.rules.promotion.policy import PromotionPolicy

_NAMED = (type, BuiltinFunctionType, ModuleType)
"""What counts by its name alone."""


def fingerprint(policy: PromotionPolicy) -> str:
    """What a policy of one's own is: its class, the code of its methods and its attributes.

    Attributes count by their values, however deep: arrays by all they hold, objects by their class
    and attributes (what pickling would keep), functions by their code. Nothing depends on where
    something is in memory or on the order of sets. Functions that the methods call, and methods of
    objects that are attributes, do not count.

    Returns
    -------
    str
        SHA-256, 64 hexadecimal digits.

    Examples
    --------
    >>> from orgsim.rules.promotion.named_policies import LongestWaiting
    >>> fingerprint(LongestWaiting(2.0)) == fingerprint(LongestWaiting(2.0))
    True
    >>> fingerprint(LongestWaiting(2.0)) == fingerprint(LongestWaiting(3.0))
    False
    """
    hasher = _Hasher()
    parts = []
    # The class that all policies share and `object` say nothing.
    for kind in type(policy).__mro__[:-2]:
        for name, member in sorted(vars(kind).items()):
            if isinstance(member, FunctionType) or not name.startswith("__"):
                parts += [name, hasher.of(member)]
    return _joined("policy", *parts, hasher.of(policy))


class _Hasher:
    """Hashes of values; an object is looked at once, and may hold itself."""

    def __init__(self) -> None:
        self._inside: dict[int, int] = {}
        # Objects are kept beside their hashes: a new one must not get the number of an old one.
        self._known: dict[int, tuple[object, str]] = {}

    def of(self, value: object) -> str:
        """Hash of a value, 64 hexadecimal digits."""
        if value is None or isinstance(value, bool | int | float | complex | str | bytes):
            return _joined(_name(type(value)), repr(value))
        number = id(value)
        if number in self._known:
            return self._known[number][1]
        if number in self._inside:
            return _joined("itself", str(self._inside[number]))
        self._inside[number] = len(self._inside)
        found = _joined(_name(type(value)), *self._parts(value))
        del self._inside[number]
        self._known[number] = (value, found)
        return found

    def _parts(self, value: Any) -> Iterator[str]:
        if isinstance(value, np.ndarray):
            yield from (value.dtype.str, str(value.shape))
            if value.dtype.hasobject:
                yield from map(self.of, value.ravel().tolist())
            else:
                yield np.ascontiguousarray(value).tobytes().hex()
        elif isinstance(value, list | tuple):
            yield from map(self.of, value)
        elif isinstance(value, set | frozenset):
            yield from sorted(map(self.of, value))
        elif isinstance(value, dict):
            for key, each in value.items():
                yield from (self.of(key), self.of(each))
        elif isinstance(value, _NAMED):
            yield _name(value)
        elif isinstance(value, CodeType):
            yield from (value.co_code.hex(), *value.co_names)
            yield from map(self.of, value.co_consts)
        else:
            yield from map(self.of, _held(value))


def _held(value: Any) -> list[object]:
    """What a function, a method of a class or any object consists of."""
    if isinstance(value, FunctionType):
        cells = (cell.cell_contents for cell in value.__closure__ or () if _is_full(cell))
        return [value.__code__, value.__defaults__, value.__kwdefaults__, *cells]
    if isinstance(value, staticmethod | classmethod):
        return [value.__func__]
    if isinstance(value, property):
        return [value.fget, value.fset, value.fdel]
    return _kept(value)


def _kept(value: Any) -> list[object]:
    """What pickling would keep of an object, or its attributes where it cannot be pickled."""
    try:
        reduced = value.__reduce_ex__(2)
    except Exception:  # noqa: BLE001 - a class of the user's may raise anything at all
        return [dict(sorted(vars(value).items()))] if hasattr(value, "__dict__") else []
    if isinstance(reduced, str):
        return [reduced]
    # The last two are iterators, over the items of a list and of a dictionary.
    return [
        list(part) if place in (3, 4) and part is not None else part
        for place, part in enumerate(reduced[:5])
    ]


def _is_full(cell: Any) -> bool:
    """Whether a variable of an enclosing function has a value yet."""
    try:
        return bool(cell.cell_contents is cell.cell_contents)
    except ValueError:
        return False


def _name(kind: Any) -> str:
    if isinstance(kind, ModuleType):
        return kind.__name__
    return f"{kind.__module__}.{kind.__qualname__}"


def _joined(*parts: str) -> str:
    """One hash of several texts, of which each keeps its beginning and end."""
    whole = "".join(f"{len(part)}:{part}" for part in parts)
    return hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()
