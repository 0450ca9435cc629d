"""Faults in overlays, in stages and their gate, and in what is said about them."""

from mutants.fault import Fault

OVERLAYS = "orgsim/rules/overlays.py"
RULE_SETS = "orgsim/rules/rule_sets.py"
STAGES = "orgsim/rules/stages.py"

STAGES_AND_OVERLAYS = (
    Fault(
        "an overlay of another kind merges with its base",
        OVERLAYS,
        "if None not in kinds and kinds[0] != kinds[1]:",
        "if None in kinds and kinds[0] != kinds[1]:",
        "tests/rules/test_overlays.py",
    ),
    Fault(
        "one value for all levels leaves what the base says of some",
        OVERLAYS,
        "return (levels[DEFAULT] if list(levels) == [DEFAULT] else overlay), overlay",
        "return levels.get(DEFAULT, overlay), overlay",
        "tests/rules/test_overlays.py",
    ),
    Fault(
        "another named policy inherits settings",
        OVERLAYS,
        "if name in stated and self._text(above, name) != self._text(under, name):",
        "if name in stated and self._text(above, name) == self._text(under, name):",
        "tests/rules/test_overlays.py",
    ),
    Fault(
        "a stage forgets the stages before it",
        RULE_SETS,
        "stages = list(self._organization.stages.items())[:stage]",
        "stages = list(self._organization.stages.items())[max(stage - 1, 0) : stage]",
        "tests/rules/test_rule_sets.py",
    ),
    Fault(
        "changes take effect in the order of the file",
        RULE_SETS,
        "return sorted(changes, key=lambda change: change[1].date)",
        "return changes",
        "tests/rules/test_rule_sets.py",
    ),
    Fault(
        "what is set on the day a stage begins is not counted as set",
        RULE_SETS,
        "least = sum(each.date <= (entered or start) for each in self.changes)",
        "least = sum(each.date < (entered or start) for each in self.changes)",
        "tests/rules/test_rule_sets.py",
    ),
    Fault(
        "a new title keeps the old rank",
        RULE_SETS,
        'follows.add("rank")',
        'follows.discard("rank")',
        "tests/rules/test_rule_sets.py",
    ),
    Fault(
        "a stage is entered one person too late",
        STAGES,
        "holds = headcount >= each.headcount",
        "holds = headcount > each.headcount",
        "tests/rules/test_rule_sets.py",
    ),
    Fault(
        "an organization goes back to an earlier stage",
        STAGES,
        "after = np.where(holds, np.maximum(after, number), after)",
        "after = np.where(holds, number, after)",
        "tests/rules/test_rule_sets.py",
    ),
    Fault(
        "the first stage that is due is entered in place of the last",
        STAGES,
        "for number, (each, due) in enumerate(zip(self._stages, self._months, strict=True), 1):",
        "for number, (each, due) in [*enumerate(zip(self._stages, self._months), 1)][:1]:",
        "tests/rules/test_rule_sets.py",
    ),
    Fault(
        "titles are reset in all replications when one enters a stage",
        "orgsim/simulation/block.py",
        "here = np.isin(np.arange(len(after)), entering[after[entering] == number])",
        "here = after >= 0",
        "tests/simulation/test_stages.py",
    ),
    Fault(
        "titles are reset by the ladder of the stage before",
        "orgsim/simulation/reference/replication.py",
        "                self._follow(tick)\n"
        "                if (reset := self.rules.stages[name].title_reset) is not None:\n"
        "                    reset_titles(self.workplace, reset, tick, Item.STAGE)\n",
        "                if (reset := self.rules.stages[name].title_reset) is not None:\n"
        "                    reset_titles(self.workplace, reset, tick, Item.STAGE)\n"
        "                self._follow(tick)\n",
        "tests/simulation/test_stages.py",
    ),
    Fault(
        "policies that only a stage names do not travel to workers",
        "orgsim/scenario/scenario.py",
        "            for rules in rule_sets.values()\n        )",
        "            for rules in [rule_sets[0, 0]]\n        )",
        "tests/rules/test_rule_sets.py",
    ),
    Fault(
        "a stage that half of the replications enter counts as never reached",
        "orgsim/experiment/asked/stages.py",
        '"missed": share < HARDLY',
        '"missed": share <= 1',
        "tests/experiment/test_asked_of_changes.py -k stages",
    ),
)
