"""The page in Chromium: nothing complained of, nothing fetched, everything drawn and legible.

The results are real ones, small: what people do, what they are paid, and what a policy changes.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from browser import CHROMIUM, NO_CHROMIUM, faults_of_text, opened
from playwright.sync_api import sync_playwright
from synthetic import plausible

import orgsim
from orgsim.report import write_report
from orgsim.results import Results, compare_results

pytestmark = pytest.mark.skipif(CHROMIUM is None, reason=NO_CHROMIUM)

SCRIPT = "<script>document.title = 'run'</script><img src=x onerror=\"document.title = 'run'\">"


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def run():
    scenario = orgsim.load_scenario(
        "scenarios/pay_bands.yaml", ["horizon=4 years", "organizations.every_year.name=Yearly"]
    )
    return orgsim.run(scenario, replications=4, workers=1)


@pytest.fixture(scope="module")
def pages(run, tmp_path_factory):
    """The page of a run and that of a comparison, by kind."""
    folder = tmp_path_factory.mktemp("pages")
    other = orgsim.load_scenario(
        "scenarios/pay_bands.yaml",
        ["horizon=4 years", "organizations.every_year.promotion.budget.share=14%"],
    )
    again = orgsim.run(other, replications=4, workers=1)
    comparison = compare_results({"as it is": run, "twice as many promotions": again})
    found = {"run": run, "comparison": comparison}
    return {kind: write_report(each, folder / f"{kind}.html") for kind, each in found.items()}


@pytest.fixture(params=["run", "comparison"])
def page_of(request, pages):
    return pages[request.param]


@pytest.fixture(scope="module")
def many_policies(tmp_path_factory):
    """The page of seven policies: figures with as many lines, and a key of several rows."""
    names = ("as it is", "annual", "continuous", "vacancy-driven", "up or out", "random", "none")
    found = {
        name: Results.from_blocks(*plausible(10, 3, promote=1 + number / 7))
        for number, name in enumerate(names)
    }
    folder = tmp_path_factory.mktemp("policies")
    return write_report(compare_results(found), folder / "report.html")


@pytest.mark.parametrize("width", [390, 800])
def test_keys_of_many_names_and_long_bars_have_room(browser, many_policies, width):
    shown = opened(browser, many_policies, width)
    try:
        assert shown.complaints == []
        assert faults_of_text(shown.page) == []
    finally:
        shown.page.close()


@pytest.mark.parametrize("width", [800, 1400])
def test_everything_is_drawn_and_legible(browser, page_of, width):
    shown = opened(browser, page_of, width)
    try:
        assert shown.complaints == []
        assert shown.requests == []
        drawn = shown.page.evaluate(
            "() => [...document.querySelectorAll('.plot')].map((p) => [p.id, p.data?.length || 0])"
        )
        assert len(drawn) >= 5
        assert [name for name, traces in drawn if not traces] == []
        assert faults_of_text(shown.page) == []
        wide = shown.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width  # nothing sticks out sideways
        assert page_of.stat().st_size < 3_000_000
    finally:
        shown.page.close()


def test_pointing_at_a_line_shows_its_numbers(browser, pages):
    shown = opened(browser, pages["run"], 800)
    try:
        for name in ("headcount", "promotion-cycles", "time-to-promotion"):
            plot = shown.page.locator(f"#{name}-plot")
            plot.scroll_into_view_if_needed()
            box = plot.locator(".nsewdrag").first.bounding_box()
            shown.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
            label = plot.locator(".hoverlayer text").first
            label.wait_for(timeout=5_000)
            assert label.text_content()
            shown.page.mouse.move(0, 0)
    finally:
        shown.page.close()


def test_on_a_phone_panels_stand_under_one_another(browser, page_of):
    shown = opened(browser, page_of, 390)
    try:
        assert shown.complaints == []
        assert shown.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert faults_of_text(shown.page) == []
        domains = shown.page.evaluate(
            "() => [...document.querySelectorAll('.js-plotly-plot')]"
            ".map((p) => p.layout.xaxis2?.domain?.[0] ?? 0)"
        )
        assert set(domains) <= {0}
    finally:
        shown.page.close()


def test_the_slider_is_worked_by_keyboard(browser, pages):
    shown = opened(browser, pages["run"], 800)
    try:
        page = shown.page
        page.evaluate("document.querySelector('#level-pyramid').scrollIntoView()")
        heads = (
            "() => document.querySelector('#level-pyramid-plot')"
            ".layout.annotations.map((a) => a.text)"
        )
        at_the_end = page.evaluate(heads)
        slider = page.locator("#level-pyramid-plot-slider")
        for _ in range(60):  # from the top of the page, as without a mouse
            page.keyboard.press("Tab")
            if slider.evaluate("(each) => each === document.activeElement"):
                break
        else:
            pytest.fail("the slider is not reached")
        last = slider.input_value()
        page.keyboard.press("ArrowLeft")
        assert int(slider.input_value()) == int(last) - 1
        page.wait_for_function(f"({heads})().join() !== {at_the_end!r}.join()")
        page.keyboard.press("Home")
        assert slider.input_value() == "0"
        day = slider.get_attribute("aria-valuetext")
        assert day == page.locator("#level-pyramid output").text_content()
        assert "2026" in day
    finally:
        shown.page.close()


def test_after_printing_the_page_is_as_before(browser, pages):
    shown = opened(browser, pages["run"], 1400)
    try:
        page = shown.page
        sizes = (
            "() => [...document.querySelectorAll('.js-plotly-plot')]"
            ".map((plot) => plot._fullLayout.width)"
        )
        before = page.evaluate(sizes)
        page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        page.wait_for_function(f"({sizes})().every((width) => width === 690)")
        page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        page.wait_for_function(f"JSON.stringify(({sizes})()) === JSON.stringify({before})")
        assert faults_of_text(page) == []
        assert shown.complaints == []
    finally:
        page.close()


def test_printing_draws_on_the_width_of_paper(browser, pages):
    shown = opened(browser, pages["run"], 1400)
    try:
        shown.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        shown.page.wait_for_function(
            "[...document.querySelectorAll('.js-plotly-plot')].every((p) => p.layout.width === 690)"
        )
    finally:
        shown.page.close()


def test_a_scenario_called_script_runs_nothing(browser, run, tmp_path):
    described = {
        each.id: {
            "label": SCRIPT,
            "levels": [
                {"id": level.id, "title": SCRIPT, "rank": level.rank, "track": level.track}
                for level in each.levels
            ],
        }
        for each in run.organizations
    }
    about = {"name": SCRIPT, "command": SCRIPT, "organizations": described}
    named = replace(run, manifest=run.manifest | about)
    comparison = compare_results({SCRIPT: named, f"{SCRIPT} again": named})
    for position, each in enumerate((named, comparison)):
        path = write_report(each, tmp_path / f"{position}.html")
        shown = opened(browser, path, 800)
        try:
            assert shown.complaints == []
            assert shown.requests == []
            assert shown.page.title() != "run"
            assert "<script>" in shown.page.title()
            assert shown.page.locator("img").count() == 0
        finally:
            shown.page.close()
