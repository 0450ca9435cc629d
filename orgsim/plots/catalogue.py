"""Every figure by name: the chapter it belongs to, the question it answers, and of what.

The page, `orgsim plot` and notebooks find the figures here. A new one needs its file and its place
in this list, which is the order in which a page tells the story.
"""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from orgsim.plots.career_sankey import career_sankey
from orgsim.plots.differences import differences
from orgsim.plots.entry_mix import entry_mix
from orgsim.plots.headcount import headcount
from orgsim.plots.ladder_flows import ladder_flows
from orgsim.plots.leaving import leaving
from orgsim.plots.level_counts import level_counts
from orgsim.plots.level_mix import level_mix
from orgsim.plots.level_mix_compared import level_mix_compared
from orgsim.plots.level_mix_difference import level_mix_difference
from orgsim.plots.level_pyramid import level_pyramid
from orgsim.plots.lifelines import lifelines
from orgsim.plots.pay import pay
from orgsim.plots.promotion_cycles import promotion_cycles
from orgsim.plots.relevelling_map import relevelling_map
from orgsim.plots.response_curves import response_curves
from orgsim.plots.scope_by_title import scope_by_title
from orgsim.plots.sensitivity import sensitivity
from orgsim.plots.span_of_control import span_of_control
from orgsim.plots.time_to_promotion import time_to_promotion
from orgsim.plots.title_inflation import title_inflation

if TYPE_CHECKING:
    from collections.abc import Mapping

    from orgsim.plots.drawing import DrawsFigure

RUN, COMPARISON, SWEEP = "run", "comparison", "sweep"
"""What a figure is drawn of."""

DIFFERENCES = "Differences"
LEVELS = "Levels"
TITLES = "Titles"
CAREERS = "Careers"
COMING = "Coming, leaving"
PAY = "Pay"
SENSITIVITY = "Sensitivity"
"""Chapters of a page."""


@dataclass(frozen=True)
class Entry:
    """A figure of the catalogue.

    Attributes
    ----------
    draw
        Takes what it is drawn of and ``columns``, panels side by side; ``draw.drawing`` does so
        without plotly.
    chapter, heading
        Where a page has it, and under which heading.
    question
        What it answers.
    of
        ``RUN``, ``COMPARISON``, ``SWEEP`` or several of them.
    """

    draw: DrawsFigure[...]
    chapter: str
    heading: str
    question: str
    of: tuple[str, ...] = (RUN,)

    @property
    def name(self) -> str:
        """What it is called in Python and on the command line."""
        return self.draw.__name__

    def takes(self, option: str) -> bool:
        """Whether it can be drawn of a part only, as of one organization or date."""
        return option in inspect.signature(self.draw).parameters


CATALOGUE: Mapping[str, Entry] = MappingProxyType(
    {
        entry.name: entry
        for entry in (
            Entry(
                differences,
                DIFFERENCES,
                "What changes",
                "What does each policy change, beyond luck?",
                (COMPARISON,),
            ),
            Entry(
                level_mix_difference,
                DIFFERENCES,
                "What changes in the level mix",
                "What does a change of rules do to the share of each level?",
                (COMPARISON,),
            ),
            Entry(
                level_mix_compared,
                DIFFERENCES,
                "Level mix under each policy",
                "How does the share of each level develop under each policy?",
                (COMPARISON,),
            ),
            Entry(
                level_mix,
                LEVELS,
                "Level mix",
                "How do the levels share the headcount, and how does that change?",
                (RUN, COMPARISON),
            ),
            Entry(
                level_counts,
                LEVELS,
                "People on each level",
                "How many people does each level have, and how does that change?",
                (RUN, COMPARISON),
            ),
            Entry(
                level_pyramid,
                LEVELS,
                "Level pyramid",
                "What does the pyramid of levels look like on any day, against the start?",
                (RUN, COMPARISON),
            ),
            Entry(headcount, LEVELS, "Headcount", "How many people are there?", (RUN, COMPARISON)),
            Entry(
                span_of_control,
                LEVELS,
                "Span of control",
                "How many people are there to a manager?",
                (RUN, COMPARISON),
            ),
            Entry(
                title_inflation,
                TITLES,
                "Title inflation",
                "How far do titles run ahead of responsibility?",
                (RUN, COMPARISON),
            ),
            Entry(
                scope_by_title,
                TITLES,
                "What titles are worth",
                "What responsibility do the holders of each title really have?",
                (RUN, COMPARISON),
            ),
            Entry(
                relevelling_map,
                TITLES,
                "Title before and after",
                "What becomes of a title that somebody takes to another organization?",
                (RUN, COMPARISON),
            ),
            Entry(
                ladder_flows,
                CAREERS,
                "The internal labor market",
                "How many are hired, promoted and leave at each level in a year?",
                (RUN, COMPARISON),
            ),
            Entry(
                time_to_promotion,
                CAREERS,
                "Time to promotion",
                "How long do people wait for the next level, and how many leave first?",
                (RUN, COMPARISON),
            ),
            Entry(
                promotion_cycles,
                CAREERS,
                "Promotion cycles",
                "How many does each promotion cycle promote, and how steady is that?",
                (RUN, COMPARISON),
            ),
            Entry(
                career_sankey,
                CAREERS,
                "Where careers lead",
                "How high do people rise, by the entry point through which they came?",
                (RUN, COMPARISON),
            ),
            Entry(
                lifelines,
                CAREERS,
                "Careers one by one",
                "What do the careers of one replication look like?",
                (RUN, COMPARISON),
            ),
            Entry(
                entry_mix,
                COMING,
                "Entry mix",
                "Through which entry points do people come?",
                (RUN, COMPARISON),
            ),
            Entry(
                leaving,
                COMING,
                "Leaving",
                "Who leaves, at which level and after how many years?",
                (RUN, COMPARISON),
            ),
            Entry(
                pay,
                PAY,
                "Pay",
                "What is the payroll, and how far is pay behind the market?",
                (RUN, COMPARISON),
            ),
            Entry(
                sensitivity,
                SENSITIVITY,
                "What matters",
                "Which numbers of the scenario bring about the spread of an outcome?",
                (SWEEP,),
            ),
            Entry(
                response_curves,
                SENSITIVITY,
                "Response curves",
                "How does an outcome answer to a number of the scenario, over its range?",
                (SWEEP,),
            ),
        )
    }
)
"""Name -> figure, in the order of a page."""
