"""Verification: textbook models whose exact answers are known, against what the program gives.

`cases` says what is checked, `answers` holds the formulas, `readings` takes the quantities from a
result's tables, `intervals` the statistics, and `checks` runs it all. The scenarios stand in
`textbook/`, a part of the package so that they are found wherever orgsim is installed.
"""

from orgsim.verification.cases import CASES, Case, Quantity
from orgsim.verification.checks import FALSE_ALARM_RATE, Check, enough, verify

__all__ = ["CASES", "FALSE_ALARM_RATE", "Case", "Check", "Quantity", "enough", "verify"]
