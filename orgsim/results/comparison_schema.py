"""The schema of a comparison's table, as `orgsim.results.schema` has that of a result's."""

from __future__ import annotations

from orgsim.results.columns import Column, Table

DIFFERENCES = Table(
    "differences",
    "variant x organization x shared snapshot x measure (x level)",
    (
        Column("variant", "category", "", "name of the result compared with the baseline"),
        Column("baseline", "category", "", "name of the first result"),
        Column("organization", "category", "", "id of the organization"),
        Column("time", "float64", "years", "time since the start; snapshots that all results have"),
        Column("date", "datetime64[s]", "", "the same instant on the calendar", derived=True),
        Column(
            "measure",
            "category",
            "",
            "what is measured, see orgsim.results.MEASURES; the rates (promotion_rate, "
            "title_grant_rate, attrition, layoff_rate, relevel_rate, let_go_rate, "
            "internal_fill_rate, chain_length) and "
            "cancelled_requisitions are here those since the start up to the snapshot, all "
            "events by all person-years or positions; promoted_within_3_years is the share of "
            "those who come to a level that is promoted within three years, with leaving as a "
            "competing risk, of the recorded replications and at the dates that are told",
        ),
        Column("level", "category", "", "level measured; missing for the whole organization"),
        Column(
            "told",
            "bool",
            "",
            "whether it is one of the measures and dates that the comparison tells",
        ),
        Column(
            "baseline_mean", "float64", "as the measure", "mean under the baseline, of the pairs"
        ),
        Column("variant_mean", "float64", "as the measure", "mean under the variant, of the pairs"),
        Column("difference", "float64", "as the measure", "mean of variant minus baseline"),
        Column(
            "low",
            "float64",
            "as the measure",
            "lower end of its simultaneous interval: with 95 % all rows told hold at once; "
            "missing for the others",
        ),
        Column("high", "float64", "as the measure", "upper end of that interval"),
        Column(
            "low_alone",
            "float64",
            "as the measure",
            "lower end of the 95 % t-interval of this row by itself",
        ),
        Column("high_alone", "float64", "as the measure", "upper end of that interval"),
        Column(
            "standard_error", "float64", "as the measure", "standard error of the mean difference"
        ),
        Column(
            "unpaired_standard_error",
            "float64",
            "as the measure",
            "what the standard error would have been with independent luck",
        ),
        Column(
            "variance_ratio",
            "float64",
            "times",
            "how many times as large the variance would have been with independent luck; missing "
            "where there is none",
        ),
        Column(
            "deterministic",
            "bool",
            "",
            "whether the difference is the same in every pair: then it is exact, and both ends of "
            "its intervals are the difference",
        ),
        Column(
            "better",
            "category",
            "",
            "higher or lower, whichever is better for the organization; missing where neither is",
        ),
        Column(
            "probability_better",
            "float64",
            "0 to 1",
            "probability that the mean difference is for the better, given the replications; where "
            "neither is better, that it is above zero; missing where both are exactly the same",
        ),
        Column(
            "share_better",
            "float64",
            "0 to 1",
            "share of the pairs in which the variant is better, or higher where neither is; a tie "
            "counts half",
        ),
        Column("replications", "int32", "", "pairs of replications in which both are defined"),
    ),
    ("variant", "organization", "time", "measure", "level"),
)
"""The table of a comparison."""
