"""All deliberate faults, by room."""

from mutants.in_results import RESULTS
from mutants.in_rules import RULES
from mutants.in_the_block_engine import BLOCK_ENGINE
from mutants.in_the_foundations import FOUNDATIONS
from mutants.in_the_reference_engine import REFERENCE_ENGINE

FAULTS = (*FOUNDATIONS, *RULES, *BLOCK_ENGINE, *REFERENCE_ENGINE, *RESULTS)
