"""`orgsim compare`: differences from the first, with their intervals."""

from __future__ import annotations

import json

import pandas as pd
import pytest

import orgsim
from orgsim.cli.differences import Cell
from orgsim.experiment import runs
from orgsim.results import load_comparison


@pytest.fixture
def generous(small, tmp_path):
    """The small scenario with far more titles."""
    path = tmp_path / "generous.yaml"
    path.write_text(
        f"extends: {small.name}\nname: Generous\nreplications: 50\nseed: 9\n"
        "organizations:\n  startup:\n    promotion:\n      trigger: { rate: 3/year }\n"
    )
    return path


def test_a_comparison_states_and_saves_the_differences(command, small, generous, tmp_path):
    ended = command("compare", small, generous, "-n", 20, "-w", 1, "--report")
    assert ended.code == 0
    assert ended.err == ""
    lines = ended.out.splitlines()
    assert lines[0] == ('Against the baseline "small", same luck for all, 20 replications, seed 3')
    assert lines[2].split() == ["Startup,", "after", "2", "years", "generous"]
    (promotions,) = [line for line in lines if line.startswith("  promotions (per 100")]
    assert promotions.endswith(" *")
    assert "generous against small" in ended.out
    folder = tmp_path / "results" / "small_vs_generous"
    assert lines[-1].startswith("results/small_vs_generous/   report.html · differences")
    assert (folder / "report.html").is_file()
    saved = load_comparison(folder)
    assert (folder / "differences.parquet").is_file()
    assert [results.manifest["seed"] for results in saved.results.values()] == [3, 3]


def test_both_engines_compare_alike(command, small, generous):
    arguments = ("compare", small, generous, "-n", 2, "-w", 1)
    found = []
    for engine in ("block", "reference"):
        assert command(*arguments, "-o", engine, "--engine", engine).code == 0
        found.append(load_comparison(engine))
    block, reference = found
    pd.testing.assert_frame_equal(block.differences, reference.differences, atol=1e-9)
    engines = {each.manifest["engine"] for each in reference.results.values()}
    assert engines == {"reference"}


def test_a_comparison_warns_once_and_says_of_whom(command, small, crowded, tmp_path):
    again = tmp_path / "again.yaml"
    again.write_text(f"extends: {crowded.name}\nname: Again\n")
    options = ("-n", 2, "-w", 1)
    ended = command("compare", small, crowded, again, *options, "-o", "told", "--report")
    assert ended.code == 0
    (first,) = [line for line in ended.err.splitlines() if "warning" in line]
    assert first.startswith(f"crowded, again: {crowded}:6:20: warning: organizations.startup.")
    kept = {
        name: each.manifest["warnings"] for name, each in load_comparison("told").results.items()
    }
    assert (kept["small"], len(kept["crowded"])) == ([], 1)
    assert kept["again"] == kept["crowded"]
    page = (tmp_path / "told" / "report.html").read_text(encoding="utf-8")
    assert page.count(kept["crowded"][0]["message"]) == 2
    assert (
        'again: Before the run it was warned of a contradiction in the rules, <a href="#w' in page
    )
    quiet = command("compare", small, crowded, *options, "-o", "quiet", "-q", "--json")
    assert quiet.err == ""
    assert json.loads(quiet.out)["warnings"] == {"small": [], "crowded": kept["crowded"]}


def test_json_says_what_the_table_says(command, small, generous):
    ended = command("compare", small, generous, "-n", 20, "-w", 1, "--json", "-o", "out")
    found = json.loads(ended.out)
    assert (found["baseline"], found["variants"]) == ("small", ["generous"])
    rows = {(row["measure"], row["level"]): row for row in found["differences"]}
    table = load_comparison("out").differences
    last = table[table["time"] == table["time"].max()].set_index(["measure", "level"])
    share = rows["level_share", "director"]
    assert share["difference"] == pytest.approx(
        100 * last.loc[("level_share", "director"), "difference"]
    )
    assert share["low"] < share["difference"] < share["high"]
    promotions = rows["promotion_rate", None]
    rate = last.loc["promotion_rate"].iloc[0]
    for number in ("difference", "low", "high"):
        assert promotions[number] == pytest.approx(100 * rate[number])
    assert promotions["low"] > 0


def test_json_is_json_where_there_is_no_interval(command, small, generous):
    ended = command("compare", small, generous, "-n", 1, "-w", 1, "--json")

    def refused(name):
        pytest.fail(f"{name} is not JSON")

    rows = json.loads(ended.out, parse_constant=refused)["differences"]
    assert all(row["low"] is None and row["high"] is None for row in rows)
    assert any(row["difference"] for row in rows)


