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


@pytest.fixture(scope="module")
def shown(browser, pages):
    """Both pages, each opened once: loading one takes longer than anything done with it."""
    both = {kind: opened(browser, path, 800) for kind, path in pages.items()}
    yield both
    for each in both.values():
        each.page.close()


@pytest.fixture(scope="module")
def many_policies(browser, tmp_path_factory):
    """The page of seven policies: figures with as many lines, and a key of several rows."""
    names = ("as it is", "annual", "continuous", "vacancy-driven", "up or out", "random", "none")
    found = {
        name: Results.from_blocks(*plausible(10, 3, promote=1 + number / 7))
        for number, name in enumerate(names)
    }
    folder = tmp_path_factory.mktemp("policies")
    shown = opened(browser, write_report(compare_results(found), folder / "report.html"), 800)
    yield shown
    shown.page.close()


@pytest.fixture(params=["run", "comparison"])
def kind(request):
    return request.param


def wait_until(page, holds):
    """Wait until something holds: the page forbids what playwright waits with."""
    for _ in range(600):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(holds)


def wait_until_every_figure(page, holds):
    """Wait until something holds of every figure p."""
    wait_until(page, f"[...document.querySelectorAll('.js-plotly-plot')].every((p) => {holds})")


def at_width(shown, width):
    """Make the window so wide, and wait until every figure has the shape for it."""
    shown.page.set_viewport_size({"width": width, "height": 900})
    wait_until_every_figure(
        shown.page,
        "(p.dataset.shape === 'narrow') === (p.clientWidth < 620)"
        " && p.querySelector('.main-svg').getBoundingClientRect().width === p.clientWidth",
    )
    return shown.page


def illegible(page):
    """Return the faults that are still there when everything has come to its place."""
    for _ in range(20):
        faults = faults_of_text(page)
        if not faults:
            break
        page.wait_for_timeout(100)
    return faults


@pytest.mark.parametrize("width", [800, 1400])
def test_everything_is_drawn_and_legible(shown, kind, width):
    page = at_width(shown[kind], width)
    assert shown[kind].complaints == []
    assert shown[kind].requests == []
    drawn = page.evaluate(
        "() => [...document.querySelectorAll('.plot')].map((p) => [p.id, p.data?.length || 0])"
    )
    assert len(drawn) >= 5
    assert [name for name, traces in drawn if not traces] == []
    assert illegible(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width  # nothing sticks out


@pytest.mark.parametrize("width", [390, 800])
def test_keys_of_many_names_and_long_bars_have_room(many_policies, width):
    assert illegible(at_width(many_policies, width)) == []
    assert many_policies.complaints == []


def test_a_page_is_small_enough_to_send(pages, kind):
    assert pages[kind].stat().st_size < 3_000_000


def test_pointing_at_a_line_shows_its_numbers(shown):
    page = at_width(shown["run"], 800)
    for name in ("headcount", "promotion-cycles", "time-to-promotion"):
        plot = page.locator(f"#{name}-plot")
        plot.scroll_into_view_if_needed()
        box = plot.locator(".nsewdrag").first.bounding_box()
        page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        label = plot.locator(".hoverlayer text").first
        label.wait_for(timeout=5_000)
        assert label.text_content()
        page.mouse.move(0, 0)


def test_on_a_phone_panels_stand_under_one_another(shown, kind):
    page = at_width(shown[kind], 390)
    assert shown[kind].complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert illegible(page) == []
    domains = page.evaluate(
        "() => [...document.querySelectorAll('.js-plotly-plot')]"
        ".map((p) => p.layout.xaxis2?.domain?.[0] ?? 0)"
    )
    assert set(domains) <= {0}


def test_printing_draws_on_the_width_of_paper_and_afterwards_as_before(shown):
    page = at_width(shown["run"], 1400)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    wait_until_every_figure(page, "p.layout.width === 690")
    assert illegible(page) == []
    page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    wait_until_every_figure(page, "!p.layout.width")
    assert illegible(at_width(shown["run"], 1400)) == []
    assert shown["run"].complaints == []


def test_the_slider_is_worked_by_keyboard(shown):
    page = at_width(shown["run"], 800)
    page.evaluate("document.activeElement.blur()")
    page.evaluate("document.querySelector('#level-pyramid').scrollIntoView()")
    heads = (
        "document.querySelector('#level-pyramid-plot').layout.annotations.map((a) => a.text).join()"
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
    wait_until(page, f"{heads} !== {at_the_end!r}")
    page.keyboard.press("Home")
    assert slider.input_value() == "0"
    day = slider.get_attribute("aria-valuetext")
    assert day == page.locator("#level-pyramid output").text_content()
    assert "2026" in day


def test_the_contents_lead_to_every_section_by_keyboard(shown):
    page = at_width(shown["run"], 800)
    links = page.locator("nav a")
    for number in (0, links.count() - 1):
        link = links.nth(number)
        link.focus()
        page.keyboard.press("Enter")
        target = link.get_attribute("href")
        assert page.evaluate("location.hash") == target
        place = page.locator(target).bounding_box()["y"]
        assert -1 <= place <= 900


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
