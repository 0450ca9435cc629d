"""What the documentation tells a reader to do works, and prints what stands there."""

import re
import shlex
from importlib.util import find_spec

import plotly.graph_objects as go
import pytest
from documented.pages import PAGES, ROOT, agrees, blocks, commands, play
from ruamel.yaml import YAML

import orgsim
from orgsim.cli.main import cli
from orgsim.scenario.reference_values import anchor

EVERY_PAGE = sorted(
    [
        *(each for folder in (".", "scenarios") for each in ROOT.glob(f"{folder}/*.md")),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("notebooks/*.py"),
    ],
    key=str,
)


def not_shown(figure):
    """Instead of a browser."""


def name(page):
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_a_page_does_what_it_says(page, tmp_path, monkeypatch):
    if page.name == "read_the_tables.md" and not (find_spec("duckdb") and find_spec("polars")):
        pytest.skip("needs duckdb and polars, which '.[dev]' brings")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(go.Figure, "show", not_shown)
    for printed in play(page):
        assert agrees(printed), "\n".join(
            [f"$ {shlex.join(printed.command.words)} printed, run `make docs`:", *printed.lines]
        )


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name)
def test_a_page_names_options_that_exist(page):
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    written = re.findall(r"\borgsim ([a-z]+)((?: [^\n`]+)?)", text)
    for verb, rest in written:
        if verb not in cli.commands:
            continue  # prose: "orgsim simulates"
        known = {option for each in cli.commands[verb].params for option in each.opts}
        known |= {option for each in cli.commands[verb].params for option in each.secondary_opts}
        unknown = set(re.findall(r"(?<=\s)--[a-z-]+", rest.split(" # ")[0])) - known - {"--help"}
        assert not unknown, f"orgsim {verb}{rest}"


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name)
def test_links_lead_somewhere(page):
    text = re.sub(
        r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL
    )
    for target in re.findall(r"\]\(([^)\s]+)\)", text):
        if re.match(r"https?:|mailto:", target):
            continue
        path, _, part = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        assert file.exists(), target
        if part:
            headings = re.findall(r"^#+ (.*)$", file.read_text(encoding="utf-8"), re.MULTILINE)
            assert part in {anchor(heading) for heading in headings}, target


def test_a_page_shows_commands_and_what_they_print():
    (block,) = blocks("```console\n$ orgsim run a.yaml \\\n    -n 5   # few\nHeadcount\n...\n```\n")
    (command,) = commands(block)
    assert command.words == ("orgsim", "run", "a.yaml", "-n", "5")
    assert command.shown == ("Headcount", "...")


def test_what_is_cited_is_this_version():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    cited = YAML(typ="safe").load(text)
    assert cited["cff-version"] == "1.2.0"
    assert cited["version"] == orgsim.__version__
    page = (ROOT / "docs" / "citing.md").read_text(encoding="utf-8")
    assert f"version {orgsim.__version__}." in page
    assert f"{{{orgsim.__version__}}}" in page
    assert cited["title"] in page


@pytest.mark.parametrize("page", EVERY_PAGE, ids=name)
def test_names_of_the_package_are_there_without_another_import(page):
    """What a page types after ``import orgsim`` alone; elsewhere in a test all is imported."""
    text = page.read_text(encoding="utf-8")
    modules = set(re.findall(r"^\s*(?:from|import) orgsim\.(\w+)", text, re.MULTILINE))
    named = set(re.findall(r"\borgsim\.(?!schema\.json)([A-Za-z]\w*)[.(]", text)) - modules
    assert named <= set(orgsim.__all__)


def test_completion_offers_what_the_package_has_and_not_what_it_imports():
    assert {name for name in dir(orgsim) if not name.startswith("__")} == set(orgsim.__all__)
