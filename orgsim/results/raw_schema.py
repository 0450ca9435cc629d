"""The tables that the simulation delivers: their columns, types, units and meanings."""

from __future__ import annotations

from orgsim.results.columns import DATE, ORGANIZATION, TIME, Column, Table

_REPLICATION = Column("replication", "int32", "", "number of the replication, from 0")
_LEVEL = Column("level", "category", "", "id of the level in the organization's ladder")
_ENTRY_POINT = Column("entry_point", "category", "", "where the person came in from")
_DESTINATION = Column(
    "destination",
    "category",
    "",
    "where a leaver went; missing for all others, and for all where no destinations are modelled",
    optional=True,
)


def _flow(name: str, meaning: str) -> Column:
    return Column(name, "int32", "people", f"{meaning} since the previous snapshot")


_LEVELS = Table(
    "levels",
    "replication x organization x snapshot x level (empty levels too)",
    (
        _REPLICATION,
        ORGANIZATION,
        TIME,
        DATE,
        _LEVEL,
        Column("title", "category", "", "title of the level", derived=True),
        Column(
            "rank",
            "int16",
            "rung",
            "rung the title stands for on the reference ladder",
            derived=True,
        ),
        Column("headcount", "int32", "people", "people on the level at the snapshot"),
        Column("scope", "float64", "rungs", "mean responsibility held there; missing when empty"),
        Column("skill", "float64", "rungs", "mean responsibility the people there can carry well"),
        Column("time_in_level", "float64", "years", "mean time the people there have held it"),
        Column(
            "insight",
            "float64",
            "0 to 1",
            "mean insight of the people there into the perspective of the customer that the level "
            "asks for; missing when empty, and where insight has no weight",
            optional=True,
        ),
        Column(
            "pay",
            "float64",
            "money per year",
            "mean pay of the people there, in the currency of the bands; missing when empty, and "
            "where nobody is paid",
            optional=True,
        ),
        Column(
            "pay_gap",
            "float64",
            "",
            "mean over the people there of ln(market pay / pay); missing as pay is",
            optional=True,
        ),
        Column(
            "effectiveness",
            "float64",
            "",
            "sum of scope x performance / sum of scope of the people there; missing when empty",
        ),
        Column(
            "poor_performers",
            "int32",
            "people",
            "people whose skill is too far below scope (effectiveness.poor_below)",
        ),
        Column(
            "lost_to_poor",
            "float64",
            "rungs",
            "what these carry less than people whose skill is their scope, as a sum of scope x "
            "performance",
        ),
        Column("rated", "int32", "people", "people who have been rated at a performance review"),
        Column(
            "rating",
            "float64",
            "1 to 5",
            "mean of the last ratings of those who have one; missing when nobody has",
            optional=True,
        ),
        Column("inflated", "int32", "people", "people whose rank is a rung or more above scope"),
        Column(
            "person_years",
            "float64",
            "years",
            "time lived at the level since the previous snapshot, to the exact times of coming, "
            "moving and leaving; what rates per person-year divide by",
        ),
        Column(
            "cost",
            "float64",
            "money",
            "what the people of the level have cost since the previous snapshot: pay to the exact "
            "times of coming, going and raises, and hires; missing where nobody is paid",
            optional=True,
        ),
        _flow("hires", "people hired into the level"),
        _flow("hires_with_title", "of these, people who held a title elsewhere before"),
        Column(
            "relevel",
            "float64",
            "rungs",
            "of these, mean of the rank given minus the rank held before; missing without any",
            optional=True,
        ),
        _flow("hires_from_market", "of the hires, people from other organizations of the scenario"),
        _flow("exits", "people who left the organization from the level, layoffs apart,"),
        _flow("let_go", "of these, people who had to leave for poor ratings"),
        _flow("laid_off", "people laid off from the level"),
        _flow("promotions_in", "people promoted into the level"),
        _flow("promotions_out", "people promoted out of the level"),
        _flow("title_grants_in", "people given this title without the responsibility"),
        _flow("title_grants_out", "people given a higher title without the responsibility"),
        _flow("relevels_in", "people whom a title reset brought down to the level"),
        _flow("relevels_out", "people whom a title reset took down from the level"),
        _flow("acquired_in", "people of an acquired organization taken in at the level"),
        _flow("acquired_out", "people at the level taken in by an acquirer"),
        Column(
            "time_to_promotion",
            "float64",
            "years",
            "mean time in level of those moved up out of it, by promotion or title grant, "
            "since the previous snapshot; missing when nobody was",
        ),
        Column("open_requisitions", "int32", "people", "requisitions open at the snapshot"),
        _flow(
            "vacancies",
            "positions that came open at the level, by plan or behind somebody who moved up, and "
            "were filled from below or put out as requisitions,",
        ),
        _flow("filled_from_below", "of these positions, those that somebody moved up into"),
        _flow("cancelled", "requisitions given up"),
    ),
    ("replication", "organization", "time", "level"),
)

