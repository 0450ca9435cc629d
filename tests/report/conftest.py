"""Makes the made-up results of tests/results/synthetic.py importable here."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "results"))
