"""Figures: their data against plain pandas, their titles, colours and text, and tiny results."""

import inspect
import itertools
import subprocess
import sys

import numpy as np
import pytest
from synthetic import ladder, plausible, tiny

import orgsim
from orgsim.plots import (
    CATALOGUE,
    headcount,
    headcount_data,
    level_counts,
    level_counts_data,
    level_mix,
    level_mix_data,
    level_mix_difference,
    level_mix_difference_data,
    title_inflation,
    title_inflation_data,
)
from orgsim.plots.labels import spread_out
from orgsim.plots.panels import Grid
from orgsim.plots.series import key_rows
from orgsim.plots.side_by_side import as_one
from orgsim.plots.theme import level_colour, series_colour, told_apart, wrapped
from orgsim.results import Results, compare_results
from orgsim.results.wording import people

FIGURES = (level_mix, level_counts, headcount, title_inflation)


@pytest.fixture(scope="module")
def results():
    return Results.from_blocks(*plausible(30, 9))


@pytest.fixture(scope="module")
def comparison(results):
    more = Results.from_blocks(*plausible(30, 9, promote=1.6))
    return compare_results({"as is": results, "more": more, "same": results})


def traces(figure, name):
    return [trace for trace in figure.data if trace.name == name]


def test_level_mix_data_is_the_mean_of_shares(results):
    levels = results.levels
    total = levels.groupby(["organization", "replication", "time"], observed=True)[
        "headcount"
    ].transform("sum")
    expected = (
        levels.assign(share=levels["headcount"] / total)
        .groupby(["organization", "level", "date"], observed=True)["share"]
        .agg(["mean", lambda x: x.quantile(0.05)])
    )
    data = level_mix_data(results)
    assert len(data) == len(expected) == 9 * (6 + 8)
    for row in data.itertuples():
        mean, low = expected.loc[(row.organization, row.level, row.date)]
        assert (row.share, row.low) == (pytest.approx(mean), pytest.approx(low))
    sums = data.groupby(["organization", "date"])["share"].sum()
    assert sums.to_numpy() == pytest.approx(1.0)


def test_level_counts_are_mean_numbers_of_people(results):
    by_hand = (
        results.levels.groupby(["organization", "level", "date"], observed=True)["headcount"]
        .agg(["mean", lambda x: x.quantile(0.05), lambda x: x.quantile(0.95)])
        .to_numpy()
    )
    data = level_counts_data(results)
    found = data.set_index(["organization", "level", "date"])[["people", "low", "high"]]
    keys = results.levels.groupby(["organization", "level", "date"], observed=True).size().index
    assert found.loc[keys].to_numpy() == pytest.approx(by_hand)
    assert len(data) == len(keys)


def test_level_counts_stack_up_to_the_headcount_on_a_scale_of_each_organization(results):
    figure = level_counts(results)
    heads = headcount_data(results).groupby("organization", observed=True)["mean"]
    for axis, x in (("yaxis", "x"), ("yaxis2", "x2")):
        own = [each for each in figure.data if each.xaxis == x]
        total = np.sum([each.y for each in own], axis=0)
        name = results.organizations[x == "x2"].id
        assert total == pytest.approx(heads.get_group(name).to_numpy())
        assert figure.layout[axis].range == (0, pytest.approx(1.05 * total.max()))
    data = level_counts_data(results)
    ends = data.groupby(["organization", "level"])["people"].agg(["first", "last"])
    most = (ends["last"] - ends["first"]).abs().groupby("organization").max().max()
    changed = ends[(ends["last"] - ends["first"]).abs() == most].iloc[0]
    assert (
        f"from {people(changed['first'])} to {people(changed['last'])}"
        in (figure.layout.meta["finding"].split(", and for ")[0])
    )


def test_policies_of_one_organization_have_one_scale_of_people(comparison):
    ranges = {}
    figure = level_counts(comparison)
    for number, panel in enumerate(as_one(comparison).organizations, start=1):
        axis = figure.layout["yaxis" if number == 1 else f"yaxis{number}"]
        ranges.setdefault(panel.label.partition(" under ")[0], set()).add(axis.range)
    assert [len(each) for each in ranges.values()] == [1, 1]
    assert len(set.union(*ranges.values())) == 2


