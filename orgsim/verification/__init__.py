"""Verification: textbook models whose exact answers are known, against what the program gives.

`cases` lists what is checked, by kind in `headcounts`, `careers`, `grades`, `pays`, `markets`,
`growing_up` and `selections`. `answers` holds the formulas, `readings` takes the quantities from a
result's tables, `intervals` the statistics, and `checks` runs it all. The scenarios stand in
`textbook/`, a part of the package so that they are found wherever orgsim is installed.
"""

from orgsim.verification.case import Case, Quantity
from orgsim.verification.cases import CASES
from orgsim.verification.checks import FALSE_ALARM_RATE, Check, enough, verify

__all__ = ["CASES", "FALSE_ALARM_RATE", "Case", "Check", "Quantity", "enough", "verify"]
