"""Every fault still has its place in the program; what catches it is for `make mutants`."""

import ast
from collections import Counter
from pathlib import Path

import pytest
from mutants.catalogue import FAULTS

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_it_applies_and_is_a_program(fault):
    source = (ROOT / fault.file).read_text(encoding="utf-8")
    faulty = fault.applied(source)
    assert ast.dump(ast.parse(faulty)) != ast.dump(ast.parse(source))


def test_there_are_enough_and_each_has_a_name():
    assert len(FAULTS) >= 40
    assert [name for name, times in Counter(fault.name for fault in FAULTS).items()
            if times > 1] == []  # fmt: skip


def test_a_text_that_is_gone_or_there_twice_is_said():
    fault = FAULTS[0]
    for source in ("", 2 * f"{fault.old}\n"):
        with pytest.raises(LookupError, match=r"stands [02] times"):
            fault.applied(source)
