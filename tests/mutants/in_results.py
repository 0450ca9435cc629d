"""Faults in what is made of the tables, and in how replications are run."""

from mutants.fault import Fault

ROOM = "orgsim/results"
EXPERIMENT = "orgsim/experiment"
VERIFICATION = "orgsim/verification"

RESULTS = (
    Fault(
        "title inflation the wrong way round",
        f"{ROOM}/measures.py",
        'panel.people_weighted(panel.rank - columns["scope"])',
        'panel.people_weighted(columns["scope"] - panel.rank)',
    ),
    Fault(
        "Directors who do not count as such",
        f"{ROOM}/measures.py",
        "panel.rank >= director_rank",
        "panel.rank > director_rank",
    ),
    Fault(
        "titles alone that count as promotions",
        f"{ROOM}/measures.py",
        '"promotion_rate": "promotions_out",',
        '"promotion_rate": "title_grants_out",',
    ),
    Fault(
        "titles alone that fill positions",
        f"{ROOM}/structure.py",
        'moved_in = flows["promotions_in"]',
        'moved_in = flows["promotions_in"] + flows["title_grants_in"]',
    ),
    Fault(
        "standard errors from a variance that is too small",
        f"{ROOM}/measures.py",
        "divided((deviation**2).sum(axis=0), count - 1)",
        "divided((deviation**2).sum(axis=0), count)",
    ),
    Fault(
        "quantiles that count undefined replications",
        f"{ROOM}/measures.py",
        "place = np.maximum(count - 1, 0) * level",
        "place = np.full_like(count, len(ordered) - 1) * level",
    ),
    Fault(
        "a mean over levels, not over people",
        f"{ROOM}/panel.py",
        "np.where(headcount > 0, headcount * np.nan_to_num(values), 0.0).sum(axis=2)",
        "np.where(headcount > 0, np.nan_to_num(values), 0.0).sum(axis=2)",
    ),
    Fault(
        "time to promotion that counts each snapshot alike",
        f"{ROOM}/rates.py",
        'by_level * np.nan_to_num(columns["time_to_promotion"])',
        'np.nan_to_num(columns["time_to_promotion"])',
    ),
    Fault(
        "paired replications taken for independent ones",
        f"{ROOM}/differences.py",
        '"standard_error": difference["standard_error"],',
        '"standard_error": np.hypot(*alone),',
    ),
    Fault(
        "intervals with one tail for both",
        f"{ROOM}/differences.py",
        "(1 + CONFIDENCE) / 2",
        "CONFIDENCE",
    ),
    Fault(
        "differences the wrong way round",
        f"{ROOM}/differences.py",
        "difference = over_replications(after - before)",
        "difference = over_replications(before - after)",
    ),
    Fault(
        "conservation that does not look at title grants",
        f"{ROOM}/conservation.py",
        'for name in ("promotions", "title_grants"):',
        'for name in ("promotions",):',
    ),
    Fault(
        "conservation that does not look at the last level",
        f"{ROOM}/conservation.py",
        "wrong = np.argwhere(headcount[:, 1:] != expected)",
        "wrong = np.argwhere(headcount[:, 1:, :-1] != expected[:, :, :-1])",
    ),
    Fault(
        "as asked where chance would not have it",
        f"{EXPERIMENT}/asked.py",
        "beyond = max(BEYOND_CHANCE * error,",
        "beyond = max(30 * error,",
    ),
    Fault(
        "a cycle on the first day counted as one of the run",
        f"{EXPERIMENT}/asked.py",
        "months = range(1, scenario.horizon_months + 1)",
        "months = range(scenario.horizon_months + 1)",
    ),
    Fault(
        "stays that are not over left out",
        f"{VERIFICATION}/readings.py",
        'stay = entered["left"].fillna(end) - entered["hired"]',
        'stay = entered["left"] - entered["hired"]',
    ),
    Fault(
        "intervals of verify too wide to miss anything",
        f"{VERIFICATION}/intervals.py",
        "math.sqrt(variance / count)",
        "math.sqrt(variance)",
    ),
)
