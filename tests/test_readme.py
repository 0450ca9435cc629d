"""What the README tells a user to type works, in the order in which it stands there."""

import re
import shutil
from pathlib import Path

import plotly.graph_objects as go
import pytest

from orgsim.scenario import load_scenario

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


@pytest.fixture
def at_the_root(tmp_path, monkeypatch):
    """A place that looks like a clone, so that results/ is not written into this one."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_python_examples_run(at_the_root, monkeypatch):
    shown = []

    def show(figure):
        shown.append(figure)

    monkeypatch.setattr(go.Figure, "show", show)
    names = {"__name__": "__main__"}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), names)  # noqa: S102 - our own README
    assert len(shown) == 1
    assert (at_the_root / "results" / "readme" / "levels.parquet").is_file()
    assert names["again"].levels.equals(names["results"].levels)
    moves = names["tenure"].events.query("kind == 'promotion' and organization == 'big_company'")
    assert len(moves) > 0


def test_the_scenario_example_is_valid(at_the_root):
    (block,) = blocks("yaml")
    (at_the_root / "slower.yaml").write_text(block, encoding="utf-8")
    scenario = load_scenario(at_the_root / "slower.yaml")
    assert scenario.organizations["startup"].promotion.trigger.rate.of("pm").hazard == 0.4


def test_every_shipped_scenario_is_in_the_index_and_says_its_question():
    index = (ROOT / "scenarios" / "README.md").read_text(encoding="utf-8")
    for path in sorted((ROOT / "scenarios").glob("*.yaml")):
        assert f"]({path.name})" in index
        assert path.read_text(encoding="utf-8").startswith("# Question: ")
        load_scenario(path)


def test_every_textbook_scenario_says_its_question():
    for path in sorted((ROOT / "scenarios" / "textbook").glob("*.yaml")):
        assert path.read_text(encoding="utf-8").startswith("# Question: ")
        load_scenario(path)


def test_its_pictures_are_there_and_made_by_the_target():
    shown = re.findall(r"!\[[^]]+\]\(docs/pictures/(\w+)\.svg\)", README)
    files = sorted((ROOT / "docs" / "pictures").iterdir())
    assert sorted(shown) == [each.stem for each in files]
    target = (
        (ROOT / "Makefile").read_text(encoding="utf-8").split("\npictures:")[1].split("\n\n")[0]
    )
    assert all(f" {name} " in target for name in shown)
    assert sum(each.stat().st_size for each in files) < 600_000