def test_headcount_and_inflation_data(results):
    heads = (
        results.levels.groupby(["organization", "replication", "date"], observed=True)["headcount"]
        .sum()
        .groupby(["organization", "date"], observed=True)
        .quantile([0.05, 0.5, 0.95])
        .unstack()
    )
    data = headcount_data(results)
    assert data[["q05", "q50", "q95"]].to_numpy() == pytest.approx(heads.to_numpy())
    levels = results.levels
    sums = (
        levels.assign(ahead=levels["headcount"] * (levels["rank"] - levels["scope"]))
        .groupby(["organization", "replication", "date"], observed=True)[["ahead", "headcount"]]
        .sum()
    )
    ahead = (sums["ahead"] / sums["headcount"]).groupby(["organization", "date"], observed=True)
    data = title_inflation_data(results).set_index(["organization", "date"])
    for name, level in (("q05", 0.05), ("q50", 0.5), ("q95", 0.95)):
        wanted = ahead.quantile(level)
        assert data[name].loc[wanted.index].to_numpy() == pytest.approx(wanted.to_numpy())
    assert data["mean"].loc[wanted.index].to_numpy() == pytest.approx(ahead.mean().to_numpy())
    solo = title_inflation_data(Results.from_blocks(*tiny()))
    assert solo["mean"].tolist() == [pytest.approx((0.5 + 0.5) / 2), pytest.approx(0.5)]


def test_difference_data_are_points_of_the_table_of_differences(comparison):
    data = level_mix_difference_data(comparison)
    table = comparison.differences.query("time == 2 and variant == 'more'")
    row = table.query("measure == 'level_share' and level == 'pm' and organization == 'startup'")
    found = data.query("variant == 'more' and level == 'pm' and organization == 'startup'")
    for column in ("difference", "low", "high"):
        assert found[column].iloc[0] == pytest.approx(100 * row[column].iloc[0])
    startup = data[(data["organization"] == "startup") & (data["variant"] == "more")]
    assert startup["title"].tolist()[:2] == ["Director and above", "Chief Product Officer"]
    assert startup["rank"].is_monotonic_decreasing
    same = data[data["variant"] == "same"]
    assert not same["clear"].any()
    assert (same["difference"] == 0).all()


def test_differences_are_paired_means_of_shares(comparison):
    data = level_mix_difference_data(comparison)
    shares = []
    for name in ("more", "as is"):
        levels = comparison.results[name].levels
        last = levels[levels["time"] == 2.0]
        whole = last.groupby(["organization", "replication"])["headcount"].transform("sum")
        last = last.assign(share=last["headcount"] / whole)
        shares.append(last.set_index(["organization", "level", "replication"])[["share", "rank"]])
    points = 100 * (shares[0]["share"] - shares[1]["share"])
    high = points[shares[0]["rank"] >= 5]
    by_hand = points.groupby(["organization", "level"], observed=True).mean()
    directors = high.groupby(["organization", "replication"], observed=True).sum()
    own = data[data["variant"] == "more"]
    assert len(own) == 6 + 8 + 2
    for row in own.itertuples():
        if row.level is None:
            expected = directors[row.organization].mean()
        else:
            expected = by_hand[row.organization, row.level]
        assert row.difference == pytest.approx(expected)


def test_a_director_has_one_colour_everywhere(results):
    figure = level_mix(results)
    directors = traces(figure, "Director of Product")
    assert len(directors) == 2
    assert {trace.fillcolor for trace in directors} == {level_colour(5, 8, 5)}
    only = {"a": {"label": "A", "levels": ladder(5)}}
    alone = level_mix(Results.from_blocks(*plausible(2, 3, only)))
    assert {trace.fillcolor for trace in alone.data} == {level_colour(5, 8, 5)}


@pytest.mark.parametrize(
    ("top", "director"), [(8, 5), (6, 4), (12, 7), (8, None), (1, None), (3, 1)]
)
def test_ranks_have_colours_that_differ(top, director):
    colours = [level_colour(rank, top, director) for rank in range(1, top + 1)]
    assert len(set(colours)) == top

    def lightness(colour):
        return sum(int(colour[i : i + 2], 16) for i in (1, 3, 5))

    for rank, (low, high) in enumerate(itertools.pairwise(colours), start=1):
        if rank + 1 != director:  # light to dark within each ramp; the boundary jumps back
            assert lightness(low) > lightness(high)


def test_of_two_levels_of_one_rung_one_is_hatched():
    levels = ladder(2, 4, 5)
    levels.insert(1, levels[1] | {"id": "principal", "title": "Principal", "track": "ic"})
    described = {"a": {"label": "A", "levels": levels}}
    figure = level_mix(Results.from_blocks(*plausible(3, 5, described)))
    principal, group = traces(figure, "Principal")[0], traces(figure, "Senior Manager, Product")[0]
    assert principal.fillcolor == group.fillcolor
    assert (principal.fillpattern.shape, group.fillpattern.shape) == ("/", None)
    assert "hatched" in figure.layout.meta["note"]


