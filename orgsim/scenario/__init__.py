"""Scenario files: from YAML with units and inheritance to one frozen value, or to its mistakes."""

from orgsim.scenario.files import preset_names
from orgsim.scenario.loading import Resolved, load_scenario, resolve
from orgsim.scenario.problems import Problem, ScenarioError
from orgsim.scenario.scenario import Scenario, StatedPolicies, policy_hashes, scenario_hash
from orgsim.scenario.staged import in_stage
from orgsim.scenario.written import resolved_yaml

__all__ = [
    "Problem",
    "Resolved",
    "Scenario",
    "ScenarioError",
    "StatedPolicies",
    "in_stage",
    "load_scenario",
    "policy_hashes",
    "preset_names",
    "resolve",
    "resolved_yaml",
    "scenario_hash",
]
