"""The page: self-contained, escaped, complete, and drawn by a real browser where there is one."""

import base64
import gzip
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from synthetic import ladder, plausible, tiny

from orgsim.plots.differences import differences
from orgsim.plots.theme import nothing_to_show, says_why_not
from orgsim.report import report_page, write_report
from orgsim.report.figures import PageFigure
from orgsim.report.story import figures_of_run
from orgsim.results import Results, compare_results, findings

NASTY = "<script>alert(1)</script> & \"quoted\" </script> $title 'x'"


class Page(HTMLParser):
    """What a browser would make of the page."""

    def __init__(self, source):
        super().__init__()
        self.tags, self.attributes, self.text, self.scripts, self._stack = [], [], [], {}, []
        self.feed(source)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag == "script":
            self._script = dict(attrs).get("id", "program")
            self._stack.append(tag)

    def handle_endtag(self, tag):
        if tag == "script":
            self._stack.clear()

    def handle_data(self, data):
        if self._stack:
            self.scripts[self._script] = data
        else:
            self.text.append(data)


ASKED = {
    "organization": ["startup", "big_company"],
    "quantity": ["headcount at the end", "hires through near_pm"],
    "level": [None, None],
    "asked": [60.0, 0.25],
    "realised": [55.5, 0.2],
    "q05": [40.0, 0.19],
    "q95": [58.0, 0.26],
    "unit": ["people", "share"],
    "missed": [True, False],
    "note": ["leavers are replaced only after the time to fill", ""],
}


@pytest.fixture(scope="module")
def results():
    return Results.from_blocks(*plausible(20, 9), ASKED)


@pytest.fixture(scope="module")
def source(results):
    return report_page(results)


def unpacked(packed):
    return gzip.decompress(base64.b64decode(packed)).decode()


def drawings(source):
    return json.loads(unpacked(Page(source).scripts["figures"]))


def flat(source):
    return re.sub(r"\s+", " ", "".join(Page(source).text).replace("\u00a0", " "))


def test_the_answer_comes_first_in_words(results, source):
    text = flat(source)
    places = [text.index(sentence) for sentence in findings(results)]
    assert places == sorted(places)
    assert places[-1] < text.index("Asked and realised")


def test_numbers_of_the_tables(results, source):
    text = flat(source)
    last = results.summary.query(
        "organization == 'startup' and time == 2 and measure == 'headcount' and level.isna()"
    ).iloc[0]
    assert f"({last['q05']:.0f} to {last['q95']:.0f})" in text
    assert "January 2026" in text
    assert "January 2027" in text
    assert "January 2028" in text
    assert "56 (40 to 58)" in text
    assert "20 % (19 % to 26 %)" in text
    assert "leavers are replaced only after the time to fill" in text


def test_few_replications_have_no_ranges(results, tmp_path, monkeypatch):
    monkeypatch.setattr("orgsim.results.precision.LEAST_FOR_RANGES", results.completed + 1)
    text = flat(write_report(results, tmp_path / "few.html").read_text(encoding="utf-8"))
    assert "Ranges over replications are shown from ten replications on." in text
    assert "5th to 95th percentile over replications: what may happen" not in text
    assert "20 % (19 % to 26 %)" not in text


def test_provenance(results, source):
    text = flat(source)
    for key in ("scenario_hash", "command", "platform", "created"):
        assert results.manifest[key] in text
    assert "20 of 20 completed" in text


def test_nothing_comes_from_elsewhere(source):
    page = Page(source)
    assert not {"link", "img", "iframe"} & set(page.tags)
    assert not [v for k, v in page.attributes if k in {"src", "href"} and not v.startswith("#")]
    assert "default-src 'none'" in source
    assert len(source.encode()) < 3_000_000


def test_plotly_is_packed_inside(source):
    program = unpacked(Page(source).scripts["plotly"])
    assert "Plotly" in program
    assert "sankey" in program  # the partial bundles drop it silently