def test_titles_state_the_finding(results, comparison):
    share = results.summary.query("time == 2 and measure == 'director_share'")
    startup = round(100 * share["mean"].iloc[0])
    assert f"{startup}\u00a0% (" in level_mix(results).layout.title.text
    assert "Startup grows from 8 to" in headcount(results).layout.title.text
    assert "rungs ahead" in title_inflation(results).layout.title.text
    title = level_mix_difference(comparison).layout.title.text.replace("<br>", " ")
    best = level_mix_difference_data(comparison).query("clear and level.isna()")
    largest = best.loc[best["difference"].idxmax()]
    assert f"+{largest['difference']:.1f} points" in title
    assert "95\u00a0% interval" in title


def test_no_difference_is_stated_as_such(results):
    same = level_mix_difference(compare_results({"a": results, "b": results}))
    assert "exactly the same" in same.layout.title.text
    *dots, key = same.data
    assert {str(colour) for trace in dots for colour in trace.marker.color} == {"white"}
    assert key.marker.color == series_colour(0), "a key says whose a dot is, not what it shows"


def test_axes_have_units_and_organizations_their_panels(results, comparison):
    assert level_mix(results).layout.yaxis.title.text == "share of headcount"
    assert headcount(results).layout.yaxis.title.text == "people"
    assert "rungs" in title_inflation(results).layout.yaxis.title.text
    assert level_mix_difference(comparison).layout.xaxis.title.text == "percentage points"
    for columns, side_by_side in ((2, True), (1, False)):
        layout = level_mix(results, columns=columns).layout
        assert (layout.xaxis.domain[1] < layout.xaxis2.domain[0]) is side_by_side


NASTY = "R&D <b>bold</b> <script>alert(1)</script> %{y} " + "very long " * 20


def nasty(count, rungs=(2, 5)):
    levels = [{**level, "title": f"{NASTY}{level['id']}"} for level in ladder(*rungs)]
    return {f"o{i}": {"label": f"{i} {NASTY}", "levels": levels} for i in range(count)}


@pytest.mark.parametrize("count", [1, 3, 7])
@pytest.mark.parametrize("columns", [1, 2])
def test_names_are_escaped_and_wrapped(count, columns):
    results = Results.from_blocks(*plausible(3, 3, nasty(count)))
    comparison = compare_results({NASTY: results, "b" + NASTY: results})
    figures = [draw(results, columns=columns) for draw in FIGURES]
    figures.append(level_mix_difference(comparison, columns=columns))
    for figure in figures:
        shown = [figure.layout.title.text, *(a.text for a in figure.layout.annotations)]
        shown += [trace.name for trace in figure.data if trace.name]
        shown += [label for axis in figure.select_yaxes() for label in axis.ticktext or ()]
        for text in shown:
            assert "<script" not in text
            assert "<b>bold" not in text
            for line in text.split("<br>"):
                assert len(line) < 400
        templates = {trace.hovertemplate for trace in figure.data if trace.hovertemplate}
        assert not any("bold" in template for template in templates)


def test_a_long_title_is_broken_into_lines():
    lines = wrapped("word " * 60, 40).split("<br>")
    assert max(len(line) for line in lines) <= 40
    assert wrapped("x" * 100, 40).count("<br>") == 2
    assert wrapped("", 40) == ""
    assert wrapped("a & b", 40) == "a &amp; b"


def test_a_long_word_is_cut_and_not_left_out():
    assert wrapped("x" * 100, 20, 1) == "x" * 16 + " ..."
    assert wrapped("of " + "x" * 100, 20, 1) == "of " + "x" * 13 + " ..."
    assert wrapped("the Senior Vice President", 20, 1) == "the Senior Vice ..."


@pytest.mark.parametrize(
    "names",
    [
        [f"{'a common beginning ' * 4}{number}" for number in range(9)],
        [f"{number}{' a common end' * 6}" for number in range(9)],
        [f"{'a common beginning ' * 4}{number}{' a common end' * 6}" for number in range(9)],
        [f"{'x' * 90}{number}" for number in range(9)],
    ],
)
@pytest.mark.parametrize(("width", "lines"), [(44, 1), (17, 2)])
def test_long_names_are_told_apart(names, width, lines):
    texts = told_apart(names, width, lines)
    assert len(set(texts)) == 9
    for text in texts:
        assert text.count("<br>") < lines
        assert max(len(line) for line in text.split("<br>")) <= width


