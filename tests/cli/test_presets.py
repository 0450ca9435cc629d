"""`orgsim presets`."""

from __future__ import annotations

import orgsim
from orgsim.scenario import preset_names


def test_one_line_each(command):
    ended = command("presets")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert [line.split()[0] for line in lines] == [f"preset/{name}" for name in preset_names()]
    assert "A young software company: few product managers" in ended.out
    assert all(len(line) <= 100 for line in lines)


def test_a_preset_with_its_comments_is_a_file_to_extend(command, tmp_path):
    ended = command("presets", "startup")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("# A young software company")
    assert command("presets", "preset/startup").out == ended.out
    (tmp_path / "mine.yaml").write_text(ended.out)
    scenario = tmp_path / "scenario.yaml"
    text = (
        "name: X\nstart: 2026-01-01\nhorizon: 1 year\norganizations: { a: { extends: EXTENDED } }\n"
    )
    loaded = []
    for extended in ("mine.yaml", "preset/startup"):
        scenario.write_text(text.replace("EXTENDED", extended))
        loaded.append(orgsim.load_scenario(scenario))
    assert loaded[0] == loaded[1]


def test_no_such_preset(command):
    ended = command("presets", "strtup")
    assert (ended.code, ended.out) == (2, "")
    assert "did you mean preset/startup?" in ended.err
    assert "Traceback" not in ended.err
