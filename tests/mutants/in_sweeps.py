"""Faults in sweeps, in what is drawn and told of a spread, and in twins."""

from mutants.fault import Fault

EXPERIMENT = "orgsim/experiment"
TABLES = "orgsim/results"
SENSITIVITY = "tests/results/test_sensitivity.py"
SWEEPS = "tests/experiment/test_sweeps.py"
RESUMED = "tests/experiment/test_resuming_sweeps.py"
UNCERTAIN = "tests/experiment/test_uncertain_runs.py"
LUCK = "tests/results/test_within_draws.py"
TWINS = "tests/results/test_twins.py"
COMPARED = "tests/experiment/test_uncertain_comparisons.py"

SWEEPS_AND_TWINS = (
    Fault(
        "curves as sure as if drawn points were all there are",
        f"{TABLES}/main_effects.py",
        'chance = layout.kind != "grid"',
        "chance = False",
        "tests/results/test_main_effects.py -k chance",
    ),
    Fault(
        "a replication that is unknown at a point counts in the spread of a curve",
        f"{TABLES}/main_effects.py",
        "_squared_error(values.mean(axis=1))",
        "_squared_error(np.nanmean(values, axis=1))",
        "tests/results/test_main_effects.py -k unknown",
    ),
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
        f"{EXPERIMENT}/gathered.py",
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
        "return source == DEFAULT or source.startswith(PRESET)",
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
    Fault(
        "a part of a sweep read back with replications in another's place",
        f"{TABLES}/sweep_store.py",
        ".reshape(-1, count).T",
        ".reshape(count, -1)",
        RESUMED,
    ),
    Fault(
        "damaged parts of a sweep taken for sound ones",
        f"{TABLES}/sweep_store.py",
        "damaged = block.damage(self._parts)",
        "damaged = None",
        RESUMED,
    ),
    Fault(
        "what failed in a sweep taken for finished when it is resumed",
        f"{TABLES}/sweep_store.py",
        "good = ~np.isin(replications, failed)",
        "good = replications >= 0",
        RESUMED,
    ),
    Fault(
        "the scenario as it is stated kept as the first point",
        f"{EXPERIMENT}/gathered.py",
        "return (self.varied, point) if point < self._points else (self.stated, 0)",
        "return (self.varied, point % self._points) if point else (self.stated, 0)",
        RESUMED,
    ),
    Fault(
        "scenarios that are compared draw what they share from places of their own",
        f"{EXPERIMENT}/draws.py",
        "places = map(self.together.index, (each.path for each in self.parameters))",
        "places = range(len(self.parameters))",
        f"{COMPARED} -k see_the_same",
    ),
    Fault(
        "intervals of differences that take replications of one draw for independent",
        f"{TABLES}/differences.py",
        "together = by_draw(together, numbers // share_a_draw)",
        "pass",
        f"{COMPARED} -k whole_draws",
    ),
    Fault(
        "twins whose shared assumptions count as news",
        f"{TABLES}/twins.py",
        "// per_draw(comparison.results)",
        "// 1",
        f"{TWINS} -k one_draw",
    ),
    Fault(
        "draws that depend on how many follow",
        f"{EXPERIMENT}/draws.py",
        "default_rng([seed, _PURPOSE])",
        "default_rng([seed, _PURPOSE, count])",
        UNCERTAIN,
    ),
    Fault(
        "assumptions drawn anew for every replication",
        f"{EXPERIMENT}/draws.py",
        "self._made[draw] = cloudpickle.dumps(self.scenario(draw))",
        "self._made[draw] = cloudpickle.dumps(self.scenario(int(own[0])))",
        UNCERTAIN,
    ),
    Fault(
        "replications that share their assumptions counted as independent",
        f"{TABLES}/summary.py",
        "if self._per_draw > 1:",
        "if self._per_draw > 4:",
        UNCERTAIN,
    ),
    Fault(
        "variance between draws with the luck of their means in it",
        f"{TABLES}/within_draws.py",
        "unknown = np.maximum(between - within, 0.0) / each",
        "unknown = between / each",
        LUCK,
    ),
    Fault(
        "luck alone too small, for the mean of four takes a quarter of it",
        f"{TABLES}/within_draws.py",
        "mean + apart * widened",
        "mean + apart",
        LUCK,
    ),
    Fault(
        "an interval of the share of luck with its degrees of freedom the wrong way round",
        f"{TABLES}/within_draws.py",
        "largest = ratio * fdtri(free, used - 1.0, 1 - tail)",
        "largest = ratio * fdtri(used - 1.0, free, 1 - tail)",
        LUCK,
    ),
    Fault(
        "a point with some of its replications counts as finished",
        f"{TABLES}/sweep_under_way.py",
        "sum(block.last - block.first + 1 for block in blocks) == each",
        "sum(block.last - block.first + 1 for block in blocks) > 0",
        f"{RESUMED} -k some_of_its",
    ),
    Fault(
        "finished points of an unfinished sweep numbered from 0 on",
        f"{TABLES}/sweep_under_way.py",
        '"point": np.repeat(numbers, len(keys)),',
        '"point": np.repeat(np.arange(len(numbers)), len(keys)),',
        f"{RESUMED} -k follow_unfinished",
    ),
    Fault(
        "a complaint about semaphores after the parent of workers was killed",
        f"{EXPERIMENT}/executors/local.py",
        "(before, QUIET_TRACKER)",
        "(before,)",
        "tests/cli/test_faults.py -k killed_run",
    ),
)