def test_panels_of_long_names_have_different_headings():
    label = "The product organization of the subsidiary in"
    described = {
        f"o{number}": {"label": f"{label} country {number}", "levels": ladder(2, 5)}
        for number in range(9)
    }
    results = Results.from_blocks(*plausible(3, 3, described))
    comparison = compare_results({"a": results, "b": results})
    figures = [draw(results) for draw in FIGURES] + [level_mix_difference(comparison)]
    for figure in figures:
        heads = [a.text for a in figure.layout.annotations if "The prod" in a.text]
        assert len(set(heads)) == len(heads) == 9


def with_nobody(organization, count):
    """Organizations of which one has no people at all."""
    described = {
        f"o{number}": {"label": f"Org {number}", "levels": ladder(2, 5)} for number in range(count)
    }
    (block,), manifest = plausible(3, 3, described)
    levels = block["levels"]
    theirs = levels["organization"] == organization
    for name, values in levels.items():
        if name in {"scope", "skill", "time_in_level", "time_to_promotion"}:
            values[theirs] = np.nan
        elif name not in {"replication", "organization", "time", "level"}:
            values[theirs] = 0
    return Results.from_blocks([block], manifest)


@pytest.mark.parametrize("count", [2, 5])
def test_the_panel_of_an_empty_organization_says_so(count):
    results = with_nobody(1, count)
    for draw in FIGURES[:2] if count <= 4 else FIGURES:
        notes = [a for a in draw(results).layout.annotations if "nobody is employed" in a.text]
        assert [note.xref for note in notes] == ["x2 domain"]
    figure = level_mix_difference(compare_results({"a": results, "b": results}))
    notes = [a for a in figure.layout.annotations if "nobody is there" in a.text]
    assert [note.xref for note in notes] == ["x2 domain"]


def test_people_are_marked_in_whole_numbers():
    empty = headcount(with_nobody(0, 1)).layout.yaxis
    assert (empty.range, empty.dtick) == ((0, 1), 1)
    assert headcount(Results.from_blocks(*plausible(3, 3))).layout.yaxis.nticks == 6


@pytest.mark.parametrize("rungs", [(5,), (1, 2, 3, 4, 5, 6, 7, 8)])
@pytest.mark.parametrize(("replications", "snapshots"), [(1, 1), (1, 4), (4, 1), (4, 4)])
@pytest.mark.parametrize("director_rank", [5, None])
def test_every_shape_of_result_draws(rungs, replications, snapshots, director_rank):
    described = {"a": {"label": "A", "levels": ladder(*rungs)}}
    results = Results.from_blocks(
        *plausible(replications, snapshots, described, director_rank=director_rank)
    )
    for draw in FIGURES:
        figure = draw(results)
        assert len(figure.data) > 0
        assert "nan" not in figure.layout.title.text
    if snapshots > 1:  # at the start alone there is nothing to compare
        figure = level_mix_difference(compare_results({"a": results, "b": results}))
        assert len(figure.data) > 0


def test_an_empty_result_says_why_there_is_nothing():
    results = Results.from_blocks([], plausible(1, 1)[1])
    for draw in FIGURES:
        figure = draw(results)
        assert len(figure.data) == 0
        assert figure.layout.title.text
    assert "No replication was completed" in level_mix(results).layout.title.text


def test_an_organization_that_dies_out_is_drawn_to_its_end():
    (block,), manifest = tiny()
    results = Results.from_blocks([block], manifest)
    only = {
        name: {column: v[raw["replication"] == 1] if len(v) else v for column, v in raw.items()}
        for name, raw in block.items()
    }
    for each in (results, Results.from_blocks([only], manifest)):
        for draw in FIGURES:
            assert draw(each).layout.title.text
    assert "nobody is left" in level_mix(Results.from_blocks([only], manifest)).layout.title.text


def test_twenty_levels_keep_their_labels_apart():
    levels = [
        {"id": f"l{i}", "title": f"Level number {i}", "rank": i, "track": "ic"}
        for i in range(1, 21)
    ]
    results = Results.from_blocks(*plausible(3, 3, {"a": {"label": "A", "levels": levels}}))
    places = sorted(a.y for a in level_mix(results).layout.annotations if a.xref == "x")
    assert len(places) > 8
    assert np.diff(places).min() > 0.04
    assert places[0] >= 0
    assert places[-1] <= 1


def test_labels_are_spread_within_the_scale():
    placed = spread_out([0.9, 0.95, 0.99, 1.0], [0.1] * 4, 1.0)
    assert placed == pytest.approx([0.65, 0.75, 0.85, 0.95])
    placed = spread_out([0.0, 0.0, 0.7], [0.2, 0.2, 0.2], 1.0)
    assert placed == pytest.approx([0.1, 0.3, 0.7])


