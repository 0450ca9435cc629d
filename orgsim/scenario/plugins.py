"""Plug-ins: modules of the user's own that register promotion policies."""

import importlib
import os
import sys
from pathlib import Path

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
        with prints_to_stderr():
            found = importlib.import_module(module)
    except (Exception, SystemExit) as error:
        cause = f"{type(error).__name__}: {error}".removesuffix(": ")
        hint = ""
        if module.endswith(".py"):
            name = module.removesuffix(".py").replace(os.sep, ".").lstrip(".")
            hint = f"; a module is named as in an import statement: {name}"
        raise PluginError(f"cannot import {module!r}: {cause}{hint}") from error
    cloudpickle.register_pickle_by_value(found)
