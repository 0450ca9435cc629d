"""Experiments: many replications of a scenario, and scenarios compared under the same luck."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgsim.experiment.comparisons import compare
    from orgsim.experiment.executors import ClusterError, ClusterLost
    from orgsim.experiment.runs import Interrupted, run
    from orgsim.experiment.sweeps import sweep
    from orgsim.results import Comparison

__all__ = ["ClusterError", "ClusterLost", "Comparison", "Interrupted", "compare", "run", "sweep"]

_HOME = {
    "ClusterError": "orgsim.experiment.executors",
    "ClusterLost": "orgsim.experiment.executors",
    "Comparison": "orgsim.results",
    "Interrupted": "orgsim.experiment.runs",
    "compare": "orgsim.experiment.comparisons",
    "run": "orgsim.experiment.runs",
    "sweep": "orgsim.experiment.sweeps",
}


def __getattr__(name: str) -> Any:
    """Import on first use: a worker needs only the blocks, not pandas and what comes with it."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(importlib.import_module(_HOME[name]), name)
