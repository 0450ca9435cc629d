"""A scenario file's choice of a policy that is registered under a name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import Field, SerializeAsAny, ValidationInfo, WithJsonSchema, field_validator
from pydantic_core import PydanticCustomError

from orgsim.rules.promotion.policy import PromotionPolicy
from orgsim.rules.promotion.registry import Entry, entries
from orgsim.rules.section import Section, Text
from orgsim.units import choices, closest, sentence, shown

_SETTINGS = {
    "title": "settings of the policy",
    "type": "object",
    "examples": [{"at_least": "2 years"}],
}


class Registered(Section):
    """A policy that is registered under a name.

    With orgsim come `longest_waiting` (`at_least`: least time in level), `lottery_of_the_ready`
    (`bar`: least readiness, in rungs) and `proven_readiness` (`for_at_least`: how long somebody
    must have been ready; `bar`). Modules of your own add others: see `orgsim run --allow-plugins`.
    """

    belonging: ClassVar = {"settings": "name"}

    kind: Literal["policy"]
    name: Text
    """Which one. What it says about eligibility holds beside the section `eligibility`."""
    settings: Annotated[SerializeAsAny[Section] | None, WithJsonSchema(_SETTINGS)] = Field(
        default=None, validate_default=True
    )
    """What the policy asks to be told; each policy has settings of its own."""

    @field_validator("name")
    @classmethod
    def _is_registered(cls, name: str) -> str:
        if name not in entries():
            problem = "there is no promotion policy of this name"
            names = sorted(entries())
            raise ValueError(sentence(problem, shown(name), choices(names), closest(name, names)))
        return name

    @field_validator("settings", mode="plain")
    @classmethod
    def _are_its_own(cls, settings: Any, info: ValidationInfo) -> Section:
        if "name" not in info.data:
            return Section()  # nobody knows what may stand here
        entry = entries()[info.data["name"]]
        settings = {} if settings is None else settings
        if isinstance(settings, Mapping):
            _check_names(info.data["name"], entry, settings)
        # What it finds wrong has its own place inside the settings.
        found = entry.settings.model_validate(settings)
        try:
            entry.policy(found)
        except Exception as error:
            # The class is a user's and may object to what no type forbids.
            problem = " ".join(f"{type(error).__name__}: {error}".split())
            raise ValueError(
                f"the policy {info.data['name']} cannot be made so: {problem}"
            ) from error
        return found

    def policy(self) -> PromotionPolicy:
        """Return the policy with its settings."""
        assert self.settings is not None
        return entries()[self.name].policy(self.settings)


def _check_names(name: str, entry: Entry, settings: Mapping[str, Any]) -> None:
    """Complain of settings that the policy does not have, or needs and does not get."""
    fields = entry.settings.model_fields
    for key in settings:
        if key not in fields:
            problem = f"the policy {name} has no setting {key!r}"
            allowed = choices(fields)
            raise ValueError(sentence(problem, "", allowed, closest(str(key), fields)))
    missing = [
        field for field, each in fields.items() if each.is_required() and field not in settings
    ]
    if missing:
        several = "s" if len(missing) > 1 else ""
        message = f"missing setting{several} {', '.join(map(repr, missing))}"
        # A sentence of its own: what was given, if anything, is not what is wrong.
        raise PydanticCustomError("unit", "{sentence}", {"sentence": message})