def test_different_horizons_are_compared_over_the_time_they_share(command, small, tmp_path):
    short = tmp_path / "short.yaml"
    short.write_text("extends: small.yaml\nhorizon: 1 year\n")
    ended = command("compare", small, short, "-n", 20, "-w", 1)
    assert "Startup, after 1 year " in ended.out
    rows = [line for line in ended.out.splitlines() if line.startswith("  ")]
    assert rows
    assert all(line.endswith("the same") for line in rows)
    assert "small goes on to 2 years" in ended.out


def test_levels_that_only_a_variant_has_stand_by_title_where_the_ladder_has_them(
    command, small, tmp_path
):
    tracks = tmp_path / "tracks.yaml"
    tracks.write_text(
        "extends: small.yaml\norganizations:\n  startup:\n    levels:\n"
        "      associate: {}\n      pm: {}\n      senior_pm: {}\n"
        "      principal: { title: Principal Product Manager, rank: 5, track: ic }\n"
        "      director: {}\n"
    )
    ended = command("compare", small, tracks, "-w", 1)
    assert ended.code == 0, ended.err
    titles = [line.split(" (")[0].strip() for line in ended.out.splitlines() if "(points)" in line]
    first = titles.index("Principal Product Manager")
    assert titles[first - 1].startswith("Director")
    assert titles[first + 1] == "Senior Product Manager"
    for told in ("leaving", "headcount", "effectiveness", "filled from inside"):
        assert f"\n  {told}" in ended.out


