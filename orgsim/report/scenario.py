"""What a page tells of the scenario: what is assumed, and all of it as it was run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

import orgsim
from orgsim.report.markup import Heading, folded, path_heading, table, text, words_cell
from orgsim.rules.plausible import uncertain
from orgsim.scenario import Scenario, resolved_yaml
from orgsim.scenario.files import PRESET, preset_names, preset_text
from orgsim.scenario.written import DEFAULT, Origins, flow, origin

if TYPE_CHECKING:
    from orgsim.results import Results, Sweep


Path = tuple[str | int, ...]

_MOST_CHANGES = 40
_LEAD = (
    "<p>These numbers are assumptions; others are plausible, too. <code>--uncertain</code> draws "
    "them from their plausible ranges, except what your own file states.</p>"
)


def assumed_numbers(results: Results | Sweep) -> str:
    """Show the assumptions with their plausible ranges, and the presets, which name their sources.

    Returns
    -------
    str
        HTML; "" where the scenario cannot be read again: another version made the results, or a
        policy that it names is not registered here.
    """
    scenario = _read_again(results)
    if scenario is None:
        return ""
    data, origins = results.manifest["scenario"], _origins(results)
    parts = [_LEAD]
    for identity, organization in results.manifest["organizations"].items():
        rows = [
            _assumption(path[2:], _at(data, path), f"{stated.low} to {stated.high}", place)
            for path, stated, _ in uncertain(scenario)
            if path[1] == identity
            for place in [origin(origins, path) if origins else ""]
        ]
        head = [
            Heading(name, words=True)
            for name in ("number", "as run", "plausible", "stated in" if origins else "")
            if name
        ]
        made = table(head, [("", row) for row in rows], f"Assumptions at {organization['label']}")
        if rows:
            parts.append(folded(f"{organization['label']}: {len(rows)} assumptions", made))
    parts += [
        folded(
            f"{PRESET}{name}: each number with its source, or marked as an assumption",
            f"<pre>{text(preset_text(name))}</pre>",
        )
        for name in _presets(origins)
    ]
    return "\n".join(parts)


def whole_scenario(runs: Mapping[str, Results | Sweep]) -> str:
    """Show the scenarios as they were run, with everything that was inherited or left out.

    Parameters
    ----------
    runs
        By name; of several the first is the baseline, and of the others stands what differs, all
        of it only where that is much.

    Returns
    -------
    str
        HTML; "" where no scenario can be read again.
    """
    (baseline, first), *others = runs.items()
    parts = [_all_values(f"{baseline}: all values" if others else "All values", first)]
    for name, results in others:
        changes = _changed(first, results)
        if len(changes) <= _MOST_CHANGES:
            parts.append(_changes(baseline, name, changes))
        else:
            count = f"{len(changes)} differ from {baseline}"
            parts.append(_all_values(f"{name}: all values, of which {count}", results))
    return "\n".join(part for part in parts if part)


def _all_values(summary: str, results: Results | Sweep) -> str:
    scenario, origins = _read_again(results), _origins(results)
    if scenario is None:
        return ""
    with_origins = ", each with the line that states it" if origins else ""
    made = f"<pre>{text(resolved_yaml(scenario, origins or None))}</pre>"
    return folded(f"{summary}{with_origins}", made)


def _assumption(path: Path, value: Any, plausible: str, place: str) -> list[str]:
    cells = [path_heading(path), words_cell(_written(value))]
    cells.append(words_cell(plausible))
    return [*cells, words_cell(place)] if place else cells


def _changed(first: Results | Sweep, other: Results | Sweep) -> dict[Path, tuple[Any, Any]]:
    """Return the values that differ, of both, by path."""
    before, after = (
        dict(_values(each.manifest["scenario"] | {"name": None})) for each in (first, other)
    )
    return {
        path: (before.get(path), after.get(path))
        for path in dict.fromkeys([*before, *after])
        if before.get(path) != after.get(path)
    }


def _changes(baseline: str, name: str, changes: Mapping[Path, tuple[Any, Any]]) -> str:
    """List the values in which a scenario differs from the baseline, "" where it does not."""
    rows = [
        (
            "",
            [path_heading(path), *(words_cell(_written(each)) for each in both)],
        )
        for path, both in changes.items()
    ]
    if not rows:
        return ""
    head = [Heading(each, words=True) for each in ("value", baseline, name)]
    count = "1 value differs" if len(rows) == 1 else f"{len(rows)} values differ"
    made = table(head, rows, f"What differs between {baseline} and {name}")
    return folded(f"{name}: {count} from {baseline}", made)


def _values(data: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, Any]]:
    for key, value in data.items():
        here = (*path, key)
        if isinstance(value, dict) and value:
            yield from _values(value, here)
        elif value is not None:
            yield here, value


def _at(data: Any, path: Path) -> Any:
    for key in path:
        data = data[key]
    return data


def _written(value: Any) -> str:
    """Write a value as a scenario file has it; one value for all levels as that value."""
    if value is None:
        return "none"
    if isinstance(value, dict):
        if set(value) == {"default"}:
            return _written(value["default"])
        if value.get("kind") == "constant":
            return _written(value["value"])
    return flow(value)


def _read_again(results: Results | Sweep) -> Scenario | None:
    manifest = results.manifest
    if manifest["orgsim"] != orgsim.__version__ or "scenario" not in manifest:
        return None
    try:
        return Scenario.model_validate(manifest["scenario"])
    except ValidationError:
        return None


def _origins(results: Results | Sweep) -> Origins:
    """Return where values came from, as far as the scenario was a file."""
    return {tuple(path): place for path, place in results.manifest.get("origins", ())}


def _presets(origins: Origins) -> list[str]:
    """Return the presets that values came from."""
    files = {place.partition(":")[0] for place in origins.values() if place != DEFAULT}
    return [name for name in preset_names() if f"{PRESET}{name}.yaml" in files]
