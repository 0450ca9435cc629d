"""The program against the textbook models, a quick subset; all of it is `make verify`.

200 replications of each case at fixed seeds. The false-alarm rate over all quantities together is
that of `orgsim verify`, 0.1 % over the choice of seeds; nothing was tuned to them. Which faults of
the engine were seen to fail, and in which case, stands in docs/verification.md.
"""

from pathlib import Path

import numpy as np
import pytest

from orgsim.rules.promotion.policy import PromotionPolicy
from orgsim.scenario import load_scenario
from orgsim.verification import CASES, FALSE_ALARM_RATE, verify
from orgsim.verification import checks as module
from orgsim.verification.case import TEXTBOOK

ROOT = Path(__file__).parents[2]


def test_what_is_known_is_obtained():
    checks = verify(replications=200, workers=1)
    assert [check.quantity for check in checks] == [
        quantity for case in CASES for quantity in case.quantities
    ]
    assert {check.replications for check in checks} == {200}
    missed = [(check.case.id, check.quantity.name) for check in checks if not check.holds]
    assert missed == []


def test_a_case_alone_gets_the_verdict_it_gets_among_all():
    alone = verify(CASES[-1:], replications=100, workers=1)
    among = verify(CASES[-2:], replications=100, workers=2)[-len(alone) :]
    assert alone == among


def test_every_file_is_a_case():
    files = {path.stem: path for path in TEXTBOOK.glob("*.yaml")}
    assert list(files) != []
    assert set(files) == {case.id for case in CASES}


def test_the_files_stand_among_the_scenarios_of_a_clone():
    assert (ROOT / "scenarios" / "textbook").resolve() == TEXTBOOK.resolve()


def test_the_page_explains_every_case_and_states_the_rate():
    page = (ROOT / "docs" / "verification.md").read_text(encoding="utf-8")
    for case in CASES:
        assert f"`{case.id}`" in page
    assert f"{100 * FALSE_ALARM_RATE:g} %" in page


def test_another_model_does_not_hold(monkeypatch):
    """Every case sees another scenario than its own: each number a little off."""
    changes = {
        "poisson_arrivals": ["organizations.company.plan.levels.pm=13 per year"],
        "career": ["organizations.company.promotion.trigger.rate.fourth=0.3/year"],
        "career_with_leaving": ["organizations.company.attrition.base=0.14/year"],
        "two_levels": ["organizations.company.attrition.base.second=0.24/year"],
        "lognormal_stay": ["organizations.company.attrition.stay.median=16 months"],
        "law_firm": ["organizations.firm.attrition.yearly_chance.partner=6%"],
        "bartholomew": ["organizations.organization.attrition.yearly_chance.third=24%"],
        "vacancy_chains": ["organizations.company.attrition.yearly_chance=16%"],
        "up_or_out": ["organizations.service.promotion.selection.probability.third=55%"],
        "pay_gap": ["organizations.company.attrition.pay_effect=3.6"],
        "payroll": ["organizations.company.pay.merit.budget=2.1%"],
        "relevelling": ["organizations.by_both.entry_points.experienced.outside.title_credit=60%"],
        "stages": ["organizations.arriving.stages.known.headcount=26"],
        "selection": ["organizations.company.initial.skill.sd=1.1"],
        "selection_with_noise": ["organizations.company.promotion.selection.committee_noise=1.3"],
        # More arrive than leave, so that headcount grows.
        "littles_law": ["organizations.company.plan.levels.pm=35 per year"],
    }
    monkeypatch.setattr(
        module, "load_scenario", lambda file: load_scenario(file, changes[file.stem])
    )
    missed = {check.case.id for check in verify(replications=300, workers=1) if not check.holds}
    assert missed == set(changes)


def test_a_replication_that_fails_holds_nothing(monkeypatch):
    class Broken(PromotionPolicy):
        def eligible(self, people, now):
            raise RuntimeError("no idea")

        def score(self, people, now, draw):
            return np.zeros(len(people))

    monkeypatch.setattr(
        module, "load_scenario", lambda file: load_scenario(file).with_policy("company", Broken())
    )
    checks = verify(CASES[-1:], replications=100, workers=1)
    assert [check.holds for check in checks] == [False, False]
    assert all("no idea" in check.failures[0] for check in checks)


def test_too_few_replications_are_refused():
    with pytest.raises(ValueError, match="replications must be at least 100, got 99"):
        verify(replications=99)