def test_different_starts_are_refused(command, small, tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    later = tmp_path / "later.yaml"
    later.write_text("extends: small.yaml\nstart: 2027-03-01\n")
    ended = command("compare", small, later)
    assert (ended.code, ended.out) == (2, "")
    assert "later starts on 2027-03-01 and small on 2026-01-01" in ended.err


@pytest.mark.parametrize(
    ("difference", "low", "high", "shown"),
    [
        (0.02, 0.01, 0.03, "the same to within 0.1  "),
        (0.14, 0.03, 0.25, "+0.14 (0.03 to 0.25) *"),
        (-0.9, -1.4, -0.0004, "-0.9000 (-1.4000 to -0.0004) *"),
        (0.1, -0.01, 0.2, "+0.1 (0.0 to 0.2)  "),
        (1.26, 0.8, 1.72, "+1.3 (0.8 to 1.7) *"),
    ],
)
def test_a_star_stands_beside_an_interval_that_shows_it(difference, low, high, shown):
    row = {
        "measure": "director_share",
        "deterministic": False,
        "difference": difference,
        "low": low,
        "high": high,
    }
    assert Cell()(row, 1.0) == shown


@pytest.mark.parametrize(
    ("difference", "low", "high", "shown"),
    [(0.02, -0.3, 0.4, "0.0  "), (0.14, 0.03, 0.25, "+0.14 *"), (-0.04, -0.4, 0.2, "0.0  ")],
)
def test_without_intervals_too_what_spans_zero_needs_no_more_digits(difference, low, high, shown):
    row = {
        "measure": "director_share",
        "deterministic": False,
        "difference": difference,
        "low": low,
        "high": high,
    }
    assert Cell(with_interval=False)(row, 1.0) == shown


def test_a_scenario_against_itself_differs_in_nothing(command, small, tmp_path):
    twin = tmp_path / "twin.yaml"
    twin.write_text("extends: small.yaml\n")
    ended = command("compare", small, twin, "-w", 1)
    assert ended.code == 0
    rows = [line for line in ended.out.splitlines() if line.startswith("  ")]
    assert rows
    assert all(line.endswith("the same") for line in rows)
    assert "*" not in "".join(rows)


def test_files_of_one_name_are_told_apart_by_their_path(command, small, tmp_path):
    (tmp_path / "other").mkdir()
    twin = tmp_path / "other" / "small.yaml"
    twin.write_text("extends: ../small.yaml\n")
    ended = command("compare", small, twin, "-w", 1, "--json")
    assert json.loads(ended.out)["variants"] == [str(twin)]


def test_what_cannot_be_compared(command, small, wrong, monkeypatch):
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    for arguments, message in (
        ([small], "a comparison needs at least two scenarios, got 1"),
        ([small, small], "a scenario is compared with itself"),
        ([small, wrong], "did you mean horizon"),
        ([small, "missing.yaml"], "missing.yaml: no such file"),
    ):
        ended = command("compare", *arguments)
        assert (ended.code, ended.out) == (2, "")
        assert message in ended.err
        assert "Traceback" not in ended.err


def test_a_measure_of_people_may_be_the_only_one(command, small, generous):
    """It is made of another table than the others."""
    measure = ("--measure", "promoted_within_3_years")
    longer = ("--set", "horizon=4 years", "-n", 3, "-w", 1)
    ended = command("compare", small, generous, *measure, *longer, "--json")
    assert ended.code == 0, ended.err
    rows = json.loads(ended.out)["differences"]
    assert {row["measure"] for row in rows} == {"promoted_within_3_years"}
    table = load_comparison("results/small_vs_generous").differences
    of_all = table[(table["measure"] == "promoted_within_3_years") & table["level"].isna()]
    last = of_all[of_all["time"] == of_all["time"].max()]
    assert [row["difference"] for row in rows if row["level"] is None] == [
        pytest.approx(100 * last["difference"].item())
    ]


def test_organizations_without_a_counterpart(command, small, tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    other = tmp_path / "other.yaml"
    other.write_text(
        "name: Other\nstart: 2026-01-01\nhorizon: 2 years\n"
        "organizations:\n  somewhere: { extends: preset/startup }\n"
    )
    ended = command("compare", small, other)
    assert ended.code == 2
    assert "other and small have no organization in common: somewhere against startup" in ended.err


def test_failures_are_told_by_scenario(command, small, generous, monkeypatch):
    simulate_block = runs.simulate_block

    def unlucky(scenario, replications):
        if scenario.name == "Generous" and 1 in replications:
            raise RuntimeError("out of luck")
        return simulate_block(scenario, replications)

    monkeypatch.setattr(runs, "simulate_block", unlucky)
    ended = command("compare", small, generous, "-w", 1, "-o", "out")
    assert ended.code == 1
    assert "generous: 1 of 5 replications failed (1): RuntimeError: out of luck" in ended.err
    assert ended.out.splitlines()[0].endswith("4 replications, seed 3")


def test_a_scenario_that_always_fails_is_named_with_its_cause(
    command, small, generous, tmp_path, monkeypatch
):
    simulate_block = runs.simulate_block

    def hopeless(scenario, replications):
        if scenario.name == "Generous":
            raise RuntimeError("never")
        return simulate_block(scenario, replications)

    monkeypatch.setattr(runs, "simulate_block", hopeless)
    ended = command("compare", small, generous, "-w", 1, "-o", "out")
    assert (ended.code, ended.out) == (1, "")
    assert "generous: no replication was completed (RuntimeError: never" in ended.err
    assert ended.err.endswith("nothing was written\n")
    assert not (tmp_path / "out").exists()


def test_other_results_are_not_overwritten_unasked(command, small, generous, monkeypatch):
    assert command("compare", small, generous, "-n", 2, "-w", 1, "-o", "out").code == 0
    assert command("compare", small, generous, "-n", 3, "-w", 1, "-o", "out").code == 0
    with monkeypatch.context() as patched:
        patched.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
        ended = command("compare", generous, small, "-n", 2, "-w", 1, "-o", "out")
    assert ended.code == 2
    assert "nothing was run" in ended.err
    assert command("compare", generous, small, "-w", 1, "-o", "out", "--overwrite").code == 0


def test_files_that_are_not_ours_stay(command, small, generous, tmp_path):
    arguments = ("compare", small, generous, "-n", 2, "-w", 1, "-o", "out")
    assert command(*arguments).code == 0
    notes = tmp_path / "out" / "small" / "notes.txt"
    notes.write_text("mine")
    assert command(*arguments).code == 0
    assert command(*arguments, "--seed", 5, "--overwrite").code == 0
    assert notes.read_text() == "mine"


@pytest.mark.parametrize("overwrite", [[], ["--overwrite"]])
def test_somebodys_files_are_refused_before_anything_runs(
    command, small, generous, tmp_path, monkeypatch, overwrite
):
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    (tmp_path / "out" / "small").mkdir(parents=True)
    (tmp_path / "out" / "small" / "notes.txt").write_text("mine")
    ended = command("compare", small, generous, "-o", "out", *overwrite)
    assert (ended.code, ended.out) == (2, "")
    assert "out/small: results need a folder of this name" in ended.err
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "report.html").write_text("mine")
    ended = command("compare", small, generous, "-o", "page", *overwrite)
    assert ended.code == 2
    assert "page/report.html: results need a file of this name" in ended.err
    assert "--overwrite" not in ended.err


def test_another_seed_is_said_to_be_another_seed(command, small, generous):
    arguments = ("compare", small, generous, "-n", 2, "-w", 1, "-o", "out")
    assert command(*arguments).code == 0
    ended = command(*arguments, "--seed", 4)
    assert ended.code == 2
    assert "-o out: the folder holds the results of another seed (3, now 4); nothing" in ended.err


def test_ctrl_c_keeps_what_was_finished_and_resume_compares_it(
    command, small, generous, monkeypatch
):
    simulate_block = runs.simulate_block

    def pressed(scenario, replications):
        if replications[0] >= 3:
            raise KeyboardInterrupt
        return simulate_block(scenario, replications)

    with monkeypatch.context() as patched:
        patched.setattr(runs, "simulate_block", pressed)
        patched.setattr(runs, "preferred_block_size", lambda _: 1)
        ended = command("compare", small, generous, "-w", 1, "-o", "out")
    assert (ended.code, ended.out) == (130, "")
    assert ended.err == (
        "interrupted: 6 of 10 replications are kept in out; "
        f"go on with: orgsim compare {small} {generous} -w 1 -o out --resume\n"
    )
    refused = command("compare", small, generous, "-w", 1, "-o", "out")
    assert refused.code == 2
    assert "(--resume goes on with it; --overwrite throws it away; -o names" in refused.err
    ended = command("compare", small, generous, "-w", 1, "-o", "out", "--resume")
    assert ended.code == 0
    assert "5 replications" in ended.out.splitlines()[0]
    assert all(each.completed == 5 for each in load_comparison("out").results.values())
    assert isinstance(load_comparison("out"), orgsim.Comparison)


def test_twins_say_who_gains_and_who_loses(command, small, generous):
    options = ("-n", 3, "-w", 1, "-o", "out", "--twins")
    ended = command("compare", small, generous, *options)
    assert ended.code == 0, ended.err
    lines = ended.out.splitlines()
    found = load_comparison("out").twins("generous")
    (rank,) = found[(found["outcome"] == "rank") & (found["by"] == "all")].to_dict("records")
    (told,) = [line for line in lines if line.startswith("higher title  ")]
    assert told.split("  ")[0] == "higher title"
    assert f"{100 * rank['better']:.1f} %" in told
    assert rank["better"] > rank["worse"]
    heading = " ".join(lines).split("Startup, generous: ")[1]
    assert heading.startswith(f"{rank['twins']} people are hired under both, ")
    assert any(line.startswith("  Product Manager ") for line in lines)
    said = json.loads(command("compare", small, generous, *options, "--json").out)["twins"]
    assert len(said) == len(found)
    assert said[0]["variant"] == "generous"
    assert said[0]["better"] == rank["better"]


def test_twins_need_people_and_one_horizon(command, small, generous, tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "simulate_block", lambda *_: pytest.fail("simulated"))
    ended = command("compare", small, generous, "--twins", "--set", "record=none")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "--twins: small records nobody (record: none), and twins are people; nothing was run\n"
    )
    longer = tmp_path / "longer.yaml"
    longer.write_text("extends: small.yaml\nhorizon: 3 years\n")
    ended = command("compare", small, longer, "--twins")
    assert ended.code == 2
    assert ended.err == "--twins: all scenarios need the same horizon; nothing was run\n"


