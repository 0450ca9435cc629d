"""orgsim: an organization design simulator.

From a scenario file to the distribution of levels over time::

    import orgsim

    scenario = orgsim.load_scenario("scenarios/startup_vs_big_company.yaml")
    results = orgsim.run(scenario, replications=200)
    results.levels.groupby(["organization", "date", "level"]).headcount.mean()
    orgsim.plots.level_mix(results).show()

============================  ====================================================================
`load_scenario(path)`         a scenario file as a frozen value, or every mistake in it at once
`run(scenario)`               simulate it: `Results` with tidy tables
`compare({name: scenario})`   the same luck for all: paired differences from the first
`sweep(scenario, {path: values})`  many values of some keys: `Sweep`, which of them matter
`load_results(directory)`     results that were saved; `load_comparison` and `load_sweep` likewise
`export(directory)`           their tables as CSV files or an Excel workbook
`write_report(results, path)` one self-contained page
`PromotionPolicy`             base class of a promotion policy of your own
`policy(name)`                registers one under a name that scenario files can choose
`plots`                       figures by name, listed in `plots.CATALOGUE` with their questions
`results`                     what else can be read off them, as `twin_pairs`
============================  ====================================================================

Names are loaded when they are first used, so that `import orgsim` and the command line start fast.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from orgsim import plots, results
    from orgsim.experiment import (
        ClusterError,
        ClusterLost,
        Comparison,
        Interrupted,
        compare,
        run,
        sweep,
    )
    from orgsim.report import write_report
    from orgsim.results import (
        Results,
        ResultsError,
        ResultsExist,
        Sweep,
        load_comparison,
        load_results,
        load_sweep,
    )
    from orgsim.results.export import export
    from orgsim.rules.people import Draw, People
    from orgsim.rules.promotion.policy import PromotionPolicy
    from orgsim.rules.promotion.registry import policy
    from orgsim.scenario import Scenario, ScenarioError, load_scenario

__version__ = "0.1.0"

_HOME = {
    "ClusterError": "orgsim.experiment",
    "ClusterLost": "orgsim.experiment",
    "Comparison": "orgsim.experiment",
    "Draw": "orgsim.rules.people",
    "Interrupted": "orgsim.experiment",
    "People": "orgsim.rules.people",
    "PromotionPolicy": "orgsim.rules.promotion.policy",
    "Results": "orgsim.results",
    "ResultsError": "orgsim.results",
    "ResultsExist": "orgsim.results",
    "Scenario": "orgsim.scenario",
    "ScenarioError": "orgsim.scenario",
    "Sweep": "orgsim.results",
    "compare": "orgsim.experiment",
    "export": "orgsim.results.export",
    "load_comparison": "orgsim.results",
    "load_results": "orgsim.results",
    "load_scenario": "orgsim.scenario",
    "load_sweep": "orgsim.results",
    "plots": "orgsim.plots",
    "policy": "orgsim.rules.promotion.registry",
    "results": "orgsim.results",
    "run": "orgsim.experiment",
    "sweep": "orgsim.experiment",
    "write_report": "orgsim.report",
}

__all__ = [
    "ClusterError",
    "ClusterLost",
    "Comparison",
    "Draw",
    "Interrupted",
    "People",
    "PromotionPolicy",
    "Results",
    "ResultsError",
    "ResultsExist",
    "Scenario",
    "ScenarioError",
    "Sweep",
    "compare",
    "export",
    "load_comparison",
    "load_results",
    "load_scenario",
    "load_sweep",
    "plots",
    "policy",
    "results",
    "run",
    "sweep",
    "write_report",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'orgsim' has no attribute {name!r}")
    module = importlib.import_module(_HOME[name])
    value = module if _HOME[name] == f"orgsim.{name}" else getattr(module, name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    # What completion offers: no imports of this file.
    return sorted([*(name for name in globals() if name.startswith("__")), *__all__])
