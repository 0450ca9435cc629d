"""Plug-ins: modules of the user's own that register promotion policies."""

import importlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import cloudpickle

from orgsim.rules.promotion.policy import prints_to_stderr


class PluginError(ValueError):
    """A plug-in cannot be imported."""


def allow_plugin(module: str) -> None:
    """Import a module that registers promotion policies, so that scenario files can name them.

    The current directory counts as a place for modules, after all others. Workers get the classes
    themselves, and need not find the module again.

    Parameters
    ----------
    module : str
        As in an import statement: `our_policies`, `our_company.policies`.

    Raises
    ------
    PluginError
        When it cannot be imported, or registers a name that is taken.
    """
    here = str(Path.cwd())
    if here not in sys.path:
        sys.path.append(here)
    try:
        with prints_to_stderr(), _ctrl_c_apart():
            found = importlib.import_module(module)
    except _CtrlC:
        raise KeyboardInterrupt from None
    except BaseException as error:  # also SystemExit and the like, which are no reason to end
        cause = f"{type(error).__name__}: {error}".removesuffix(": ")
        hint = ""
        if module.endswith(".py"):
            name = module.removesuffix(".py").replace(os.sep, ".").lstrip(".")
            hint = f"; a module is named as in an import statement: {name}"
        raise PluginError(f"cannot import {module!r}: {cause}{hint}") from error
    cloudpickle.register_pickle_by_value(found)


class _CtrlC(BaseException):
    """The user wants to stop: not a KeyboardInterrupt that the module raises."""


def _in_main_thread() -> bool:
    return threading.current_thread() is threading.main_thread()


@contextmanager
def _ctrl_c_apart() -> Iterator[None]:
    """Tell Ctrl-C from what a module may raise itself."""

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise _CtrlC

    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or not _in_main_thread():
        yield  # somebody else decides what Ctrl-C does, or it does not come here
        return
    signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
