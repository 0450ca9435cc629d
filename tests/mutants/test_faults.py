"""Every fault still has its place in the program; what catches it is for `make mutants`."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from mutants.catalogue import FAULTS
from mutants.trial import CHECKS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_it_applies_and_is_a_program(fault):
    source = (ROOT / fault.file).read_text(encoding="utf-8")
    faulty = fault.applied(source)
    assert ast.dump(ast.parse(faulty)) != ast.dump(ast.parse(source))


@pytest.mark.parametrize("check", sorted({fault.seen_by for fault in FAULTS}))
def test_what_a_fault_names_is_among_the_checks(check):
    place, _, word = check.partition(" -k ")
    within = [*CHECKS, *(fault.file for fault in FAULTS if fault.seen_by == check)]
    assert any(Path(place).is_relative_to(each) for each in within)
    assert (ROOT / place).exists()
    assert word.lower() in (ROOT / place).read_text(encoding="utf-8").lower() if word else True


def test_there_are_enough_and_each_has_a_name():
    assert len(FAULTS) >= 200
    assert [name for name, times in Counter(fault.name for fault in FAULTS).items()
            if times > 1] == []  # fmt: skip


def test_a_text_that_is_gone_or_there_twice_is_said():
    fault = FAULTS[0]
    for source in ("", 2 * f"{fault.old}\n"):
        with pytest.raises(LookupError, match=r"stands [02] times"):
            fault.applied(source)
