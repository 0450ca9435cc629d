"""The benchmark: how fast the engines are, against the plain SimPy program, and do both agree.

Processor times of the programs are taken by turns in one process. Wall times of whole commands
depend on how busy the machine is; run this on one that is not.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.agreement import QUANTITIES, Difference, compare
from benchmarks.commands import BIG_COMPANY, COMPARE, DEMO, HELP, Command, installed, take
from benchmarks.everything import TARGET, cost_of_everything
from benchmarks.growth import COMPARE as GROWING_COMPARISON
from benchmarks.growth import FEW, MANY, growth
from benchmarks.growth import RUN as GROWING_RUN
from benchmarks.growth import TARGET as TARGET_OF_GROWTH
from benchmarks.interrupting import TARGET as TARGET_OF_INTERRUPTING
from benchmarks.interrupting import interruptions
from benchmarks.market import cost_of_a_market
from benchmarks.outcomes import by_engine, by_plain_simpy, by_reference
from benchmarks.pages import REPLICATIONS as REPLICATIONS_OF_PAGE
from benchmarks.pages import SECONDS as SECONDS_OF_PAGE
from benchmarks.pages import TARGET as TARGET_OF_PAGE
from benchmarks.pages import pages
from benchmarks.race import Race, peak_memory, race
from benchmarks.storing import TARGET as TARGET_OF_STORING
from benchmarks.storing import storing
from benchmarks.workers import TARGET as TARGET_OF_WORKERS
from benchmarks.workers import workers
from orgsim.cli.text_table import text_table
from orgsim.experiment.executors import available_cores
from orgsim.scenario import Scenario, load_scenario

HERE = Path(__file__).parent
CONFIDENCE = 0.999
REFERENCE_TARGET = 3.0
"""How many times as long as the plain program the reference engine may take: it knows all the
rules, and draws everything by key."""


@dataclass(frozen=True)
class Workload:
    """A scenario to race on.

    Attributes
    ----------
    what : str
    path : Path
    target : float
        How many times faster than the plain program the engine is to be.
    plain_replications : int
        Of the plain program in each turn, to last about as long as two or three blocks.
    """

    what: str
    path: Path
    target: float
    plain_replications: int


WORKLOADS = (
    Workload("Big company, 500 growing to 1,300 in 20 years", HERE / "big_company.yaml", 30, 3),
    Workload("Startup, 8 growing to 150 in 20 years", HERE / "startup.yaml", 10, 25),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark; 1 if the programs disagree or an engine misses a target, else 0."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description="How fast orgsim is, against what."
    )
    parser.add_argument(
        "--quick", action="store_true", help="two turns instead of five, and no whole commands"
    )
    parser.add_argument(
        "--turns", type=_at_least_two, help="how often the programs take turns (default: 5)"
    )
    parser.add_argument("--details", action="store_true", help="print every mean that was compared")
    given = parser.parse_args(arguments)
    turns = given.turns or (2 if given.quick else 5)
    verdicts = [_raced(workload, turns, given.details) for workload in WORKLOADS]
    verdicts.append(_everything(turns))
    _market(turns)
    if not given.quick:
        verdicts += [
            _commands(),
            _storing(turns),
            _workers(turns),
            _pages(turns),
            _growth(),
            _interrupting(),
        ]
    return 0 if all(verdicts) else 1


def _at_least_two(text: str) -> int:
    turns = int(text)
    if turns < 2:
        raise argparse.ArgumentTypeError("at least 2: a spread needs two")
    return turns


def _raced(workload: Workload, turns: int, details: bool) -> bool:
    scenario = load_scenario(workload.path)
    (rules,) = scenario.organizations.values()
    found = race(scenario, turns, workload.plain_replications)
    person_years = found.engine.person_years(rules.warm_up)
    memory = (
        peak_memory(by_engine, workload.path, range(found.block)),
        peak_memory(by_plain_simpy, workload.path, range(1)),
        peak_memory(by_reference, workload.path, range(1)),
    )
    fast_enough = found.ratio >= workload.target
    reference_fast_enough = found.reference_ratio <= REFERENCE_TARGET
    warm_up = f", after {rules.warm_up:g} years of warm-up" if rules.warm_up else ""
    print(f"{workload.what}{warm_up}: {person_years:,.0f} person-years per replication")
    print("\n".join(_speeds(found, person_years, memory)))
    print(
        f"The block engine ({found.block} replications in a block) is {found.ratio:.1f} times "
        f"faster, {min(found.ratios):.1f} to {max(found.ratios):.1f} in {turns} turns; "
        f"target {workload.target:g}: {_met(fast_enough)}."
    )
    print(
        f"The reference engine takes {found.reference_ratio:.1f} times as long, "
        f"{min(found.reference_ratios):.1f} to {max(found.reference_ratios):.1f}; "
        f"at most {REFERENCE_TARGET:g}: {_met(reference_fast_enough)}."
    )
    agree = _agreement(found, scenario, details)
    print()
    return fast_enough and reference_fast_enough and agree


def _met(target: bool) -> str:
    return "met" if target else "MISSED"


def _speeds(found: Race, person_years: float, memory: tuple[float, float, float]) -> list[str]:
    rows = [["processor time", "ms/replication", "replications/s", "person-years/s", "peak memory"]]
    for name, times, megabytes in (
        ("block engine", found.engine_seconds, memory[0]),
        ("plain SimPy", found.plain_seconds, memory[1]),
        ("reference engine", found.reference_seconds, memory[2]),
    ):
        seconds = statistics.median(times)
        rows.append(
            [
                name,
                f"{seconds * 1000:,.1f}",
                f"{1 / seconds:,.2f}",
                f"{person_years / seconds:,.0f}",
                f"{megabytes:,.0f} MB",
            ]
        )
    return text_table(rows)


def _agreement(found: Race, scenario: Scenario, details: bool) -> bool:
    (rules,) = scenario.organizations.values()
    differences = compare(found.engine, found.plain, tuple(rules.levels), CONFIDENCE)
    shown = (
        differences if details else [d for d in differences if d.quantity == next(iter(QUANTITIES))]
    )
    print("\n".join(_means(shown)))
    apart = [d for d in differences if not d.agrees]
    print(
        f"{len(differences)} means by level compared ({', '.join(QUANTITIES)}; "
        f"{len(found.engine)} and {len(found.plain)} replications; joint confidence "
        f"{CONFIDENCE:.1%}): " + ("the programs agree." if not apart else "the programs DISAGREE:")
    )
    if apart:
        print("\n".join(_means(apart)))
    return not apart


def _means(differences: Sequence[Difference]) -> list[str]:
    rows = [["mean", "block engine", "plain SimPy", "difference", "at most"]]
    rows += [
        [
            f"{d.quantity}, {d.level}",
            f"{d.engine:,.2f}",
            f"{d.plain:,.2f}",
            f"{d.engine - d.plain:+,.2f}",
            f"{d.margin:,.2f}",
        ]
        for d in differences
    ]
    return text_table(rows)


def _everything(turns: int) -> bool:
    cost = cost_of_everything(turns)
    cheap_enough = cost.ratio <= TARGET
    print("The big company of the first race, and the same with every rule switched on")
    off, on = (statistics.median(times) * 1000 for times in (cost.off, cost.on))
    print(
        f"{off:.2f} and {on:.2f} ms per 1,000 person-years: everything on takes {cost.ratio:.1f} "
        f"times as long; target at most {TARGET:g}: {'met' if cheap_enough else 'MISSED'}.\n"
    )
    return cheap_enough


def _market(turns: int) -> None:
    """Say what a market costs; nobody has set a bound for that."""
    cost = cost_of_a_market(turns)
    alone, together = (statistics.median(times) * 1000 for times in (cost.alone, cost.together))
    print(
        f"A startup and a big company: {alone:.1f} ms per replication alone, {together:.1f} ms in "
        f"a labor market, {cost.ratio:.1f} times as long.\n"
    )


def _commands() -> bool:
    orgsim = installed()
    if orgsim is None:
        print("No whole commands: orgsim is not installed beside this Python.")
        return False
    cores = available_cores()
    rows = [
        [f"wall time, {cores} cores", "seconds", "budget", "verdict", "memory of all processes"]
    ]
    within = True
    for command in (HELP, DEMO, BIG_COMPANY, COMPARE):
        taken = take(orgsim, command)
        within = within and taken.seconds <= command.budget
        rows.append(_row(command, taken.seconds, taken.megabytes))
    print("\n".join(text_table(rows)))
    return within


def _storing(turns: int) -> bool:
    cost = storing(turns)
    cheap_enough = cost.ratio <= TARGET_OF_STORING
    memory, stored = (statistics.median(times) for times in (cost.in_process, cost.stored))
    print(
        f"\nProcessor time of a long run: {memory:.1f} s in this process and saved, {stored:.1f} s "
        f"by workers and stored as it goes: {cost.ratio:.2f} times as much; target at most "
        f"{TARGET_OF_STORING:g}: {_met(cheap_enough)}."
    )
    return cheap_enough


def _workers(turns: int) -> bool:
    orgsim = installed()
    if orgsim is None or available_cores() < 2:
        print("Two workers were not tried: that takes an installed orgsim and two cores.")
        return True
    found = workers(orgsim, turns)
    fast_enough = found.ratio >= TARGET_OF_WORKERS
    one, two = (statistics.median(times) for times in (found.one, found.two))
    print(
        f"Wall time of a long run: {one:.1f} s with one worker, {two:.1f} s with two: "
        f"{found.ratio:.2f} times as fast; target {TARGET_OF_WORKERS:g}: {_met(fast_enough)}."
    )
    return fast_enough


def _pages(turns: int) -> bool:
    found = pages(turns)
    cheap_enough = found.ratio <= TARGET_OF_PAGE
    within = found.comparison <= SECONDS_OF_PAGE
    print(
        f"\nThe page of the demo takes {found.ratio:.2f} times as much processor time as its "
        f"simulation; target at most {TARGET_OF_PAGE:g}: {_met(cheap_enough)}. That of a "
        f"comparison of seven policies, {REPLICATIONS_OF_PAGE} replications each, takes "
        f"{found.comparison:.1f} seconds; target at most {SECONDS_OF_PAGE:g}: {_met(within)}."
    )
    return cheap_enough and within


def _growth() -> bool:
    orgsim = installed()
    if orgsim is None:
        return False
    verdicts = []
    for arguments in (GROWING_RUN, GROWING_COMPARISON):
        found = growth(orgsim, arguments)
        verdicts.append(found.ratio <= TARGET_OF_GROWTH)
        print(
            f"Memory of all processes of `orgsim {arguments[0]}`: {found.few:,.0f} MB for "
            f"{FEW:,} replications, {found.many:,.0f} MB for {MANY:,}: {found.ratio:.2f} times as "
            f"much; target at most {TARGET_OF_GROWTH:g}: {_met(verdicts[-1])}."
        )
    return all(verdicts)


def _interrupting() -> bool:
    orgsim = installed()
    if orgsim is None:
        return False
    rows = [["Ctrl-C, until nobody is left", "seconds", "from", "to", "target", "verdict"]]
    found = interruptions(orgsim)
    for each in found:
        span = [f"{end:.2f}" for end in (each.median, min(each.seconds), max(each.seconds))]
        verdict = _met(each.median <= TARGET_OF_INTERRUPTING)
        rows.append([each.what, *span, f"{TARGET_OF_INTERRUPTING:g}", verdict])
    print("\n" + "\n".join(text_table(rows)))
    return all(each.median <= TARGET_OF_INTERRUPTING for each in found)


def _row(command: Command, seconds: float, megabytes: float) -> list[str]:
    verdict = "within" if seconds <= command.budget else "OVER"
    # Nothing was seen of a command that was over before the first look.
    memory = f"{megabytes:,.0f} MB" if megabytes else "-"
    return [command.what, f"{seconds:.2f}", f"{command.budget:g}", verdict, memory]
