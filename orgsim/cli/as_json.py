"""What `--json` prints: plain values, None for what is missing."""

from __future__ import annotations

import json
import math
from typing import Any


def json_text(found: Any) -> str:
    """Write down what was found, for programs."""
    return json.dumps(found, indent=2, ensure_ascii=False, allow_nan=False)


def records(table: Any) -> list[dict[str, Any]]:
    """Turn a table into plain dictionaries; what is missing becomes None."""
    rows: list[dict[str, Any]] = json.loads(table.to_json(orient="records", date_format="iso"))
    return rows


def without_nan(row: dict[str, Any]) -> dict[str, Any]:
    """Put None, which JSON knows, where a number is unknown."""
    return {
        key: None if isinstance(value, float) and math.isnan(value) else value
        for key, value in row.items()
    }
