"""`--fail-if`: where conditions hold in what was found, so that a pipeline can stop there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.conditions import Condition

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Comparison, Results

fail_if_option = click.option(
    "--fail-if",
    multiple=True,
    metavar="CONDITION",
    help='Exit with 3 if it holds, as in "director_share > 25%"; with names before the measure as '
    'in "plan_b.startup.headcount[vp] > 3 at 2030-01-01", and in `compare` as in '
    '"difference.attrition > 0.02". Repeatable.',
)


@dataclass(frozen=True)
class Held:
    """A condition that holds somewhere.

    Attributes
    ----------
    condition
    result, organization, level
        Where; result "" for a single run, level None for the whole organization.
    value
        The mean over replications, or the mean difference.
    """

    condition: Condition
    result: str
    organization: str
    level: str | None
    value: float

    def __str__(self) -> str:
        """Say which condition holds where."""
        level = f"[{self.level}]" if self.level else ""
        what = f"{self.condition.measure}{level} is {self.value:.4g}"
        if self.condition.difference:
            what = f"the difference in {self.condition.measure}{level} is {self.value:+.4g}"
        where = ", ".join(filter(None, [self.result, self.organization]))
        return f"--fail-if {self.condition.text}: {where}: {what} on {self.condition.day}"

    def described(self) -> dict[str, Any]:
        """Return it for JSON."""
        return {
            "condition": self.condition.text,
            "date": str(self.condition.day),
            "result": self.result or None,
            "organization": self.organization,
            "measure": self.condition.measure,
            "level": self.level,
            "difference": self.condition.difference,
            "value": self.value,
        }


def tell_held(held: Collection[Held]) -> None:
    """Say on stderr which conditions hold where."""
    for each in held:
        click.echo(str(each), err=True)


def held_by_run(conditions: Collection[Condition], results: Results) -> list[Held]:
    """Return where conditions hold in a run."""
    return [each for condition in conditions for each in _held_in(condition, "", results)]


def held_by_comparison(conditions: Collection[Condition], comparison: Comparison) -> list[Held]:
    """Return where conditions hold in a comparison."""
    held: list[Held] = []
    for condition in conditions:
        if condition.difference:
            held += _differing(condition, comparison)
            continue
        for name, results in comparison.results.items():
            if condition.result in (None, name):
                held += _held_in(condition, name, results)
    return held


def _held_in(condition: Condition, name: str, results: Results) -> Iterator[Held]:
    # Imported here to keep `orgsim --help` fast.
    from orgsim.results.means import means_on

    means = means_on(results, condition.measure, condition.day)
    yield from _held(condition, name, means)


def _differing(condition: Condition, comparison: Comparison) -> Iterator[Held]:
    table = comparison.differences
    table = table[
        (table["measure"] == condition.measure) & (table["date"].dt.date == condition.day)
    ]
    for name in comparison.variants:
        if condition.result in (None, name):
            own = table[table["variant"] == name]
            yield from _held(condition, name, own.assign(mean=own["difference"]))


def _held(condition: Condition, name: str, means: pd.DataFrame) -> Iterator[Held]:
    """Yield where a condition holds among means by organization and level."""
    for organization, own in means.groupby("organization", observed=True, sort=False):
        whole = bool(own["level"].isna().any())
        for each in own.itertuples():
            row: Any = each
            level = row.level if isinstance(row.level, str) else None
            meant = level == condition.level or (condition.level is None and not whole)
            named = condition.organization in (None, organization)
            mean = float(row.mean)  # NaN is neither above nor below anything
            if meant and named and condition.holds(mean):
                yield Held(condition, name, str(organization), level, mean)
