"""How an organization promotes: the section of a scenario file, and what must fit within it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import orgsim.rules.promotion.named_policies  # noqa: F401 - registers them
from orgsim.rules.ladder import Ladder, Level
from orgsim.rules.promotion.budget import Budget, Money, NoBudget, Quota
from orgsim.rules.promotion.effect import Effect
from orgsim.rules.promotion.eligibility import Eligibility
from orgsim.rules.promotion.retention import Retention
from orgsim.rules.promotion.selection import Selection
from orgsim.rules.promotion.trigger import Cycle, OnlyRetention, Trigger, Vacancy
from orgsim.rules.promotion.up_or_out import UpOrOut
from orgsim.rules.section import ByLevel, Contradiction, Path, Section
from orgsim.units import Share


class Promotion(Section):
    """How an organization promotes."""

    trigger: Trigger
    """When promotions are decided."""
    eligibility: Eligibility = Eligibility()
    """Who may be promoted at all."""
    selection: Selection
    """Who goes first."""
    budget: Budget
    """How many may be promoted."""
    effect: Effect = Effect()
    """What a promotion changes."""
    track_change: ByLevel[Share] | None = None
    """Where both tracks lead on from a level, the chance that somebody's next move is one to the
    other track, decided as the person takes up the level. Without it everybody stays on the own
    track for as long as it leads on."""

    retention: Retention | None = None
    """Counter-offers to people who are about to leave; without it nobody is kept."""
    up_or_out: UpOrOut | None = None
    """When those who are not promoted have to leave; without it nobody has to."""

    def contradictions_with(self, levels: Mapping[str, Level]) -> Iterator[Contradiction]:
        """Levels that do not exist, and parts that do not go together."""
        by_level: dict[Path, ByLevel[float] | None] = {
            ("trigger", "rate"): getattr(self.trigger, "rate", None),
            ("budget", "share"): getattr(self.budget, "share", None),
            ("selection", "probability"): getattr(self.selection, "probability", None),
            ("eligibility", "readiness_bar"): self.eligibility.readiness_bar,
            ("retention", "probability"): getattr(self.retention, "probability", None),
            ("track_change",): self.track_change,
        }
        for path, values in by_level.items():
            for inner, message in values.contradictions(tuple(levels)) if values else ():
                yield (*path, *inner), message
        if self.up_or_out is not None:
            for inner, message in self.up_or_out.contradictions_with(levels):
                yield ("up_or_out", *inner), message
        if self.track_change is not None:
            yield from _about_tracks(self.track_change, Ladder(levels))
        yield from self._about_trigger(levels)
        if self.eligibility.skip_levels and self.eligibility.readiness_bar is None:
            message = "who may skip a level is decided by readiness; add a readiness_bar"
            yield ("eligibility", "skip_levels"), message

    def _about_trigger(self, levels: Mapping[str, Level]) -> Iterator[Contradiction]:
        """Parts that have no meaning when promotions are triggered so."""
        trigger, here = self.trigger, ("trigger", "kind")
        if isinstance(trigger, Cycle):
            for path, message in trigger.contradictions():
                yield ("trigger", *path), message
        elif isinstance(self.budget, Quota | Money):
            others = "seats" if isinstance(trigger, Vacancy) else "seats, none"
            what = "quota" if isinstance(self.budget, Quota) else "pool of money"
            message = (
                f"a {what} is a share per promotion cycle, and a {trigger.kind} trigger has no "
                f"cycles; allowed with it: {others}"
            )
            yield ("budget", "kind"), message
        if isinstance(self.budget, Money) and self.effect.scope_follows == 0:
            message = "title grants (scope_follows 0%) bring no raise that a pool could limit"
            yield ("budget", "kind"), message
        if isinstance(trigger, Vacancy):
            if isinstance(self.budget, NoBudget):
                message = "a vacancy is a free seat, and here seats do not count; allowed: seats"
                yield ("budget", "kind"), message
            if all(level.seats is None for level in list(levels.values())[1:]):
                yield here, "no level above the lowest has limited seats: there is never a vacancy"
        if isinstance(trigger, OnlyRetention) and self.retention is None:
            message = "nobody is promoted but by a counter-offer; add promotion.retention"
            yield here, message


def _about_tracks(track_change: ByLevel[Share], ladder: Ladder) -> Iterator[Contradiction]:
    """Chances of another track at levels from which only one leads on."""
    straight, across = ladder.ways[:, :-1]
    forks = [
        level for level, differs in zip(ladder.ids, straight != across, strict=True) if differs
    ]
    if not forks:
        yield ("track_change",), "there is no level from which both tracks lead on"
    for level in ladder.ids:
        if forks and level in track_change.root and level not in forks:
            message = (
                f"only one track leads on from {level!r}; allowed: {', '.join(forks)}, default"
            )
            yield ("track_change", level), message
