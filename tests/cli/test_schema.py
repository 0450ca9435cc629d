"""`orgsim schema`."""

from __future__ import annotations

import json

import jsonschema

from orgsim.results.reference import tables_page
from orgsim.scenario.reference import reference_page
from orgsim.scenario.schema import scenario_schema


def test_it_prints_the_schema(command):
    ended = command("schema")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out) == scenario_schema()
    jsonschema.Draft202012Validator.check_schema(json.loads(ended.out))


def test_the_lenient_one(command):
    ended = command("schema", "--overlay")
    assert json.loads(ended.out) == scenario_schema(overlay=True)


def test_it_writes_a_file_and_says_so(command, tmp_path):
    ended = command("schema", "-o", "ours.json")
    assert (ended.code, ended.out, ended.err) == (0, "", "wrote ours.json\n")
    assert json.loads((tmp_path / "ours.json").read_text()) == scenario_schema()


def test_a_page_to_read(command):
    assert command("schema", "--markdown").out == reference_page(scenario_schema())


def test_a_page_about_tables(command):
    assert command("schema", "--tables").out == tables_page()


def test_what_cannot_be_done(command):
    ended = command("schema", "-o", "nowhere/ours.json")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err == "nowhere/ours.json: cannot be written (No such file or directory)\n"
    for two in (("--overlay", "--markdown"), ("--tables", "--markdown")):
        ended = command("schema", *two)
        assert (ended.code, ended.out) == (2, "")
        assert "only one of --overlay, --markdown and --tables can be asked for" in ended.err
