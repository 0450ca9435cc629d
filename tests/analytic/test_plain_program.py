"""The block engine against an ordinary SimPy program written apart from it (`benchmarks/`).

The startup preset for six years, both programs with their own random numbers: mean headcount by
level agrees within their joint interval at a family-wise false-alarm rate of 0.1 %.
"""

import pytest

from benchmarks.agreement import compare
from benchmarks.outcomes import by_engine, by_plain_simpy
from orgsim.scenario import load_scenario


@pytest.mark.parametrize(
    ("file", "changes", "plain"),
    [
        ("startup.yaml", ["horizon=6 years"], 200),
        (
            "big_company.yaml",
            [
                "horizon=3 years",
                "organizations.big_company.warm_up=2 years",
                "organizations.big_company.initial.headcount=60",
            ],
            60,
        ),
    ],
)
def test_both_programs_agree(file, changes, plain):
    """Seen to fail with one program's base rate of leaving at 21 % for 17 %, `scope_follows` at
    25 % for 20 %, and scopes growing twice as fast.
    """
    scenario = load_scenario(f"scenarios/{file}", [*changes, "seed=11"])
    (organization,) = scenario.organizations.values()
    found = compare(
        by_engine(scenario, range(5 * plain)),
        by_plain_simpy(scenario, range(plain)),
        tuple(organization.levels),
    )
    assert len(found) > 20
    assert [difference for difference in found if not difference.agrees] == []
