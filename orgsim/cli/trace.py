"""`orgsim trace`: what happened in one replication, or to one person."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from orgsim.cli.as_json import json_text, records
from orgsim.cli.exits import Unusable
from orgsim.cli.option_types import AtLeast
from orgsim.cli.options import allow_plugins

if TYPE_CHECKING:
    import pandas as pd

    from orgsim.results import Results


@click.command()
@click.argument("directory", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--replication",
    type=AtLeast(0),
    default=0,
    metavar="R",
    help="Which one, from 0 (the default); it is run again if it was not recorded.",
)
@click.option(
    "--person",
    metavar="P",
    help="One person's career alone, as in startup/near_pm/2026-05/1.",
)
@allow_plugins
@click.option("--json", "as_json", is_flag=True, help="Print the events as JSON.")
def trace(directory: Path, replication: int, person: str | None, as_json: bool) -> None:
    """Print the event log of one replication of a run, or one person's career.

    DIR is a folder of results. Replications are the same whenever they are run.
    """
    # Imported here to keep `orgsim --help` fast.
    from orgsim.experiment.replay import is_recorded, replay
    from orgsim.results import ResultsError, load_results

    try:
        results = load_results(directory)
        if not is_recorded(results, replication):
            results = replay(results, replication)
    except ResultsError as error:
        raise Unusable(str(error)) from None
    events = results.events[results.events["replication"] == replication]
    if person is not None:
        events = of_person(events, person)
    click.echo(as_json_text(events) if as_json else as_text(results, events, person))


def of_person(events: pd.DataFrame, person: str) -> pd.DataFrame:
    """Return the events of one person.

    Raises
    ------
    Unusable
        When nobody has that name; the nearest name that exists is suggested.
    """
    found = events[events["person"] == person]
    if found.empty:
        # Imported here to keep `orgsim --help` fast.
        from orgsim.units import closest

        near = closest(person, sorted(set(events["person"].dropna().astype(str))))
        hint = f"; did you mean {near!r}?" if near else ""
        raise Unusable(f"--person: nobody is called {person!r} in this replication{hint}")
    # A career across organizations is told in the order in which it was lived.
    return found.sort_values(["time", "item"], kind="stable")


def as_text(results: Results, events: pd.DataFrame, person: str | None) -> str:
    """Write down the events, a line each, under a line that says whose they are."""
    titles = {
        (organization.id, level.id): level.title
        for organization in results.organizations
        for level in organization.levels
    }
    # Where people move between organizations a name does not say where they are.
    moving = events["origin"].notna().any()
    ranks = events["rank_from"].to_numpy(dtype="float64", na_value=float("nan"))
    rows = []
    for event in events.assign(rank_from=ranks).itertuples():
        cells = [f"{event.date:%Y-%m-%d}", str(event.kind), what_changed(event, titles)]
        if moving:
            cells.insert(1, str(event.organization))
        who = event.person if isinstance(event.person, str) else event.organization
        rows.append(cells if person else [cells[0], str(who), *cells[1:]])
    if not rows:
        return "nothing happened"
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]
    return "\n".join([heading(results, events, person), *lines])


def heading(results: Results, events: pd.DataFrame, person: str | None) -> str:
    """Name the replication, or the person and the day of the hire."""
    replication = events["replication"].iloc[0]
    if person is None:
        return f"{results.name}, replication {replication}, {len(events)} events"
    people = results.people
    spells = people[(people["replication"] == replication) & (people["person"] == person)]
    # As numpy writes it: people of long tenure may have come before Python's calendar begins.
    days = spells.sort_values("spell")["hired_date"].to_numpy().astype("datetime64[D]")
    hired = f", hired {' and again '.join(map(str, days))}" if len(days) else ""
    return f"{person}, replication {replication}, {events['entry_point'].iloc[0]}{hired}"


def what_changed(event: Any, titles: dict[tuple[str, str], str]) -> str:
    """Say in words from where to where somebody moved, with what responsibility, and why."""
    if event.kind == "stage":
        return str(event.stage)
    before, after = (
        titles.get((str(event.organization), str(level)), "")
        for level in (event.level_from, event.level_to)
    )
    parts = [" to ".join(title for title in (before, after) if title)]
    held = (event.scope_from, event.scope_to)
    scopes = [f"{scope:.2f}" for scope in held if not math.isnan(scope)]
    if scopes:
        parts.append(f"scope {' to '.join(scopes)}")
    if event.kind in ("hire", "offer") and not math.isnan(event.rank_from):
        where = f" at {event.origin}" if isinstance(event.origin, str) else ""
        parts.append(f"held rank {event.rank_from:.0f}{where} before")
    if event.kind == "offer":
        parts.append("declined" if event.reason == "declined" else "accepted")
    elif isinstance(event.reason, str) and event.reason:
        parts.append(event.reason.replace("_", " "))
    return ", ".join(parts)


def as_json_text(events: pd.DataFrame) -> str:
    """Write down the events for programs."""
    return json_text(records(events))