def test_another_baseline(command, small, generous):
    options = ("-n", 2, "-w", 1, "-q", "--json")
    found = json.loads(command("compare", small, generous, "--baseline", "generous", *options).out)
    assert (found["baseline"], found["variants"]) == ("generous", ["small"])
    policies = small.with_name("policies.yaml")
    policies.write_text(f"extends: {small.name}\npolicies: {{ a: {{}}, b: {{}} }}\n")
    found = json.loads(command("compare", policies, "--baseline", "b", *options).out)
    assert (found["baseline"], found["variants"]) == ("b", ["a"])
    ended = command("compare", small, generous, "--baseline", "generos")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == (
        "--baseline: no such policy or file, got 'generos'; allowed: small, generous; did you mean "
        "generous?; nothing was run\n"
    )


def test_twins_whose_careers_do_not_differ_are_one_sentence(command, small):
    same = small.with_name("same.yaml")
    same.write_text(f"extends: {small.name}\n")
    ended = command("compare", small, same, "-n", 3, "-w", 1, "-q", "--twins", "-o", "out")
    count = load_comparison("out").twins("same")["twins"].max()
    told = " ".join(ended.out.split())
    assert (
        f"same: nobody's career differs; all {count} people hired under the baseline fare the same "
        "under the variant."
    ) in told
    assert "better off" not in ended.out