def test_each_figure_has_both_shapes_and_a_text_alternative(results, source):
    page = Page(source)
    figures = drawings(source)
    assert list(figures)[:3] == ["level-mix-plot", "level-counts-plot", "level-pyramid-plot"]
    told = [each for each in figures_of_run(results) if says_why_not(each.draw(2)) is None]
    assert list(figures) == [f"{each.identity}-plot" for each in told]
    labels = [value for key, value in page.attributes if key == "aria-label"]
    for shapes in figures.values():
        assert set(shapes) == {"wide", "narrow"}
        assert shapes["wide"]["data"]
        assert not shapes["wide"]["layout"].get("title", {}).get("text")
    assert sum("Director's title" in label for label in labels) == 1


def test_a_slider_of_the_page_stands_for_that_of_the_figure(source):
    page = Page(source)
    figures = drawings(source)
    for shape in figures["level-pyramid-plot"].values():
        assert "sliders" not in shape["layout"]
        assert [step["label"] for step in shape["steps"]][::4] == [
            "January 2026",
            "January 2027",
            "January 2028",
        ]
    assert "steps" not in figures["level-mix-plot"]["wide"]
    assert page.tags.count("input") == 1
    assert ("max", "8") in page.attributes
    assert ("for", "level-pyramid-plot-slider") in page.attributes


def test_every_section_can_be_reached_from_the_contents(source):
    page = Page(source)
    anchors = [value for key, value in page.attributes if key == "href"]
    identities = [value for key, value in page.attributes if key == "id"]
    assert len(anchors) == page.tags.count("section") > 5
    assert set(anchors) <= {f"#{identity}" for identity in identities}


def test_a_figure_with_nothing_in_it_is_only_named(results, monkeypatch):
    def draw(columns):
        return nothing_to_show("Nobody & nothing", columns=columns)

    figures = figures_of_run(results)
    monkeypatch.setattr(
        "orgsim.report.page.figures_of_run",
        lambda _: [*figures, PageFigure("Levels", "empty", "Empty picture", draw)],
    )
    source = report_page(results)
    assert "Empty picture: Nobody & nothing." in flat(source)
    assert "empty-plot" not in source


def test_user_text_is_escaped_everywhere():
    levels = [{**level, "title": NASTY + level["id"]} for level in ladder(2, 5)]
    described = {"a": {"label": NASTY, "levels": levels}}
    failures = [{"replication": 3, "cause": NASTY}]
    results = Results.from_blocks(
        *plausible(3, 3, described, name=NASTY, command=NASTY, failures=failures),
        {
            **{key: value[:1] for key, value in ASKED.items()},
            "organization": ["a"],
            "note": [NASTY],
        },
    )
    clean = Page(report_page(Results.from_blocks(*plausible(3, 3))))
    for source in (
        report_page(results),
        report_page(compare_results({NASTY: results, NASTY + "b": results}, NASTY)),
    ):
        page = Page(source)
        assert page.tags.count("script") == clean.tags.count("script") == 3
        assert NASTY in "".join(page.text)
        assert "<" not in page.scripts["figures"]  # base64
        drawings(source)


def test_what_was_warned_of_before_the_run_stands_with_what_came_of_it(results):
    told = [{"path": f"organizations.{NASTY}.plan", "message": f"{NASTY} asks for 80 %"}]
    text = flat(report_page(replace(results, manifest=results.manifest | {"warnings": told * 2})))
    assert "Before the run it was warned of 2 contradictions in the rules" in text
    assert f"{NASTY} asks for 80 % organizations.{NASTY}.plan" in text
    one = flat(report_page(replace(results, manifest=results.manifest | {"warnings": told})))
    assert "it was warned of a contradiction in the rules" in one
    assert "warned" not in flat(report_page(results))


def test_failures_are_said(results):
    many = [{"replication": n, "cause": f"ValueError: cause {n}"} for n in range(9)]
    blocks, manifest = tiny()
    text = flat(report_page(Results.from_blocks(blocks, {**manifest, "failures": many})))
    assert "9 replications failed and are left out: replication 0: ValueError: cause 0" in text
    assert "and 4 more" in text
    assert "failed" not in flat(report_page(results))


