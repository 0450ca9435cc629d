"""Put what commands print now in place of what the pages show: `make docs`."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from documented.pages import PAGES, agrees, play, renewed


def main() -> None:
    """Renew every page that is played."""
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        with tempfile.TemporaryDirectory() as folder:
            os.chdir(folder)
            printed = play(page)
            os.chdir(Path(folder).parent)
        for each in printed:
            if not agrees(each):
                before, after = ("\n".join(each.command.shown), "\n".join(renewed(each)))
                text = text.replace(before, after, 1)
                sys.stdout.write(f"{page.name}: {' '.join(each.command.words)}\n")
        page.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
