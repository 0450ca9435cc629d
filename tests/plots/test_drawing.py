"""Drawings: what goes to a page is what plotly makes of it, and plotly knows every property."""

import base64
import json
import re

import numpy as np
import pandas as pd
import pytest
from synthetic import plausible

from orgsim.plots import CATALOGUE
from orgsim.plots.catalogue import COMPARISON, RUN
from orgsim.plots.drawing import Drawing
from orgsim.plots.theme import axis
from orgsim.report.compact import compact
from orgsim.results import Results, compare_results


@pytest.fixture(scope="module")
def comparison():
    base, more = (Results.from_blocks(*plausible(12, 5, promote=rate)) for rate in (1.0, 1.8))
    return compare_results({"as is": base, "more": more})


def unpacked(value):
    """What plotly.js reads: columns as numbers, dates without midnight, nothing that is unset."""
    if isinstance(value, dict) and "bdata" in value:
        numbers = np.frombuffer(base64.b64decode(value["bdata"]), f"<{value['dtype']}")
        shape = [int(each) for each in value.get("shape", "-1").split(",")]
        return unpacked(numbers.astype(float).reshape(shape).tolist())
    if isinstance(value, dict):
        parts = {key: unpacked(each) for key, each in value.items()}
        return {key: part for key, part in parts.items() if part not in (None, {})}
    if isinstance(value, list):
        return [unpacked(each) for each in value]
    if isinstance(value, float):
        return None if np.isnan(value) else pytest.approx(value, rel=1e-6, abs=1e-9)
    if isinstance(value, str):
        day = re.sub(r"^(\d{4}-\d\d-\d\d)T00:00:00(\.0+)?$", r"\1", value)
        return re.sub(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)\.\d+$", r"\1", day)
    return value


def check(entry, found, columns):
    drawing = entry.draw.drawing(found, columns=columns)
    by_plotly = json.loads(entry.draw(found, columns=columns).to_json())
    ours = {"data": drawing.traces, "layout": drawing.whole_layout()}
    assert unpacked(compact(ours)) == unpacked(by_plotly)


@pytest.mark.parametrize("name", [each.name for each in CATALOGUE.values() if RUN in each.of])
def test_a_page_shows_of_a_run_what_plotly_knows(growing_up, name):
    for columns in (1, 2):
        check(CATALOGUE[name], growing_up, columns)


@pytest.mark.parametrize(
    "name", [each.name for each in CATALOGUE.values() if COMPARISON in each.of]
)
def test_a_page_shows_of_a_comparison_what_plotly_knows(comparison, name):
    check(CATALOGUE[name], comparison, 2)


def test_a_property_that_plotly_does_not_know_is_refused():
    drawing = Drawing()
    drawing.add_scatter(x=[1], y=[1], colour="red")
    with pytest.raises(ValueError, match="colour"):
        drawing.figure()


def test_panels_with_the_same_axis_have_titles_of_their_own():
    drawing = Drawing()
    shared = axis(range=[0, 1])
    for name in ("y", "y2"):
        drawing.add_axis(name, shared)
    drawing.title_axis("y2", "people")
    assert drawing.layout["yaxis2"]["title"]["text"] == "people"
    assert "text" not in drawing.layout["yaxis"]["title"]


def test_a_figure_of_another_kind_of_result_says_of_which_it_is_drawn(growing_up):
    with pytest.raises(TypeError, match=r"^differences is drawn of Comparison, got Results$"):
        CATALOGUE["differences"].draw(growing_up)
    with pytest.raises(TypeError, match=r"^level_mix is drawn of Results or Comparison, got int$"):
        CATALOGUE["level_mix"].draw(5)


def test_of_a_mapping_only_what_is_named_changes():
    drawing = Drawing()
    drawing.update_layout(margin={"l": 1, "r": 2}, height=3)
    drawing.update_layout(margin={"r": 4})
    assert drawing.layout == {"margin": {"l": 1, "r": 4}, "height": 3}


def test_columns_are_packed_as_small_as_they_show_the_same():
    for values, stated in (
        (pd.Series([1.5, np.nan]), "f4"),
        (np.array([-128, 127]), "i1"),
        (np.array([128]), "i2"),
        (np.array([-40_000]), "i4"),
        (np.array([2**40]), "f4"),
    ):
        packed = compact(values)
        assert packed["dtype"] == stated
        found = np.frombuffer(base64.b64decode(packed["bdata"]), f"<{stated}")
        assert found == pytest.approx(np.asarray(values), nan_ok=True)
    assert compact(np.zeros((3, 2)))["shape"] == "3, 2"


def test_what_is_not_a_column_of_numbers_is_written_out():
    days = pd.Series(pd.to_datetime(["2026-01-01 00:00", "2026-07-01 06:00"]))
    assert compact(days) == ["2026-01-01", "2026-07-01T06:00:00"]
    assert compact([days[0], np.float64(1 / 3), np.int64(2), float("nan"), None, True]) == [
        "2026-01-01",
        0.3333333,
        2,
        None,
        None,
        True,
    ]
    assert compact(np.array(["a", None], object)) == ["a", None]
    assert compact(np.array([])) == []
