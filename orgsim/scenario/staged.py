"""An organization under the rules of one of its stages, and where each of them comes from."""

import os

from orgsim.rules.organization import Organization
from orgsim.rules.rule_sets import RuleSets
from orgsim.rules.section import Path
from orgsim.scenario.composition import ORGANIZATIONS, merge
from orgsim.scenario.files import locate
from orgsim.scenario.loading import Resolved, origins_in
from orgsim.scenario.nodes import Entry, Mapping, Node, child


def in_stage(found: Resolved, name: str, stage: int, file: str | os.PathLike[str]) -> Resolved:
    """Return the scenario of one organization, under the rules of a stage.

    Of what interventions set, what is set by then in every case. Alone the organization takes part
    in no market.

    Parameters
    ----------
    found : Resolved
    name : str
        The organization's id.
    stage : int
        1 is the first of them.
    file : path
        Which states the scenario.
    """
    scenario = found.scenario
    # Those with the fewest changes come first.
    changes = next(changes for at, changes in scenario.rule_sets[name] if at == stage)
    rules = scenario.rule_sets[name][stage, changes]
    alone = scenario.model_copy(update={"organizations": {name: rules}, "markets": {}})
    node = founded = _below(found.tree, (ORGANIZATIONS, name))
    rule_sets = RuleSets(scenario.organizations[name], scenario.reference_ladder)
    for path, _ in rule_sets.overlays(stage, changes):
        node = merge(node, _below(founded, path), Organization)
    stated = Entry(found.tree.entries[ORGANIZATIONS].key_mark, _alone(name, node))
    tree = Mapping(found.tree.mark, entries={**found.tree.entries, ORGANIZATIONS: stated})
    return Resolved(alone, origins_in(tree, locate(file).name), tree)


def _below(node: Node, path: Path) -> Node:
    """Return the value at a path, which a valid scenario has."""
    for step in path:
        found = child(node, step)
        assert found is not None
        node = found
    return node


def _alone(name: str, node: Node) -> Mapping:
    return Mapping(node.mark, entries={name: Entry(node.mark, node)})
