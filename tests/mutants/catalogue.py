"""All deliberate faults, by room."""

from mutants.in_changing_rules import CHANGING_RULES
from mutants.in_figures import FIGURES
from mutants.in_interventions import INTERVENTIONS
from mutants.in_pay_and_performance import PAY_AND_PERFORMANCE
from mutants.in_results import RESULTS
from mutants.in_stages import STAGES_AND_OVERLAYS
from mutants.in_sweeps import SWEEPS_AND_TWINS
from mutants.in_the_block_engine import BLOCK_ENGINE
from mutants.in_the_block_engine_promoting import BLOCK_ENGINE_PROMOTING
from mutants.in_the_block_engine_recruiting import BLOCK_ENGINE_RECRUITING
from mutants.in_the_foundations import FOUNDATIONS
from mutants.in_the_market import LABOR_MARKET
from mutants.in_the_reference_engine import REFERENCE_ENGINE
from mutants.in_the_rules_of_people import RULES_OF_PEOPLE
from mutants.in_the_rules_of_promotion import RULES_OF_PROMOTION
from mutants.in_the_rules_of_staffing import RULES_OF_STAFFING

FAULTS = (
    *FOUNDATIONS,
    *RULES_OF_PEOPLE,
    *RULES_OF_STAFFING,
    *RULES_OF_PROMOTION,
    *BLOCK_ENGINE,
    *BLOCK_ENGINE_PROMOTING,
    *BLOCK_ENGINE_RECRUITING,
    *REFERENCE_ENGINE,
    *PAY_AND_PERFORMANCE,
    *INTERVENTIONS,
    *CHANGING_RULES,
    *LABOR_MARKET,
    *STAGES_AND_OVERLAYS,
    *RESULTS,
    *SWEEPS_AND_TWINS,
    *FIGURES,
)
