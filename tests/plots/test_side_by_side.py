"""Figures of a run drawn of a comparison: each organization under each policy."""

import re

import numpy as np
import pandas as pd
import pytest

import orgsim
from orgsim import plots
from orgsim.plots import level_mix, level_pyramid, promotion_cycles, title_inflation
from orgsim.plots.catalogue import CATALOGUE, COMPARISON, RUN
from orgsim.plots.series import Series
from orgsim.plots.side_by_side import as_one, organization_colour
from orgsim.plots.theme import BASELINE, says_why_not
from orgsim.results import compare_results

OF_BOTH = [
    name
    for name, entry in CATALOGUE.items()
    if {RUN, COMPARISON} <= set(entry.of) and name != "time_to_promotion"
]

_PLACES = ["organization", "label", "origin", "origin_label"]
"""What organizations are called, which is not the same side by side."""


@pytest.fixture(scope="module")
def comparison():
    found = {
        name: orgsim.run(orgsim.load_scenario("scenarios/pay_bands.yaml", changes), 3, workers=1)
        for name, changes in (
            ("as is", ["horizon=2 years"]),
            ("more", ["horizon=2 years", "organizations.every_year.promotion.budget.share=14%"]),
        )
    }
    return compare_results(found, labels={"more": "twice as many"})


def test_each_policy_has_what_its_own_run_shows(comparison):
    one = as_one(comparison)
    assert [part.result for part in one.parts.values()] == ["as is", "more"] * 2
    for name in OF_BOTH:
        of = getattr(plots, f"{name}_data")
        data = of(comparison)
        for here, part in one.parts.items():
            alone = of(comparison.results[part.result])
            found, wanted = (
                each[each["organization"] == organization]
                .drop(columns=_PLACES, errors="ignore")
                .reset_index(drop=True)
                for each, organization in ((data, here), (alone, part.organization))
            )
            pd.testing.assert_frame_equal(
                found.astype(object), wanted.astype(object), check_dtype=False, obj=name
            )


def test_panels_name_organization_and_policy(comparison):
    for draw in (level_mix, level_pyramid, promotion_cycles):
        heads = [note.text for note in draw(comparison).layout.annotations]
        assert "<b>Every year under twice as many</b>" in heads
        assert sum(" under as is</b>" in each for each in heads) == 2


def test_lines_have_the_colours_of_policies_and_the_baseline_is_grey(comparison):
    one = as_one(comparison)
    as_elsewhere = Series(list(comparison.results), comparison.baseline)
    for organization in one.organizations:
        policy = one.parts[organization.id].result
        assert organization_colour(one, organization) == as_elsewhere.colour(policy)
    lines = [trace for trace in promotion_cycles(comparison).data if trace.mode == "lines"]
    grey = [trace for trace in lines if trace.line.color == BASELINE]
    # The baseline itself, and behind each other policy that has cycles.
    assert sum(trace.line.width == 2.2 for trace in grey) == 2
    behind = [trace for trace in grey if trace.line.width == 1.6]
    assert len(behind) == 2
    own = plots.promotion_cycles_data(comparison.results["as is"])
    own = own[own["organization"] == "every_year"]
    assert np.array_equal(behind[0].y, own["q50"])
    assert "Grey: under as is." in promotion_cycles(comparison).layout.meta["note"]


def test_titles_tell_of_policies(comparison):
    mix = level_mix(comparison).layout.meta["finding"]
    assert re.search(r"at Every (four )?years? under .* \(the most of 4\), against", mix)
    data = plots.promotion_cycles_data(comparison)
    swing = data.groupby("organization")["mean"].agg(lambda mean: mean.max() - mean.min())
    named = {each.label: swing[each.id] for each in as_one(comparison).organizations}
    told = promotion_cycles(comparison).layout.meta["finding"]
    places = {told.index(label): swing for label, swing in named.items() if label in told}
    assert [places[each] for each in sorted(places)] == [swing.min(), swing.max()]


def test_every_figure_of_people_draws_or_says_why_not(comparison):
    for name in [*OF_BOTH, "time_to_promotion"]:
        figure = CATALOGUE[name].draw(comparison)
        assert len(figure.data) > 0 or says_why_not(figure)
    assert len(title_inflation(comparison).layout.annotations) > 0


def test_a_table_read_a_little_at_a_time_is_the_same_table(comparison):
    one = as_one(comparison)
    columns = ["replication", "organization", "time"]
    batches = one.tables.batches("levels", columns)
    read = pd.concat([batch.to_pandas() for batch in batches], ignore_index=True)
    whole = one.tables.table("levels")[columns]
    assert set(read["organization"]) == set(one.parts)
    for column in columns:
        assert read[column].tolist() == whole[column].tolist()
