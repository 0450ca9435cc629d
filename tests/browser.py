"""A real browser for the tests of pages: what is drawn, what is asked for, what overlaps."""

from __future__ import annotations

import re
import shutil
from typing import NamedTuple

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NO_CHROMIUM = "no Chromium: apt-get install chromium fonts-dejavu-core"

_TEXTS = """
() => [...document.querySelectorAll('.js-plotly-plot')].map((plot) => {
  const whole = plot.getBoundingClientRect();
  const texts = [...plot.querySelectorAll('svg.main-svg text, svg.main-svg .annotation-text')]
    .filter((each) => each.textContent.trim() && !each.closest('.hoverlayer'))
    .map((each) => {
      const box = each.getBoundingClientRect();
      return { text: each.textContent, left: box.left - whole.left, top: box.top - whole.top,
               right: box.right - whole.left, bottom: box.bottom - whole.top };
    })
    .filter((each) => each.right > each.left);
  return { id: plot.id, width: whole.width, height: whole.height,
           texts: [...new Map(texts.map((t) => [JSON.stringify(t), t])).values()] };
})
"""


class Opened(NamedTuple):
    """A page in the browser, and what it complained of or asked for."""

    page: object
    complaints: list[str]
    requests: list[str]


def opened(browser, path, width: int) -> Opened:
    """Open a page from disk and wait until its figures are drawn."""
    page = browser.new_page(viewport={"width": width, "height": 900})
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: requests.append(request.url))
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-drawn=true]", timeout=60_000)
    return Opened(page, complaints, [url for url in requests if url != path.as_uri()])


def faults_of_text(page, slack: float = 2.0) -> list[str]:
    """Say which words of a figure are cut off by its edge, or lie upon each other,
    or are not written as elsewhere.

    Parameters
    ----------
    page
        With figures drawn.
    slack
        Pixels by which boxes may overlap: they are somewhat larger than the letters in them.
    """
    faults = []
    for plot in page.evaluate(_TEXTS):
        texts = plot["texts"]
        for each in texts:
            if re.search(r"\d%", each["text"]):
                faults.append(f"{plot['id']}: {each['text']!r} has no space before its sign")
            beyond = max(
                -each["left"], -each["top"], each["right"] - plot["width"],
                each["bottom"] - plot["height"],
            )  # fmt: skip
            if beyond > slack:
                faults.append(f"{plot['id']}: {each['text']!r} is cut by {beyond:.0f} pixels")
        for number, one in enumerate(texts):
            for other in texts[number + 1 :]:
                wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
                high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
                if wide > slack and high > slack:
                    faults.append(
                        f"{plot['id']}: {one['text']!r} and {other['text']!r} overlap by "
                        f"{wide:.0f} x {high:.0f} pixels"
                    )
    return faults