_EVENTS = Table(
    "events",
    "thing that happened (of the recorded replications)",
    (
        _REPLICATION,
        ORGANIZATION,
        TIME,
        DATE,
        Column("item", "int8", "", "item of the day, the order in which things happen on one day"),
        Column("person", "category", "", "who, as organization/entry point/month opened/ordinal"),
        Column(
            "kind",
            "category",
            "",
            "requisition, cancellation, offer, hire, promotion, title_grant, relevel, exit, "
            "layoff or stage",
        ),
        Column("level_from", "category", "", "level before; missing for those who come in"),
        Column("level_to", "category", "", "level after; missing for those who leave"),
        Column(
            "rank_from",
            "Int16",
            "rung",
            "rank before; for a hire, and for an offer to somebody of the market, of the title "
            "brought along",
        ),
        Column("rank_to", "Int16", "rung", "rank after"),
        Column(
            "scope_from",
            "float64",
            "rungs",
            "responsibility held before; for a hire, where it comes through the market",
        ),
        Column("scope_to", "float64", "rungs", "responsibility held after"),
        _ENTRY_POINT,
        _DESTINATION,
        Column("reason", "category", "", "what brought it about, where it is known", optional=True),
        Column(
            "origin",
            "category",
            "",
            "the organization of the scenario that somebody comes from who is hired, or offered a "
            "job, through the market, or taken in with an acquisition; missing for all others",
            optional=True,
        ),
        Column(
            "stage",
            "category",
            "",
            "the stage that the whole organization enters; missing for all other kinds",
            optional=True,
        ),
    ),
    ("replication", "organization", "time", "item"),
)

_PEOPLE = Table(
    "people",
    "person x spell of employment (of the recorded replications)",
    (
        _REPLICATION,
        Column("person", "category", "", "who, as organization/entry point/month opened/ordinal"),
        Column("spell", "int16", "", "number of the spell of employment, from 1"),
        ORGANIZATION,
        _ENTRY_POINT,
        Column("group", "category", "", "label; missing where none are modelled", optional=True),
        Column(
            "pipeline_entered",
            "float64",
            "years",
            "time of beginning an apprenticeship; missing for those who were no apprentices",
        ),
        Column(
            "pipeline_entered_date",
            "datetime64[s]",
            "",
            "the same instant on the calendar",
            derived=True,
        ),
        Column("hired", "float64", "years", "time of joining; negative before the start"),
        Column("hired_date", "datetime64[s]", "", "the same instant on the calendar", derived=True),
        Column("left", "float64", "years", "time of leaving; missing while employed"),
        Column("left_date", "datetime64[s]", "", "the same instant on the calendar", derived=True),
        _DESTINATION,
        Column("first_level", "category", "", "level at joining"),
        Column("last_level", "category", "", "level at leaving or at the end"),
        Column("highest_rank", "Int16", "rung", "highest rank held during the spell"),
        Column("scope", "float64", "rungs", "responsibility held at leaving or at the end"),
        Column("skill", "float64", "rungs", "responsibility carried well at that time"),
        Column(
            "pay",
            "float64",
            "money per year",
            "pay at that time; missing where nobody is paid",
            optional=True,
        ),
    ),
    ("replication", "organization", "hired"),
)

_CYCLES = Table(
    "cycles",
    "replication x organization x promotion cycle x level",
    (
        _REPLICATION,
        ORGANIZATION,
        TIME,
        DATE,
        _LEVEL,
        Column("headcount", "int32", "people", "people on the level before the first promotion"),
        Column("eligible", "int32", "people", "of them, those the policy would promote"),
        Column("promoted", "int32", "people", "of them, those promoted"),
        Column(
            "quota",
            "float64",
            "people",
            "promotions the budget allowed; missing when it is no quota",
        ),
    ),
    ("replication", "organization", "time", "level"),
)

_HIRES = Table(
    "hires",
    "replication x organization x snapshot x entry point",
    (
        _REPLICATION,
        ORGANIZATION,
        TIME,
        DATE,
        _ENTRY_POINT,
        _flow("hires", "people hired through the entry point"),
        Column(
            "time_to_fill",
            "float64",
            "years",
            "mean time from opening the requisition to the start of work, of those hires",
        ),
        Column(
            "offers",
            "int32",
            "offers",
            "offers made through the entry point, accepted or not, since the previous snapshot",
        ),
        Column("declined", "int32", "offers", "of them, those declined"),
        Column(
            "turned_away",
            "int32",
            "requisitions",
            "requisitions that found the entry point full and turned to another one, since the "
            "previous snapshot",
        ),
        Column(
            "withheld",
            "int32",
            "requisitions",
            "requisitions whose first choice it was and that found every entry point full, since "
            "the previous snapshot; what is missing is missing at the next review again",
        ),
        Column("in_training", "int32", "people", "apprentices at the snapshot"),
        Column("waiting", "int32", "people", "finished apprentices at the snapshot, not hired yet"),
    ),
    ("replication", "organization", "time", "entry_point"),
)

_STAGES = Table(
    "stages",
    "replication x organization x stage that it has entered (all replications)",
    (
        _REPLICATION,
        ORGANIZATION,
        TIME,
        DATE,
        Column("stage", "category", "", "id of the stage; its rules hold from this day on"),
    ),
    ("replication", "organization", "time"),
)

DELIVERED = (_LEVELS, _EVENTS, _PEOPLE, _CYCLES, _HIRES, _STAGES)
