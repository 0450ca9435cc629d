"""Results: tables, measures, statistics and the sentences that state them."""

from orgsim.results.columns import Column, Table
from orgsim.results.comparison import (
    Comparison,
    compare_results,
    comparison_identity,
    load_comparison,
    result_folders,
)
from orgsim.results.comparison_schema import DIFFERENCES
from orgsim.results.conservation import ConservationError, check_conservation
from orgsim.results.differences import NothingCompleted, paired_differences
from orgsim.results.files import ResultsError, ResultsExist
from orgsim.results.findings import findings
from orgsim.results.groups import promotions_by_group
from orgsim.results.incidence import level_spells, promotion_incidence
from orgsim.results.ladders import LadderLevel, Organization, read_organizations
from orgsim.results.level_mix_table import level_mix_table
from orgsim.results.loading import load_results, replications_kept
from orgsim.results.measures import MEASURES, OF_PEOPLE, Measure, measures
from orgsim.results.not_known import luck_and_assumptions
from orgsim.results.occupied import refuse_occupied
from orgsim.results.relevels import relevels
from orgsim.results.results import Results
from orgsim.results.schema import TABLES
from orgsim.results.sweep import Sweep, load_sweep
from orgsim.results.sweep_findings import sweep_findings
from orgsim.results.sweep_schema import SWEEP_TABLES
from orgsim.results.tables import TableError, make_table
from orgsim.results.told import Choice, read_measure
from orgsim.results.twins import twin_pairs, twins

__all__ = [
    "DIFFERENCES",
    "MEASURES",
    "OF_PEOPLE",
    "SWEEP_TABLES",
    "TABLES",
    "Choice",
    "Column",
    "Comparison",
    "ConservationError",
    "LadderLevel",
    "Measure",
    "NothingCompleted",
    "Organization",
    "Results",
    "ResultsError",
    "ResultsExist",
    "Sweep",
    "Table",
    "TableError",
    "check_conservation",
    "compare_results",
    "comparison_identity",
    "findings",
    "level_mix_table",
    "level_spells",
    "load_comparison",
    "load_results",
    "load_sweep",
    "luck_and_assumptions",
    "make_table",
    "measures",
    "paired_differences",
    "promotion_incidence",
    "promotions_by_group",
    "read_measure",
    "read_organizations",
    "refuse_occupied",
    "relevels",
    "replications_kept",
    "result_folders",
    "sweep_findings",
    "twin_pairs",
    "twins",
]
