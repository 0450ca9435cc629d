"""Where the rules of a scenario contradict each other, in numbers, before it is run."""

from orgsim.expected.warnings.outlook import Outlook
from orgsim.expected.warnings.warning import warnings

__all__ = ["Outlook", "warnings"]
