"""Figures: one question each, from tidy frames to plotly figures."""

from orgsim.plots.career_sankey import career_sankey, career_sankey_data
from orgsim.plots.catalogue import CATALOGUE
from orgsim.plots.differences import differences, differences_data
from orgsim.plots.entry_mix import entry_mix, entry_mix_data
from orgsim.plots.headcount import headcount, headcount_data
from orgsim.plots.ladder_flows import ladder_flows, ladder_flows_data
from orgsim.plots.leaving import leaving, leaving_data
from orgsim.plots.level_counts import level_counts, level_counts_data
from orgsim.plots.level_mix import level_mix, level_mix_data
from orgsim.plots.level_mix_compared import level_mix_compared, level_mix_compared_data
from orgsim.plots.level_mix_difference import level_mix_difference, level_mix_difference_data
from orgsim.plots.level_pyramid import level_pyramid, level_pyramid_data
from orgsim.plots.lifelines import lifelines, lifelines_data
from orgsim.plots.pay import pay, pay_data
from orgsim.plots.promotion_cycles import promotion_cycles, promotion_cycles_data
from orgsim.plots.relevelling_map import relevelling_map, relevelling_map_data
from orgsim.plots.response_curves import response_curves, response_curves_data
from orgsim.plots.scope_by_title import scope_by_title, scope_by_title_data
from orgsim.plots.sensitivity import sensitivity, sensitivity_data
from orgsim.plots.span_of_control import span_of_control, span_of_control_data
from orgsim.plots.time_to_promotion import time_to_promotion, time_to_promotion_data
from orgsim.plots.title_inflation import title_inflation, title_inflation_data

__all__ = [
    "CATALOGUE",
    "career_sankey",
    "career_sankey_data",
    "differences",
    "differences_data",
    "entry_mix",
    "entry_mix_data",
    "headcount",
    "headcount_data",
    "ladder_flows",
    "ladder_flows_data",
    "leaving",
    "leaving_data",
    "level_counts",
    "level_counts_data",
    "level_mix",
    "level_mix_compared",
    "level_mix_compared_data",
    "level_mix_data",
    "level_mix_difference",
    "level_mix_difference_data",
    "level_pyramid",
    "level_pyramid_data",
    "lifelines",
    "lifelines_data",
    "pay",
    "pay_data",
    "promotion_cycles",
    "promotion_cycles_data",
    "relevelling_map",
    "relevelling_map_data",
    "response_curves",
    "response_curves_data",
    "scope_by_title",
    "scope_by_title_data",
    "sensitivity",
    "sensitivity_data",
    "span_of_control",
    "span_of_control_data",
    "time_to_promotion",
    "time_to_promotion_data",
    "title_inflation",
    "title_inflation_data",
]
