"""`orgsim trace`: one replication's log, recorded or run again, and one person's career."""

import json
from pathlib import Path

import pandas as pd
import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def folder(command, small, tmp_path):
    ended = command("run", small, "-w", 1, "-q", "--set", "record=2", "-o", tmp_path / "out")
    assert ended.code == 0
    return tmp_path / "out"


def test_a_replication_that_was_not_recorded_is_run_again(command, small, folder, tmp_path):
    command("run", small, "-w", 1, "-q", "--set", "record=all", "-o", tmp_path / "all")
    again = command("trace", folder, "--replication", 4, "--json")
    assert again.code == 0
    events = pd.read_parquet(tmp_path / "all" / "events.parquet").query("replication == 4")
    rows = json.loads(again.out)
    assert [row["person"] for row in rows] == events["person"].tolist()
    assert [row["kind"] for row in rows] == events["kind"].tolist()
    assert rows == json.loads(command("trace", tmp_path / "all", "--replication", 4, "--json").out)


def test_a_log_reads_as_a_list_of_what_happened(command, folder):
    ended = command("trace", folder)
    events = pd.read_parquet(folder / "events.parquet").query("replication == 0")
    heading, *lines = ended.out.splitlines()
    assert heading == f"Small, replication 0, {len(events)} events"
    for line, event in zip(lines, events.itertuples(), strict=True):
        assert line.split()[:3] == [f"{event.date:%Y-%m-%d}", event.person, event.kind]


def test_a_stage_is_entered_by_the_organization(command, small, tmp_path):
    rules = "{budget: {kind: none}}"
    stage = (
        f"organizations.startup.stages={{grown: {{headcount: 1, rules: {{promotion: {rules}}}}}}}"
    )
    ended = command("run", small, "-w", 1, "-q", "-n", 2, "--set", stage, "-o", tmp_path / "staged")
    assert ended.code == 0, ended.err
    lines = command("trace", tmp_path / "staged").out.splitlines()
    (entered,) = [line.split() for line in lines if " stage " in line]
    assert entered[1:] == ["startup", "stage", "grown"]


def test_a_career_is_one_persons(command, folder):
    events = pd.read_parquet(folder / "events.parquet").query("replication == 1")
    moves = events[events["kind"] == "promotion"].iloc[0]
    ended = command("trace", folder, "--replication", 1, "--person", moves["person"])
    heading, *lines = ended.out.splitlines()
    assert heading.startswith(f"{moves['person']}, replication 1, {moves['entry_point']}")
    assert len(lines) == (events["person"] == moves["person"]).sum()
    (promotion,) = [line for line in lines if f"{moves['date']:%Y-%m-%d}" in line]
    scopes = f"scope {moves['scope_from']:.2f} to {moves['scope_to']:.2f}"
    assert promotion.endswith(scopes)


def test_it_says_why_where_a_reason_is_known(command, small, tmp_path):
    kept = ["--set", "organizations.startup.promotion.retention.probability=100%"]
    ended = command("run", small, "-w", 1, "-q", "-n", 2, *kept, "-o", tmp_path / "kept")
    assert ended.code == 0
    events = pd.read_parquet(tmp_path / "kept" / "events.parquet").query("replication == 0")
    grants = events["reason"] == "counter_offer"
    _, *lines = command("trace", tmp_path / "kept").out.splitlines()
    assert [line.endswith(", counter offer") for line in lines] == grants.tolist()
    assert grants.any()


def test_offers_and_second_spells_are_told(command, small, tmp_path):
    changes = {
        "attrition.base": "80%/year",
        "entry_points.near_pm.returning": "{ chance: 100%, after: 10 days }",
        "entry_points.near_pm.acceptance": "20%",
    }
    sets = [f"--set=organizations.startup.{key}={value}" for key, value in changes.items()]
    command("run", small, "-w", 1, "-q", "-n", 5, *sets, "-o", tmp_path / "back")
    people = pd.read_parquet(tmp_path / "back" / "people.parquet")
    number, person = people[people["spell"] == 2][["replication", "person"]].iloc[0]
    own = people[(people["replication"] == number) & (people["person"] == person)]
    days = own.sort_values("spell")["hired_date"]
    ended = command("trace", tmp_path / "back", "--replication", number, "--person", person)
    heading = ended.out.splitlines()[0]
    assert heading.endswith("hired " + " and again ".join(f"{day:%Y-%m-%d}" for day in days))
    offers = [
        line for line in command("trace", tmp_path / "back").out.splitlines() if " offer " in line
    ]
    assert {line.split(", ")[-1] for line in offers} == {"accepted", "declined"}


def test_a_career_goes_on_at_another_organization(command, tmp_path):
    short = ["--set", "horizon=4 years", "--set", "organizations.big_company.warm_up=1 year"]
    folder = tmp_path / "market"
    command(
        "run", ROOT / "scenarios/talent_market.yaml", "-w", 1, "-q", "-n", 1, *short, "-o", folder
    )
    events = pd.read_parquet(folder / "events.parquet")
    hires = events[(events["kind"] == "hire") & events["origin"].notna()]
    left_once = events["person"][events["kind"] == "exit"].value_counts()
    known = hires["person"].map(left_once).eq(1) & hires["rank_from"].notna()
    moved = hires[known].iloc[0]
    lines = command("trace", folder, "--person", moved["person"]).out.splitlines()[1:]
    days = [line.split()[0] for line in lines]
    assert days == sorted(days)
    (hire,) = [
        line for line in lines if f" at {moved['origin']} before" in line and " hire " in line
    ]
    assert hire.split()[1] == moved["organization"]
    (left,) = [line for line in lines if line.split()[1:3] == [moved["origin"], "exit"]]
    assert lines.index(left) < lines.index(hire)


def test_people_may_have_come_before_the_calendar_begins(command, small, tmp_path):
    long_ago = ["--set", "organizations.startup.initial.tenure=5000 years"]
    command("run", small, "-w", 1, "-q", "-n", 1, *long_ago, "-o", tmp_path / "old")
    people = pd.read_parquet(tmp_path / "old" / "people.parquet")
    person = people[people["left"].notna()]["person"].iloc[0]
    ended = command("trace", tmp_path / "old", "--person", person)
    assert ended.out.splitlines()[0].endswith("hired -2974-01-01")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--replication", 5], "there is no replication 5; allowed: 0 to 4\n"),
        (["--replication", -1], "--replication: must be at least 0, got -1\n"),
        (
            ["--person", "startup/initial/77"],
            "--person: nobody is called 'startup/initial/77' in this replication; did you mean ",
        ),
    ],
)
def test_what_does_not_exist_is_said_plainly(command, folder, arguments, message):
    ended = command("trace", folder, *arguments)
    assert ended.code == 2
    assert ended.err.startswith(message)
    assert ended.out == ""


def test_results_of_another_version_are_not_run_again(command, folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["orgsim"] = "0.0.9"
    (folder / "manifest.json").write_text(json.dumps(manifest))
    ended = command("trace", folder, "--replication", 3)
    assert ended.code == 2
    assert "orgsim 0.0.9" in ended.err


def test_a_policy_in_python_cannot_be_run_again(command, folder):
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["scenario_hash"] = "0" * 64
    (folder / "manifest.json").write_text(json.dumps(manifest))
    ended = command("trace", folder, "--replication", 3)
    assert ended.code == 2
    assert "a promotion policy in Python took part in this run" in ended.err
