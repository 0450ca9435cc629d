"""Every file in ``warned`` gives exactly one warning, and what it says comes true in the run."""

import functools
from pathlib import Path

import pytest

import orgsim
from orgsim.expected.warnings import warnings
from orgsim.scenario import load_scenario, preset_names, resolve

FOLDER = Path(__file__).parent / "warned"
FILES = sorted(FOLDER.glob("*.yaml"))
SHIPPED = [
    *(
        path
        for path in sorted((FOLDER.parents[2] / "scenarios").rglob("*.yaml"))
        if path.stem != "title_policies"
    ),
    *sorted((Path(orgsim.__file__).parent / "verification" / "textbook").glob("*.yaml")),
    Path(orgsim.__file__).parent / "scenario" / "starter.yaml",
    FOLDER / "sound" / "company.yaml",
]


@functools.cache
def results(name):
    return orgsim.run(load_scenario(FOLDER / f"{name}.yaml"), workers=1)


def asked(name, quantity, level=None):
    """A row of the table `asked`: what was asked, what was realised."""
    table = results(name).asked
    same = table["level"].isna() if level is None else table["level"] == level
    (row,) = table[same & (table["quantity"] == quantity)].itertuples()
    return row


def people(name):
    """Mean people by level on the first and on the last day."""
    headcount = results(name).panels["company"].headcount.mean(axis=0)
    return headcount[0], headcount[-1]


def told(name):
    ((_, message),) = warnings(load_scenario(FOLDER / f"{name}.yaml"))
    return message


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_warning_is_exactly_the_expected_one(path, monkeypatch):
    monkeypatch.chdir(FOLDER)
    read = resolve(path.name)
    found = read.warnings(warnings(read.scenario))
    expected = path.with_suffix(".expected").read_text(encoding="utf-8")
    assert "\n".join(map(str, found)) + "\n" == expected
    assert len(found) == 1


def test_every_expected_text_has_its_file_and_every_file_its_effect():
    names = {path.stem for path in FILES}
    assert {path.stem for path in FOLDER.glob("*.expected")} == names
    assert set(COMES_TRUE) == names


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_no_shipped_scenario_is_warned_of(path):
    assert warnings(load_scenario(path)) == []


def test_no_policy_of_those_about_titles_is_warned_of():
    """Of those about promotions one is: tests/cli/test_validate_and_show.py."""
    read = resolve(FOLDER.parents[2] / "scenarios" / "title_policies.yaml")
    assert [warnings(policy.scenario) for policy in read.policies.values()] == [[]] * 5


@pytest.mark.parametrize("name", preset_names())
def test_no_preset_is_warned_of(name, tmp_path):
    path = tmp_path / "alone.yaml"
    path.write_text(
        "name: X\nstart: 2026-01-01\nhorizon: 5 years\n"
        f"organizations: {{ x: {{ extends: preset/{name} }} }}\n"
    )
    assert warnings(load_scenario(path)) == []


def growth_against_seats():
    row = asked("growth_against_seats", "headcount at the end")
    assert row.missed
    assert row.asked - row.realised == pytest.approx(16, abs=2)
    assert ": 16 positions cannot be filled" in told("growth_against_seats")


def quota_against_seats():
    row = asked("quota_against_seats", "promotion", "senior_pm")
    assert row.missed
    assert row.realised < row.asked / 4
    assert results("quota_against_seats").panels["company"].headcount[:, -1, 2].mean() <= 10


def never_promoted(name, most):
    row = asked(name, "promotion", "pm")
    assert row.missed
    assert row.realised <= most * row.asked


def slow_staffing():
    row = asked("slow_staffing", "headcount at the end")
    assert row.missed
    assert row.asked - row.realised == pytest.approx(15, abs=4)
    assert "about 15 of" in told("slow_staffing")


def given_up_too_soon():
    levels = results("given_up_too_soon").levels
    later = levels[levels["time"] > 0]
    years = 40 * 6
    given_up, filled = (later[name].sum() / years for name in ("cancelled", "hires"))
    assert given_up > filled
    message = told("given_up_too_soon")
    assert float(message.split(" ")[0]) == pytest.approx(given_up, rel=0.1)
    assert float(message.split(" and ")[1].split(" ")[0]) == pytest.approx(filled, rel=0.1)


