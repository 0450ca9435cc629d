"""Faults in units, the clock and the draws."""

from mutants.fault import Fault

UNITS = "orgsim/units"

FOUNDATIONS = (
    Fault(
        "a chance within a year read as a hazard",
        f"{UNITS}/rates.py",
        "hazard = -math.log1p(-hundredth(number)) * PER_YEAR[unit]",
        "hazard = hundredth(number) * PER_YEAR[unit]",
        "tests/units/test_units.py",
    ),
    Fault(
        "a hazard per month taken for one per year",
        f"{UNITS}/rates.py",
        "hazard = float(number) * PER_YEAR[unit]",
        "hazard = float(number)",
        "tests/units/test_units.py",
    ),
    Fault(
        "growth per month that does not compound",
        f"{UNITS}/rates.py",
        "factor = base ** PER_YEAR[unit]",
        "factor = 1 + (base - 1) * PER_YEAR[unit]",
        "tests/units/test_units.py",
    ),
    Fault(
        "a year of 365 days",
        f"{UNITS}/durations.py",
        '"day": 365.25',
        '"day": 365.0',
        "tests/units/test_units.py",
    ),
    Fault(
        "durations reached only when exceeded",
        "orgsim/clock.py",
        "return elapsed >= bound - MINUTE",
        "return elapsed > bound",
        "tests/test_clock.py",
    ),
    Fault(
        "months of twelve ticks",
        "orgsim/clock.py",
        "return tick // TICKS_PER_MONTH",
        "return tick // 12",
        "tests/simulation/test_events.py -k dates_and",
    ),
    Fault(
        "starts a last bit after their day",
        "orgsim/clock.py",
        (
            "return np.where(np.abs(times - nearest) < 1e-12 * (1.0 + np.abs(times)), "
            "nearest, times)"
        ),
        "return times",
        "tests/simulation/test_events.py -k month_to",
    ),
    Fault(
        "calendar months one too late",
        "orgsim/clock.py",
        "calendar_month(start: dt.date, month: int) -> int:\n",
        "calendar_month(start: dt.date, month: int) -> int:\n    month += 1\n",
        "tests/test_clock.py",
    ),
    Fault(
        "calendar years that begin with the scenario",
        "orgsim/clock.py",
        "(start.month - 1 + months) / 12.0",
        "months / 12.0",
        "tests/rules/test_entry_points.py",
    ),
    Fault(
        "every replication with the same luck",
        "orgsim/randomness.py",
        "derive(np.full(len(replications), root), replications)",
        "derive(np.full(len(replications), root), 0 * replications)",
        "tests/rules/test_arithmetic.py",
    ),
    Fault(
        "one stream for all purposes",
        "orgsim/randomness.py",
        "word += np.uint64(purpose << OCCASION_BITS)",
        "word += np.uint64(0)",
        "tests/test_randomness.py",
    ),
    Fault(
        "the same luck on every occasion",
        "orgsim/randomness.py",
        "word = (occasion + OCCASION_OFFSET).astype(np.uint64)",
        "word = (0 * occasion + OCCASION_OFFSET).astype(np.uint64)",
        "tests/test_randomness.py",
    ),
    Fault(
        "seeds beyond 32 bits cut off",
        "orgsim/randomness.py",
        "root = np.uint64(seed & 0xFFFF_FFFF_FFFF_FFFF)",
        "root = np.uint64(seed & 0xFFFF_FFFF)",
        "tests/test_randomness.py",
    ),
)
