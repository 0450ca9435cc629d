"""The level pyramid: its numbers against plain pandas, its slider, and tiny results."""

import numpy as np
import pandas as pd
import pytest
from synthetic import ladder, plausible, tiny

from orgsim.plots import level_pyramid, level_pyramid_data
from orgsim.plots.level_pyramid import _finding
from orgsim.plots.moments import told_moments
from orgsim.plots.theme import says_why_not
from orgsim.results import Results


@pytest.fixture(scope="module")
def results():
    return Results.from_blocks(*plausible(30, 9))


def shares_by_hand(results):
    levels = results.levels
    keys = ["organization", "replication", "date"]
    whole = levels.groupby(keys, observed=True)["headcount"].transform("sum")
    return levels.assign(share=levels["headcount"] / whole)


def test_the_data_are_shares_with_their_quantiles(results):
    by_hand = shares_by_hand(results).groupby(["organization", "date", "level"], observed=True)
    data = level_pyramid_data(results)
    assert len(data) == 9 * (6 + 8)
    for row in data.itertuples():
        own = by_hand.get_group((row.organization, row.date, row.level))
        assert row.share == pytest.approx(own["share"].mean())
        assert row.headcount == pytest.approx(own["headcount"].mean())
        for name, level in (("q05", 0.05), ("q25", 0.25), ("q75", 0.75), ("q95", 0.95)):
            assert getattr(row, name) == pytest.approx(own["share"].quantile(level))


def coloured(figure):
    return [trace for trace in figure.data if trace.type == "bar"][1::2]


def test_it_shows_the_day_asked_for_beside_the_start(results):
    data = level_pyramid_data(results)
    figure = level_pyramid(results, date="2027-05-01")  # a month after a snapshot
    start, then = figure.data[0], coloured(figure)[0]
    own = data[data["organization"] == "startup"]
    on = own[own["date"] == "2027-04-01"]
    assert list(then.x) == pytest.approx(on["share"].tolist(), abs=1e-4)
    assert [-x for x in start.x] == pytest.approx(own.head(6)["share"].tolist())
    assert "April 2027" in figure.layout.sliders[0].steps[figure.layout.sliders[0].active].label
    assert any("Apr 2027" in each.text for each in figure.layout.annotations)
    with pytest.raises(ValueError, match="2025-01-01 is before the first snapshot, 2026-01-01"):
        level_pyramid(results, date="2025-01-01")


def test_each_place_of_the_slider_is_the_figure_of_that_day(results):
    figure = level_pyramid(results)
    steps = figure.layout.sliders[0].steps
    assert len(steps) == 9
    for step in steps:
        day = pd.Timestamp(step.label)
        alone = level_pyramid(results, date=day)
        changed, layout, traces = step.args
        for number, trace in enumerate(traces):
            shown = alone.data[trace]
            assert list(changed["x"][number]) == list(shown.x)
            assert changed["text"][number] == (None if shown.text is None else list(shown.text))
            hover = None if shown.hovertext is None else list(shown.hovertext)
            assert changed["hovertext"][number] == hover
        for name, text in layout.items():
            place = int(name.removeprefix("annotations[").removesuffix("].text"))
            assert alone.layout.annotations[place].text == text


def test_the_title_tells_the_widest_level(results):
    data = level_pyramid_data(results)
    last = data[(data["date"] == data["date"].max()) & (data["organization"] == "startup")]
    widest = last.loc[last["share"].idxmax()]
    title = figure_title(level_pyramid(results))
    assert f"at Startup is {widest['title']} with {100 * widest['share']:.0f} % (" in title


def figure_title(figure):
    return figure.layout.meta["finding"]


def test_of_many_organizations_the_title_says_where_which_level_is_the_widest():
    day = pd.to_datetime(["2026-01-01", "2031-01-01"])
    shares = {"as is": (0.4, 0.3), "more": (0.4, 0.3), "less": (0.4, 0.6)}  # of PMs; the rest above
    rows = [
        {"organization": name, "label": name, "date": day[at], "time": 5.0 * at}
        | {"level": level, "title": title, "share": share, "q05": share, "q95": share}
        for name, (start, end) in shares.items()
        for at, pms in enumerate((1.0 - start, end))
        for level, title, share in (("pm", "PM", pms), ("senior", "Senior PM", 1.0 - pms))
    ]
    assert _finding(pd.DataFrame(rows), day[1]) == (
        "After 5 years the widest level is Senior PM at 2 of the 3 and PM at less; "
        "at the start it was PM at all 3."
    )


@pytest.mark.parametrize("snapshots", [1, 2, 3, 12, 13, 14, 37, 41, 42, 121, 521])
def test_the_slider_has_a_dozen_days_and_both_ends(snapshots):
    dates = pd.date_range("2026-01-01", periods=snapshots, freq="MS")
    days = told_moments(dates, dates[-1])
    assert days[0] == dates[0]
    assert days[-1] == dates[-1]
    assert min(snapshots, 7) <= len(days) <= 13
    if snapshots > 1:
        middle = dates[snapshots // 2]
        assert middle in told_moments(dates, middle)


@pytest.mark.parametrize("rungs", [(5,), (1, 2, 3, 4, 5, 6, 7, 8)])
@pytest.mark.parametrize(("replications", "snapshots"), [(1, 1), (1, 4), (4, 1), (4, 4)])
def test_every_shape_of_result_draws(rungs, replications, snapshots):
    described = {"a": {"label": "A", "levels": ladder(*rungs)}}
    results = Results.from_blocks(*plausible(replications, snapshots, described))
    figure = level_pyramid(results)
    assert len(coloured(figure)[0].x) == len(rungs)
    assert "nan" not in figure_title(figure)
    assert bool(figure.layout.sliders) == (snapshots > 1)


def test_who_died_out_is_drawn_and_nothing_says_why():
    (block,), manifest = tiny()
    only = {
        name: {column: v[raw["replication"] == 1] if len(v) else v for column, v in raw.items()}
        for name, raw in block.items()
    }
    assert "nobody is left" in figure_title(level_pyramid(Results.from_blocks([only], manifest)))
    nothing = level_pyramid(Results.from_blocks([], plausible(1, 1)[1]))
    assert says_why_not(nothing) == "No replication was completed"
    nobody = {name: dict(raw) for name, raw in block.items()}
    for name, values in nobody["levels"].items():
        if values.dtype.kind == "f" and name != "time":
            nobody["levels"][name] = values * np.nan
        elif name not in {"replication", "organization", "time", "level"}:
            nobody["levels"][name] = values * 0
    for name in ("person_years", "cost", "lost_to_poor"):
        nobody["levels"][name] = np.zeros(8)
    reason = says_why_not(level_pyramid(Results.from_blocks([nobody], manifest)))
    assert reason == "Nobody was there to hold a title"
