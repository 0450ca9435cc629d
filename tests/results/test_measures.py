"""Measures against numbers worked out by hand and against plain pandas."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from synthetic import ladder, plausible, tiny

from orgsim.results import (
    MEASURES,
    ConservationError,
    Results,
    read_organizations,
)
from orgsim.results.measures import over_replications
from orgsim.results.panel import FLOWS
from orgsim.results.rates import whole_horizon


@pytest.fixture(scope="module")
def solo():
    return Results.from_blocks(*tiny())


def value(results, measure, replication, when, level=None):
    table = results.measures()
    rows = table[
        (table["measure"] == measure)
        & (table["replication"] == replication)
        & (table["time"] == when)
        & (table["level"].isna() if level is None else table["level"] == level)
    ]
    assert len(rows) == 1
    return float(rows["value"].iloc[0])


@pytest.mark.parametrize(
    ("measure", "level", "at_start", "at_end"),
    [
        ("headcount", None, 4, 4),
        ("headcount", "pm", 3, 2),
        ("level_share", "director", 0.25, 0.5),
        ("director_share", None, 0.25, 0.5),
        ("title_inflation", None, (3 * 0 + 1 * 2) / 4, (2 * 0 + 2 * 1) / 4),
        ("inflated_share", None, 0.25, 0.25),
        ("stretch", None, (3 * -0.5 + 0) / 4, (2 * 0 + 2 * 1) / 4),
        ("skill", None, (3 * 2.5 + 3) / 4, (2 * 2 + 2 * 3) / 4),
        ("promotion_rate", None, np.nan, 1 / 4),
        ("title_grant_rate", None, np.nan, 0),
        ("attrition", None, np.nan, 1 / 4),
        ("layoff_rate", None, np.nan, 0),
        ("relevel_rate", None, np.nan, 0),
        ("effectiveness", None, (6 * 0.9 + 3 * 0.5) / 9, (4 * 0.8 + 8 * 0.4) / 12),
        ("poor_share", None, 1 / 4, 2 / 4),
        ("lost_per_poor_performer", None, 1.2 / 9, 2.4 / 12 / 2),
        ("relevel", None, np.nan, -2),
        ("hires_from_market", None, np.nan, 1),
        ("rating", None, (3 * 3 + 4) / 4, (2 * 2.5 + 4) / 3),
        ("let_go_rate", None, np.nan, 1 / 4),
        ("payroll", None, 3 * 90 + 200, 2 * 100 + 2 * 190),
        ("pay_gap", None, 0.3 / 4, (0.4 + 0.2) / 4),
        ("cost", None, 0, 550),
        ("cumulated_cost", None, 0, 550),
        ("internal_fill_rate", None, np.nan, 1 / 2),
        ("internal_fill_rate", "pm", np.nan, 0),
        ("internal_fill_rate", "director", np.nan, 1),
        ("chain_length", None, np.nan, 2),
        ("managers", None, 1, 2),
        ("span_of_control", None, 3, 3 / 2),
        ("open_requisitions", None, 1, 0),
        ("open_requisitions", "director", 0, 0),
        ("cancelled_requisitions", None, 0, 1),
        ("cancelled_requisitions", "pm", 0, 1),
    ],
)
def test_measures_worked_out_by_hand(solo, measure, level, at_start, at_end):
    assert value(solo, measure, 0, 0.0, level) == pytest.approx(at_start, nan_ok=True)
    assert value(solo, measure, 0, 1.0, level) == pytest.approx(at_end, nan_ok=True)


def test_without_managers_there_is_no_span_of_control(solo):
    assert value(solo, "managers", 1, 0.0) == 0
    assert np.isnan(value(solo, "span_of_control", 1, 0.0))


def test_a_title_alone_is_no_promotion_and_fills_no_position():
    (block,), manifest = tiny()
    levels = block["levels"]
    for way in ("in", "out"):
        levels[f"title_grants_{way}"] = levels[f"promotions_{way}"]
        levels[f"promotions_{way}"] = np.zeros(8, int)
    titles_alone = Results.from_blocks([block], manifest)
    assert value(titles_alone, "internal_fill_rate", 0, 1.0) == 0
    assert value(titles_alone, "promotion_rate", 0, 1.0) == 0
    assert value(titles_alone, "title_grant_rate", 0, 1.0) == 1 / 4


def test_a_mean_time_to_promotion_counts_people_and_not_snapshots():
    """One who waited for a year, then three who waited for two; a snapshot of nobody between."""
    shape = (1, 3, 1)
    columns = {name: np.zeros(shape, dtype=np.int64) for name in FLOWS}
    columns["person_years"] = np.ones(shape)
    columns["promotions_out"] = np.array([1, 0, 3]).reshape(shape)
    columns["time_to_promotion"] = np.array([1.0, np.nan, 2.0]).reshape(shape)
    rates = whole_horizon(SimpleNamespace(columns=columns))
    assert rates.time_to_promotion.tolist() == [7 / 4]


def test_a_mean_rating_is_one_over_people():
    """Two PMs with a 3 on average and one Director with a 5."""
    (block,), manifest = tiny()
    levels = block["levels"]
    levels["rated"] = np.array([0, 0, 2, 1, 0, 0, 0, 0])
    levels["rating"] = np.array([np.nan, np.nan, 3.0, 5.0, *[np.nan] * 4])
    assert value(Results.from_blocks([block], manifest), "rating", 0, 1.0) == (2 * 3 + 5) / 3


def test_an_empty_organization_has_no_shares_but_a_headcount(solo):
    assert value(solo, "headcount", 1, 1.0) == 0
    assert np.isnan(value(solo, "director_share", 1, 1.0))
    assert np.isnan(value(solo, "title_inflation", 1, 1.0))
    # one person for half of the year on average, who left
    assert value(solo, "attrition", 1, 1.0) == pytest.approx(1 / 0.5)


def test_rates_are_per_year_whatever_the_interval():
    (block,), manifest = tiny()
    block["levels"]["time"] = block["levels"]["time"] / 2
    block["levels"]["person_years"] = block["levels"]["person_years"] / 2
    half = Results.from_blocks([block], manifest)
    assert value(half, "promotion_rate", 0, 0.5) == pytest.approx(1 / (4 * 0.5))
    assert value(half, "attrition", 1, 0.5) == pytest.approx(1 / (0.5 * 0.5))


def row(results, measure, when, level=None):
    table = results.summary
    rows = table[
        (table["measure"] == measure)
        & (table["time"] == when)
        & (table["level"].isna() if level is None else table["level"] == level)
    ]
    assert len(rows) == 1
    return rows.iloc[0]


def test_summary_leaves_out_replications_in_which_a_measure_is_undefined(solo):
    both = row(solo, "director_share", 0.0)
    assert (both["mean"], both["replications"]) == (0.125, 2)
    assert both["standard_error"] == pytest.approx(0.125)  # sd 0.25/sqrt(2), over sqrt(2)
    assert both["q05"] == pytest.approx(0.0125)
    one = row(solo, "director_share", 1.0)
    assert (one["mean"], one["replications"], one["q95"]) == (0.5, 1, 0.5)
    assert np.isnan(one["standard_error"])
    assert row(solo, "headcount", 1.0, "pm")["q50"] == 1.0
    none = row(solo, "promotion_rate", 0.0)
    assert none["replications"] == 0
    assert np.isnan(none["mean"])
    assert np.isnan(none["q50"])


def test_summary_agrees_with_pandas():
    results = Results.from_blocks(*plausible(replications=23, snapshots=6))
    long = results.measures()
    grouped = long.groupby(
        ["organization", "time", "measure", "level"], observed=True, dropna=False
    )
    expected = grouped["value"].agg(
        mean="mean",
        standard_error="sem",
        q05=lambda x: x.quantile(0.05),
        q75=lambda x: x.quantile(0.75),
        replications="count",
    )
    assert len(expected) == len(results.summary)
    summary = results.summary.astype({"level": object, "measure": object, "organization": object})
    found = summary.set_index(["organization", "time", "measure", "level"])
    expected = expected.reset_index().astype(
        {"level": object, "measure": object, "organization": object}
    )
    for _, line in expected.iterrows():
        key = found.loc[[(line.organization, line.time, line.measure, line.level)]].iloc[0]
        for column in ("mean", "standard_error", "q05", "q75", "replications"):
            assert key[column] == pytest.approx(line[column], nan_ok=True, abs=1e-12)


def test_measures_agree_with_pandas_on_the_levels_table():
    results = Results.from_blocks(*plausible(replications=4, snapshots=5))
    levels = results.levels
    levels["gap"] = (levels["rank"] - levels["scope"]).fillna(0) * levels["headcount"]
    groups = levels.groupby(["organization", "replication", "time"], observed=True)
    expected = groups["gap"].sum() / groups["headcount"].sum()
    found = results.measures().query("measure == 'title_inflation'")
    assert found["value"].to_numpy() == pytest.approx(expected.to_numpy())
    directors = (
        levels[levels["rank"] >= 5]
        .groupby(["organization", "replication", "time"], observed=True)["headcount"]
        .sum()
    )
    found = results.measures().query("measure == 'director_share'")
    assert found["value"].to_numpy() == pytest.approx(
        (directors / groups["headcount"].sum()).to_numpy()
    )


def test_without_a_director_on_the_reference_ladder_there_is_no_share_of_them():
    blocks, manifest = tiny()
    results = Results.from_blocks(blocks, {**manifest, "director_rank": None})
    assert set(MEASURES) - set(results.summary["measure"].unique()) == {"director_share"}


def test_without_reviews_and_pay_there_are_no_measures_of_them():
    blocks, manifest = plausible(replications=2, snapshots=2)
    of_them = {
        "relevel",
        "hires_from_market",
        "rating",
        "let_go_rate",
        "payroll",
        "pay_gap",
        "cost",
        "cumulated_cost",
    }
    found = set(Results.from_blocks(blocks, manifest).summary["measure"].unique())
    assert set(MEASURES) - found == of_them


def test_order_of_the_summary():
    results = Results.from_blocks(*plausible(replications=2, snapshots=2))
    first = results.summary[results.summary["time"] == 0].head(7)
    assert first["measure"].tolist() == ["headcount"] * 7
    assert first["level"].tolist()[1:] == ["apm", "pm", "senior_pm", "director", "vp", "cpo"]
    assert results.summary["organization"].cat.codes.is_monotonic_increasing
    assert results.summary["organization"].tolist()[0] == "startup"


def test_quantiles_are_numpys():
    values = np.random.default_rng(1).normal(size=(37, 5))
    values[:30, 2] = np.nan
    values[:, 3] = np.nan
    found = over_replications(values)
    for name, level in (("q05", 0.05), ("q25", 0.25), ("q50", 0.5), ("q75", 0.75), ("q95", 0.95)):
        expected = [
            np.quantile(c[~np.isnan(c)], level) if (~np.isnan(c)).any() else np.nan
            for c in values.T
        ]
        assert found[name] == pytest.approx(expected, nan_ok=True)
    assert found["replications"].tolist() == [37, 37, 7, 0, 37]


@pytest.mark.parametrize(
    ("column", "place", "said"),
    [
        (
            "headcount",
            3,
            (
                "replication 0, organization solo, level director, 2027-01-01: "
                "headcount is 3, but 1 before and the flows since then make 2"
            ),
        ),
        ("hires", 6, "replication 1, organization solo, level pm"),
        ("exits", 3, "replication 0, organization solo, level director"),
        ("title_grants_in", 6, "replication 1"),
        ("inflated", 4, None),
        ("inflated", 5, "replication 1, organization solo, level director, 2026-01-01: more"),
    ],
)
def test_a_planted_violation_is_found_and_named(column, place, said):
    (block,), manifest = tiny()
    block["levels"][column] = block["levels"][column].copy()
    block["levels"][column][place] += 1
    if said is None:  # one of one may well be inflated
        Results.from_blocks([block], manifest)
        return
    with pytest.raises(ConservationError, match=said):
        Results.from_blocks([block], manifest)


@pytest.mark.parametrize("kind", ["promotions", "title_grants", "relevels"])
def test_a_promotion_that_arrives_nowhere_is_found(kind):
    (block,), manifest = tiny()
    levels = block["levels"]
    levels[f"{kind}_out"][6] = 1  # the PM who left is counted as promoted instead ...
    levels["exits"][6] = 0
    with pytest.raises(
        ConservationError, match=f"1 {kind.replace('_', ' ')} left a level, but 0 arrived"
    ):
        Results.from_blocks([block], manifest)


def test_a_missing_row_is_noticed():
    (block,), manifest = tiny()
    short = {name: values[:-1] for name, values in block["levels"].items()}
    with pytest.raises(ValueError, match="one row for every"):
        Results.from_blocks([{**block, "levels": short}], manifest)
    swapped = {name: values.copy() for name, values in block["levels"].items()}
    swapped["level"][2:4] = 0
    with pytest.raises(ValueError, match="one row for every"):
        Results.from_blocks([{**block, "levels": swapped}], manifest)


def test_one_level_one_replication_one_snapshot():
    organizations = {"solo": {"label": "Solo", "levels": ladder(3)}}
    results = Results.from_blocks(*plausible(1, 1, organizations))
    assert row(results, "level_share", 0.0, "senior_pm")["mean"] == 1.0
    assert isinstance(results.summary, pd.DataFrame)
    assert read_organizations(results.manifest)[0].label == "Solo"
