"""`orgsim init`."""

from __future__ import annotations

import json
import re

import orgsim
from orgsim.scenario.schema import scenario_schema


def test_what_it_writes_loads_and_runs_without_a_change(command):
    ended = command("init")
    assert (ended.code, ended.out) == (0, "")
    assert "wrote scenario.yaml and orgsim.schema.json\n" in ended.err
    assert "orgsim run scenario.yaml" in ended.err
    assert command("validate", "scenario.yaml").out == "scenario.yaml: valid\n"
    ended = command("run", "scenario.yaml", "-n", "3", "-q", "-w", "1")
    assert ended.code == 0
    assert ended.out.startswith("Our company")


def test_editors_find_the_schema_beside_it(command, tmp_path):
    command("init", "plan.yaml")
    text = (tmp_path / "plan.yaml").read_text()
    name = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)[1]
    assert json.loads((tmp_path / name).read_text()) == scenario_schema()


def test_it_teaches_the_format_in_about_sixty_lines(command, tmp_path):
    command("init")
    lines = (tmp_path / "scenario.yaml").read_text().splitlines()
    assert 40 <= len(lines) <= 70
    assert all(len(line) <= 100 for line in lines)


def test_the_lines_marked_as_comments_are_right_as_well(command, tmp_path):
    command("init")
    path = tmp_path / "scenario.yaml"
    before, after = path.read_text().split("off each of these lines:\n")
    path.write_text(f"{before}\n{after.replace('# ', '')}")
    assert list(orgsim.load_scenario(path).organizations) == ["our_company", "big_company"]


def test_it_replaces_nothing_unless_asked(command, tmp_path):
    path = tmp_path / "scenario.yaml"
    path.write_text("mine")
    ended = command("init")
    assert ended.code == 2
    assert "--force" in ended.err
    assert path.read_text() == "mine"
    assert not (tmp_path / "orgsim.schema.json").exists()
    assert command("init", "--force").code == 0
    assert path.read_text().startswith("# yaml-language-server")


def test_a_folder_that_is_not_there(command):
    ended = command("init", "nowhere/plan.yaml")
    assert ended.code == 2
    assert "cannot be written (No such file or directory)" in ended.err
    assert "Traceback" not in ended.err
