"""What the same luck is worth: by how much it narrows the differences between promotion policies.

Run as ``python -m benchmarks.pairing``. The variance of the difference in the share of Director
and above is to fall, over the policies, by a median of at least fivefold, and for none by less
than 1.5.
"""

from __future__ import annotations

import statistics
import sys
from pathlib import Path

import orgsim

SCENARIO = Path(__file__).parent.parent / "scenarios" / "promotion_policies.yaml"
MEASURE = "director_share"
MEDIAN, LEAST = 5.0, 1.5


def variance_ratios(replications: int | None = None) -> dict[str, float]:
    """By policy, how many times as large the variance would be with luck of its own."""
    comparison = orgsim.compare(
        orgsim.load_scenario(SCENARIO), replications=replications, measures=[MEASURE]
    )
    told = comparison.differences[comparison.differences["told"]]
    return dict(zip(told["variant"], told["variance_ratio"], strict=True))


def main() -> int:
    """Print the ratios and whether they are as they are meant to be."""
    ratios = variance_ratios(int(sys.argv[1]) if len(sys.argv) > 1 else None)
    for policy, ratio in ratios.items():
        print(f"{policy:<16} {ratio:6.2f}")
    median, least = statistics.median(ratios.values()), min(ratios.values())
    print(f"median {median:.2f} (at least {MEDIAN:g}), least {least:.2f} (at least {LEAST:g})")
    return 0 if median >= MEDIAN and least >= LEAST else 1


if __name__ == "__main__":
    sys.exit(main())
