"""All warnings about a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from orgsim.expected.warnings.entry import entry_warnings
from orgsim.expected.warnings.headcount import headcount_warnings, seat_warnings
from orgsim.expected.warnings.interventions import intervention_warnings
from orgsim.expected.warnings.mix import drift_warnings, mix_warnings
from orgsim.expected.warnings.outlook import Outlook
from orgsim.expected.warnings.promotions import promotion_warnings

if TYPE_CHECKING:
    from orgsim.rules.section import Contradiction, Path
    from orgsim.scenario import Scenario


def warnings(scenario: Scenario) -> list[Contradiction]:
    """Find where rules contradict each other: the scenario can be run, but not come as asked.

    Parameters
    ----------
    scenario : Scenario

    Returns
    -------
    list of (path, sentence)
        What contradicts what, with the expected numbers, and what could be changed.
    """
    return [
        (("organizations", name, *path), message)
        for name in scenario.organizations
        for path, message in _of(Outlook(scenario, name))
    ]


def _of(outlook: Outlook) -> Iterator[Contradiction]:
    """What follows from something that was said already is not said again."""
    full = list(seat_warnings(outlook))
    blocked = dict(promotion_warnings(outlook, seats=not full))
    found = [*full, *entry_warnings(outlook), *headcount_warnings(outlook)]
    found += intervention_warnings(outlook)
    found += _each_once(blocked.values())
    found += mix_warnings(outlook, blocked.keys())
    yield from found or drift_warnings(outlook)


def _each_once(found: Iterable[Contradiction]) -> list[Contradiction]:
    """One sentence for each value that stands in the way, the one about the lowest level."""
    once: dict[Path, str] = {}
    for path, message in found:
        once.setdefault(path, message)
    return list(once.items())
