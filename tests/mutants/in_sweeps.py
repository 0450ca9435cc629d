"""Faults in sweeps, in what is told of their spread, and in twins."""

from mutants.fault import Fault

EXPERIMENT = "orgsim/experiment"
TABLES = "orgsim/results"
SENSITIVITY = "tests/results/test_sensitivity.py"
SWEEPS = "tests/experiment/test_sweeps.py"
TWINS = "tests/results/test_twins.py"

SWEEPS_AND_TWINS = (
    Fault(
        "a Sobol design that mixes A and B the wrong way round",
        f"{EXPERIMENT}/designs.py",
        "np.where(np.arange(len(parameters)) == which, b, a)",
        "np.where(np.arange(len(parameters)) == which, a, b)",
        SENSITIVITY,
    ),
    Fault(
        "a range that never reaches its upper half",
        "orgsim/scenario/variation.py",
        "numbers = low + fractions * width",
        "numbers = low + fractions * width / 2",
        "tests/scenario/test_variation.py",
    ),
    Fault(
        "total shares of a grid over the wrong axis",
        f"{TABLES}/sensitivity.py",
        "table.var(axis=each).mean(axis=tuple(axes)[:-1])",
        "table.var(axis=len(axes) - 1 - each).mean(axis=tuple(axes)[:-1])",
        SENSITIVITY,
    ),
    Fault(
        "shares of a sample that are not corrected for the number of parts",
        f"{TABLES}/sensitivity.py",
        "1 - inside / whole * (points - 1) / free",
        "1 - inside / whole",
        SENSITIVITY,
    ),
    Fault(
        "luck that all points share taken for noise",
        f"{TABLES}/sensitivity.py",
        "residual = table - means - table.mean(axis=1, keepdims=True) + table.mean()",
        "residual = table - means",
        SENSITIVITY,
    ),
    Fault(
        "effects of one parameter at a time, whatever the others are",
        f"{TABLES}/sensitivity.py",
        "places[each] = len(columns)\n            columns.append(positions[:, each])",
        "places[each] = len(columns)\n            columns.append(positions[:, 0])",
        SENSITIVITY,
    ),
    Fault(
        "the blocks of one replication put in another's place",
        f"{EXPERIMENT}/sweeps.py",
        "self._columns[key][point, numbers] = values",
        "self._columns[key][point, numbers] = values[::-1]",
        SWEEPS,
    ),
    Fault(
        "points that forget the seed of the base",
        f"{EXPERIMENT}/points.py",
        '"seed": self.scenario.seed,',
        '"seed": self.scenario.seed + 1,',
        SWEEPS,
    ),
    Fault(
        "assumptions varied although the file states them",
        f"{EXPERIMENT}/assumptions.py",
        "return source == _DEFAULT or source.startswith(PRESET)",
        "return True",
        "tests/cli/test_sweep.py",
    ),
    Fault(
        "twins of another replication",
        f"{TABLES}/twins.py",
        'WHO = ["replication", "organization", "person"]',
        'WHO = ["organization", "person"]',
        TWINS,
    ),
    Fault(
        "whoever is promoted later called better off",
        f"{TABLES}/twins.py",
        "(more, less) if outcome.more_is_better else (less, more)",
        "(more, less)",
        TWINS,
    ),
    Fault(
        "people counted as if they were replications",
        f"{TABLES}/twins.py",
        "error = np.sqrt((residual**2).sum() * count / (count - 1)) / total",
        "error = np.sqrt((residual**2).sum() / count / (count - 1)) / total",
        TWINS,
    ),
)