def shrinking_without_leaving():
    row = asked("shrinking_without_leaving", "headcount at the end")
    assert row.missed
    assert row.realised == pytest.approx(44, abs=2)
    assert "about 44 are still there" in told("shrinking_without_leaving")


def level_that_nobody_feeds():
    first, last = people("level_that_nobody_feeds")
    assert (first[0], last[0]) == (30, pytest.approx(7.5, abs=1.5))


def level_that_empties():
    first, last = people("level_that_empties")
    assert first[0] == 30
    assert last[0] < 0.5


def up_or_out():
    first, last = people("up_or_out")
    assert first[1] == 21
    assert last[1] < 0.7
    events = results("up_or_out").events
    sent_out = events[(events["kind"] == "exit") & (events["reason"] == "up_or_out")]
    assert set(sent_out["level_from"]) == {"senior_pm"}
    assert len(sent_out) / 20 / 6 == pytest.approx(2.3, abs=0.5)


def caps_against_plan():
    row = asked("caps_against_plan", "headcount at the end")
    assert row.missed
    assert row.realised < row.asked - 8
    hires = results("caps_against_plan").panels["company"].columns["hires"].sum(axis=(1, 2))
    assert hires.max() <= 8 * 6
    assert results("caps_against_plan").hires["withheld"].sum() > 0


def weight_against_cap():
    row = asked("weight_against_cap", "hires through near_pm")
    assert row.missed
    assert row.realised < row.asked / 2
    assert row.note.startswith("its cap turned away ")
    above = asked("weight_against_cap", "hires through experienced")
    assert above.note == "it takes those whom the cap of near_pm turned away"


def too_few_apprentices():
    row = asked("too_few_apprentices", "headcount at the end")
    assert row.missed
    assert row.realised < 0.85 * row.asked
    note = asked("too_few_apprentices", "hires through near_pm").note
    assert note == "its requisitions wait for apprentices"


def mix_that_drifts():
    first, last = people("mix_that_drifts")
    assert first[2] / first.sum() == pytest.approx(0.15)
    assert last[2] / last.sum() == pytest.approx(0.36, abs=0.03)


def layoff_in_vain():
    laid_off = results("layoff_in_vain").panels["company"].columns["laid_off"].sum(axis=(1, 2))
    assert laid_off.min() >= 6
    row = asked("layoff_in_vain", "headcount at the end")
    assert row.realised == pytest.approx(row.asked, rel=0.05)


COMES_TRUE = {
    "layoff_in_vain": layoff_in_vain,
    "growth_against_seats": growth_against_seats,
    "quota_against_seats": quota_against_seats,
    "time_in_level_beyond_the_horizon": functools.partial(
        never_promoted, "time_in_level_beyond_the_horizon", 0.0
    ),
    "short_stays": functools.partial(never_promoted, "short_stays", 0.5),
    "readiness_out_of_reach": functools.partial(never_promoted, "readiness_out_of_reach", 0.25),
    "slow_staffing": slow_staffing,
    "given_up_too_soon": given_up_too_soon,
    "shrinking_without_leaving": shrinking_without_leaving,
    "level_that_nobody_feeds": level_that_nobody_feeds,
    "level_that_empties": level_that_empties,
    "up_or_out": up_or_out,
    "caps_against_plan": caps_against_plan,
    "weight_against_cap": weight_against_cap,
    "too_few_apprentices": too_few_apprentices,
    "mix_that_drifts": mix_that_drifts,
}


@pytest.mark.parametrize("name", COMES_TRUE)
def test_what_the_warning_says_comes_true(name):
    COMES_TRUE[name]()


def test_a_warning_does_not_depend_on_the_seed_or_the_replications():
    path = FOLDER / "slow_staffing.yaml"
    assert warnings(load_scenario(path, ["seed=7", "replications=3"])) == warnings(
        load_scenario(path)
    )
