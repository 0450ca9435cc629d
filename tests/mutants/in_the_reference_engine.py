"""Faults in the reference engine, which is to notice those of the other."""

from mutants.fault import Fault

REFERENCE = "orgsim/simulation/reference"

REFERENCE_ENGINE = (
    Fault(
        "a refresh only from the second month on",
        f"{REFERENCE}/employee.py",
        "        if time >= now:\n",
        "        if time >= now + 1 / 12:\n",
    ),
    Fault(
        "leaving after a promotion at the same instant",
        f"{REFERENCE}/employee.py",
        "if self.consider_at < self.exit_at:",
        "if self.consider_at < self.exit_at + 0.1:",
    ),
    Fault(
        "a person who waits for a seat and leaves, promoted all the same",
        f"{REFERENCE}/promoting.py",
        "self._waiting.pop(person, None)",
        "self._waiting.get(person)",
    ),
    Fault(
        "levels asked from the bottom",
        f"{REFERENCE}/promoting.py",
        "for level in reversed(range(len(left))):",
        "for level in range(len(left)):",
    ),
    Fault(
        "a requisition that holds no seat",
        f"{REFERENCE}/recruiting.py",
        "workplace.open_requisitions[requisition.level] += 1",
        "workplace.open_requisitions[0] += 1",
    ),
    Fault(
        "a span of years too many",
        f"{REFERENCE}/workplace.py",
        "return now - max(person.level_since, self.flows.since)",
        "return now - person.level_since",
    ),
)