@pytest.mark.parametrize("count", [1, 2, 3, 8])
@pytest.mark.parametrize("columns", [1, 2, 3])
@pytest.mark.parametrize("heights", [(), (100, 300, 200, 100, 100, 500, 80, 90)])
def test_panels_do_not_overlap(count, columns, heights):
    grid = Grid([""] * count, columns, heights=heights[:count])
    boxes = [grid.domain(position) for position in range(count)]
    for (x, y), (other_x, other_y) in itertools.combinations(boxes, 2):
        assert x[1] <= other_x[0] or other_x[1] <= x[0] or y[1] < other_y[0] or other_y[1] < y[0]
    for x, y in boxes:
        assert 0 <= x[0] < x[1] <= 1
        assert 0 <= y[0] < y[1] <= 1


def test_a_row_is_as_high_as_its_highest_panel_and_a_lower_one_ends_above():
    grid = Grid([""] * 3, 2, heights=(100, 300, 200))
    pixels = grid.height - 48  # without what is below the panels
    edges = [[round(pixels * (1 - y)) for y in grid.domain(each)[1]] for each in range(3)]
    assert [bottom - top for bottom, top in edges] == [100, 300, 200]
    assert edges[0][1] == edges[1][1] == 0
    assert edges[2][1] == edges[1][0] + 78


def test_a_key_has_the_rows_that_its_names_need():
    assert key_rows(["a", "b"], 1) == 1
    assert key_rows(["twenty characters ..."] * 3, 1) == 3
    assert key_rows(["twenty characters ..."] * 3, 2) == 2
    assert key_rows(["x" * 200] * 2, 1) == 2


def test_only_what_a_figure_needs_is_imported():
    program = (
        "import sys\n"
        "import orgsim.report\n"
        "from orgsim.plots.theme import nothing_to_show\n"
        "print('plotly.graph_objects' in sys.modules)\n"
        "nothing_to_show('Nobody', columns=2).figure()\n"
        "print('plotly.graph_objects' in sys.modules, 'plotly.express' in sys.modules)\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.split() == ["False", "True", "False"]


def test_importing_figures_loads_neither_drawing_nor_simulating():
    heavy = (
        "plotly", "scipy.stats", "scipy.optimize", "simpy", "dask", "distributed", "rich",
        "kaleido", "ruamel.yaml", "pydantic", "orgsim.scenario", "orgsim.simulation",
        "orgsim.experiment", "orgsim.report",
    )  # fmt: skip
    program = (
        f"import sys, orgsim.plots\nprint([name for name in {heavy!r} if name in sys.modules])\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == "[]"


def test_every_figure_has_a_file_with_its_data_and_its_drawing():
    """From tidy frames to data, from that to a Figure; of a run, a comparison or a sweep alone."""
    for name, entry in CATALOGUE.items():
        home = sys.modules[f"orgsim.plots.{name}"]
        assert getattr(home, f"{name}_data").__module__ == home.__name__
        first = next(iter(inspect.signature(entry.draw).parameters.values()))
        assert first.name in {"results", "comparison", "sweep"}
        assert "DataFrame" in str(
            inspect.signature(getattr(home, f"{name}_data")).return_annotation
        )
        assert "Figure" in str(inspect.signature(entry.draw).return_annotation)


def test_what_was_done_to_an_organization_is_marked_on_its_day():
    blocks, manifest = plausible(5, 9)
    marks = [["2027-01-01", "layoff, hiring freeze"], ["2027-07-01", "thaw"], ["2099-01-01", "x"]]
    manifest["organizations"]["startup"]["marks"] = marks
    figure = headcount(Results.from_blocks(blocks, manifest))
    assert [(str(each.x0), each.xref) for each in figure.layout.shapes] == [
        ("2027-01-01", "x"),
        ("2027-07-01", "x"),
    ]
    words = [each.text for each in figure.layout.annotations]
    assert "layoff, hiring freeze" in words
    assert "thaw" in words
    assert "x" not in words


def test_the_catalogue_names_every_figure():
    names = {name.removesuffix("_data") for name in orgsim.plots.__all__ if name.endswith("_data")}
    assert set(CATALOGUE) == names
    for name, entry in CATALOGUE.items():
        assert entry.draw is getattr(orgsim.plots, name)
        assert entry.draw.__module__ == f"orgsim.plots.{name}"
        assert entry.question.endswith("?")
        assert entry.takes("columns")
        assert not entry.takes("colours")