def test_a_comparison_has_its_differences_in_words_figures_and_numbers():
    base, more = (Results.from_blocks(*plausible(20, 5, promote=p)) for p in (1.0, 1.8))
    comparison = compare_results({"as is": base, "more": more}, "orgsim compare a b")
    source = report_page(comparison)
    text = flat(source)
    for sentence in findings(comparison):
        assert sentence in text
    row = comparison.differences.query(
        "time == 1 and measure == 'title_inflation' and organization == 'startup'"
    ).iloc[0]
    assert f"{row['difference']:+.2f} ({row['low']:.2f} to {row['high']:.2f})" in text
    rate = comparison.differences.query(
        "time == 1 and measure == 'title_grant_rate' and organization == 'startup'"
    ).iloc[0]
    difference, low, high = (f"{100 * rate[each]:.1f}" for each in ("difference", "low", "high"))
    assert f"titles alonemore+{difference} ({low} to {high})per 100 people and year" in text
    assert "orgsim compare a b" in text
    figures = drawings(source)
    assert [name.removesuffix("-plot") for name in figures] == [
        "differences",
        "level-mix-difference",
        "level-mix-compared",
        "level-mix",
        "level-counts",
        "level-pyramid",
        "title-inflation",
    ]


def test_a_run_without_results_still_has_a_page():
    failures = [{"replication": 0, "cause": "boom"}]
    empty = Results.from_blocks([], plausible(1, 1, failures=failures)[1])
    text = flat(report_page(empty))
    assert "No replication was completed" in text
    assert "boom" in text


@pytest.mark.parametrize(("replications", "snapshots"), [(1, 1), (1, 2), (2, 1)])
def test_tiny_runs_have_a_page(replications, snapshots):
    described = {"a": {"label": "A", "levels": ladder(3)}}
    results = Results.from_blocks(*plausible(replications, snapshots, described))
    assert "nan" not in flat(report_page(results)).lower().split()
    dying = Results.from_blocks(*tiny())
    assert "nan" not in flat(report_page(dying)).lower().split()


def test_writing_replaces_the_file_and_leaves_nothing_else(results, tmp_path):
    path = tmp_path / "report.html"
    path.write_text("old")
    assert write_report(results, path) == path
    assert path.read_text(encoding="utf-8")[:3] != "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["report.html"]
    with pytest.raises(OSError, match="missing"):
        write_report(results, tmp_path / "missing" / "report.html")


def test_a_page_of_policies_is_named_after_their_file_and_begins_with_what_differs_most():
    base, more = (Results.from_blocks(*plausible(20, 5, promote=p)) for p in (1.0, 1.8))
    stated = {
        name: replace(each, manifest=each.manifest | {"name": f"Policies: {name}"})
        for name, each in (("as is", base), ("more", more))
    }
    comparison = compare_results(stated, "orgsim compare policies.yaml")
    text = flat(report_page(comparison))
    assert " Policies more against as is; January 2026 to " in text
    finding = differences.drawing(comparison).layout["meta"]["finding"]
    assert 0 < text.index(finding) < text.index(findings(comparison)[0])
    assert "most clearly" in finding
    other = replace(more, manifest=more.manifest | {"name": "Of another file"})
    apart = flat(report_page(compare_results({"as is": base, "more": other}, "orgsim compare a b")))
    assert " more against as is January 2026 to " in apart


def test_rates_that_are_asked_for_are_written_as_the_findings_say_them():
    asked = ASKED | {
        "quantity": ["leaving", "hires through near_pm"],
        "asked": [0.116, 0.25],
        "realised": [0.178, 0.2],
        "q05": [0.15, 0.19],
        "q95": [0.2, 0.26],
        "unit": ["per person-year", "share"],
    }
    told = flat(report_page(Results.from_blocks(*plausible(20, 9), asked)))
    row = r"leaving\s*11\.6\s*17\.8\s*\(15\.0 to 20\.0\)\s*per 100 people and year"
    assert re.search(row, told)
