"""`set`: some rules are different from a day on."""

from __future__ import annotations

from typing import Literal

from orgsim.rules.section import Section
from orgsim.rules.stages import Rules
from orgsim.units import FirstOfMonth


class Change(Section):
    """Rules that are different from a day on, in whatever stage the organization is.

    A stage that is entered later changes nothing of what is set here. Of several on one day each
    changes what those before it in the list have set.
    """

    kind: Literal["set"]
    date: FirstOfMonth
    """The day, the first of a month after the start."""
    rules: Rules
    """What is different from then on: what an organization has, and of it only what changes, as
    below `extends`. What a stage may not change (`stages`), an intervention may not either."""
