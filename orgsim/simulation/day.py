"""The order of a day, written down once.

Much of what happens in an organization falls on the same day: a promotion cycle, the staffing
review that fills the vacancies it left, the first of the month. An order that merely comes out
of a program is no order, so the items of a day are numbered. The number is the priority of the
event on the calendar and a key of the event log.
"""

from enum import IntEnum


class Item(IntEnum):
    """The items of a day, in their order.

    `PEOPLE` runs again before each of the others, until nothing of it is due. Whoever leaves, or is
    kept, at the instant of a move does so after the move: that is written down with the move's
    item, so that the log has everybody's life in its order.
    """

    PEOPLE = 1
    """People's own events, up to and including now: starting work, leaving at a time of one's own,
    and continuous promotions that concern one person alone."""

    INTERVENTION = 2
    """Layoffs, hiring freezes, title resets, acquisitions and rules that are set, in the order of
    the scenario file."""

    STAGE = 3
    """On the first of each month after the start: organizations enter the last of their stages that
    is due. From here on the day follows the new rules."""

    REVIEW = 4
    """First, on each anniversary of the scenario's start, those leave whom a yearly chance hits,
    who are of age, or whose skill is below the floor. Then pay bands are recalibrated, if it is
    time. At last, in the months of performance reviews, everybody is rated, some poor performers
    have to leave, and the others get raises."""

    PROMOTION_CYCLE = 5
    """Everybody competes for the quota and the seats."""

    STAFFING = 6
    """Seats and the scope cap from today's headcount; requisitions that are given up;
    continuous promotions that need a seat; vacancies and requisitions."""

    REFRESH = 7
    """On the first of a month: scopes grow, and hazards follow tenure, patience and readiness."""

    SNAPSHOT = 8
    """What the tables keep."""
