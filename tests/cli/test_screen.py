"""What tables look like on a terminal, and that a pipe gets the same plain text everywhere."""

from __future__ import annotations

import io
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from rich.color import ColorSystem

import orgsim
from orgsim.cli.differences import SIGNS_LEGEND, difference_rows, differences_text
from orgsim.cli.level_mix import level_mix_text
from orgsim.cli.screen import BETTER, PIPE, WORSE, Screen, bar, interval_bar, screen
from orgsim.cli.text_table import width_of
from orgsim.cli.twins_table import LEGEND_WITHOUT_INTERVALS, twins_text
from orgsim.plots.theme import level_colour, top_rank

DRAWN = "█▏━─●│✓✗"


class Terminal(io.TextIOWrapper):
    def __init__(self, encoding="utf-8"):
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def a_common_terminal(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize(
    ("environment", "encoding", "expected"),
    [
        ({}, "utf-8", Screen(80, True, ColorSystem.TRUECOLOR)),
        ({"COLORTERM": ""}, "utf-8", Screen(80, True, ColorSystem.EIGHT_BIT)),
        ({"NO_COLOR": "1"}, "utf-8", Screen(80, True, None)),
        ({"TERM": "dumb"}, "utf-8", Screen(80, True, None)),
        ({}, "cp1252", Screen(80, False, ColorSystem.TRUECOLOR)),
    ],
)
def test_what_a_terminal_can_show(monkeypatch, environment, encoding, expected):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert screen(Terminal(encoding)) == expected


def test_a_pipe_shows_neither_colours_nor_bars_unless_forced(monkeypatch):
    assert screen(io.StringIO()) == Screen(None, False, None)  # has no encoding at all
    pipe = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    assert screen(pipe) == PIPE
    assert not PIPE.bars
    monkeypatch.setenv("FORCE_COLOR", "1")
    assert screen(pipe) == Screen(80, True, ColorSystem.TRUECOLOR)


SHIPPED = orgsim.load_scenario(
    Path(__file__).parents[2] / "scenarios" / "startup.yaml", ["horizon=2 years"]
)


@pytest.fixture(scope="module")
def results():
    return orgsim.run(SHIPPED, 12, workers=1)


@pytest.mark.parametrize("columns", [60, 80, 100, 140])
@pytest.mark.parametrize("draws", [True, False])
def test_level_mix_is_never_wider_than_the_terminal(results, columns, draws):
    lines = level_mix_text(results, Screen(columns, draws)).splitlines()
    assert max(map(width_of, lines)) <= columns
    assert any(sign in "".join(lines) for sign in DRAWN) == draws
    plain = level_mix_text(results).splitlines()
    at_once = columns >= (100 if draws else 80)
    assert len(lines) == (len(plain) if at_once else 3 * (len(plain) - 1) + 1)

    def numbers(text):
        return sorted(re.findall(r"[\d(%][^\s█▏▎▍▌▋▊▉]*", "\n".join(text)))

    assert numbers(lines) == numbers(plain), "bars stand beside numbers and replace none"


def test_bars_are_as_long_as_shares_and_have_the_colours_of_the_figures(results):
    text = level_mix_text(results, Screen(140, colours=ColorSystem.TRUECOLOR))
    top = top_rank(results)
    (organization,) = results.organizations
    mix = results.summary
    last = mix[(mix["measure"] == "level_share") & (mix["time"] == mix["time"].max())]
    share = last.set_index("level")["mean"]
    drawn = {}
    for level in organization.levels:
        (line,) = [line for line in text.splitlines() if line.startswith(f"  {level.title} ")]
        colour = level_colour(level.rank, top, results.director_rank)
        channels = [str(int(colour[place : place + 2], 16)) for place in (1, 3, 5)]
        codes = set(re.findall(r"\x1b\[38;2;([\d;]+)m", line))
        assert codes == {";".join(channels)}, "no other colour in this line"
        drawn[level.id] = _length(click.unstyle(line).rpartition(")")[2].rpartition(" ")[2])
    longest = max(share)
    for level, length in drawn.items():
        # The longest bar is ten characters, of the largest share at any date.
        assert length <= 10 * share[level] / longest + 0.13
    assert max(drawn, key=drawn.get) == share.idxmax()


def _length(text):
    """Characters of a bar, in eighths."""
    return sum(1 if sign == "█" else " ▏▎▍▌▋▊▉".index(sign) / 8 for sign in text)


def test_the_smallest_share_is_seen_and_none_is_not():
    assert (bar(1e-9, 10), bar(0.0, 10), bar(1.0, 3), bar(2.0, 3)) == ("▏", "", "███", "███")


@pytest.mark.parametrize(
    ("low", "middle", "high", "drawn"),
    [
        (0.01, 5.0, 9.0, "    │━●━━"),
        (-0.01, 5.0, 9.0, "    ┼─●──"),
        (-10.0, -9.0, -8.0, "●━  │    "),
        (-10.0, 0.0, 10.0, "────●────"),
        (float("nan"), -5.0, float("nan"), "  ● │    "),
        (float("nan"), float("nan"), float("nan"), "    │    "),
    ],
)
def test_intervals_touch_zero_where_they_hold_it_and_only_there(low, middle, high, drawn):
    assert interval_bar(low, middle, high, 10.0) == drawn


@pytest.fixture(scope="module")
def comparison():
    file = Path(__file__).parents[2] / "scenarios" / "startup.yaml"
    rates = {"as it is": "20%/year", "slower": "5%/year", "faster": "60%/year", "none": "0%/year"}
    scenarios = {
        name: orgsim.load_scenario(
            file, ["horizon=2 years", f"organizations.startup.plan.rate={rate}"]
        )
        for name, rate in rates.items()
    }
    return orgsim.compare(scenarios, replications=12, workers=1)


def test_a_pipe_gets_plain_text(results, comparison):
    for text in (level_mix_text(results), differences_text(comparison)):
        assert not any(sign in text for sign in f"{DRAWN}\x1b")


@pytest.mark.parametrize("columns", [80, 100, 120, 200])
def test_differences_are_never_wider_than_the_terminal(comparison, columns):
    text = differences_text(comparison, Screen(columns))
    assert max(map(width_of, text.splitlines())) <= columns
    assert "●" in text
    assert text.count("Startup, after 2 years") <= 3
    assert ("per 100 people and year" in text) == (columns >= 96)
    assert "(intervals: on the page" in differences_text(comparison, Screen(60))
    assert "(intervals: on the page" not in differences_text(comparison, Screen(200))


def test_better_and_worse_are_signs_and_not_colours_alone(comparison):
    text = differences_text(comparison, Screen(200, colours=ColorSystem.TRUECOLOR))
    clear = [row for row in difference_rows(comparison) if row["low"] > 0 or row["high"] < 0]
    better = [
        (row["difference"] > 0) == (row["better"] == "higher") for row in clear if row["better"]
    ]
    table = text.partition(SIGNS_LEGEND)[0]
    assert (table.count("✓"), table.count("✗")) == (sum(better), len(better) - sum(better))
    assert 0 < sum(better) < len(better), "or this shows nothing"
    for colour, count in ((BETTER, sum(better)), (WORSE, len(better) - sum(better))):
        channels = ";".join(str(int(colour[place : place + 2], 16)) for place in (1, 3, 5))
        assert table.count(f"\x1b[38;2;{channels}m") == 2 * count, "its numbers and its bar"
    plain = differences_text(comparison, Screen(200))
    assert click.unstyle(text) == plain, "colours add nothing"
    without = differences_text(comparison, Screen(200, draws=False))
    assert not any(sign in without for sign in DRAWN)
    assert without.count("*") - 1 == len(clear)


def test_twins_leave_out_intervals_where_they_do_not_fit(comparison):
    wide, narrow = twins_text(comparison, 120), twins_text(comparison, 60)
    assert wide == twins_text(comparison)
    assert " to " in wide
    lines = [line for line in narrow.splitlines() if "%" in line]
    assert not any(" to " in line for line in lines[:-1])
    assert narrow.endswith(LEGEND_WITHOUT_INTERVALS)


@pytest.mark.parametrize("columns", [80, 120])
def test_a_real_terminal(small, tmp_path, columns):
    leader, follower = pty.openpty()
    environment = {**os.environ, "COLUMNS": str(columns)}
    process = subprocess.Popen(
        [sys.executable, "-m", "orgsim", "run", small, "-n", "10", "-w", "1", "-q"],
        cwd=tmp_path,
        stdout=follower,
        stderr=subprocess.PIPE,
        env=environment,
    )
    os.close(follower)
    shown = b""
    while True:
        try:
            shown += os.read(leader, 4096)
        except OSError:  # the other end is closed
            break
    assert (process.wait(), process.communicate()[1]) == (0, b"")
    os.close(leader)
    text = shown.decode().replace("\r\n", "\n")
    assert "\x1b[38;2;" in text
    assert "█" in text
    assert max(width_of(line) for line in text.splitlines()) <= columns


def test_an_encoding_that_lacks_characters_ends_nothing(small, tmp_path):
    small.write_text(small.read_text().replace("name: Small", "name: Zespół 製品"))
    ended = subprocess.run(
        [sys.executable, "-m", "orgsim", "show", small],
        cwd=tmp_path,
        capture_output=True,
        env={**os.environ, "PYTHONIOENCODING": "cp1252"},
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, b"")
    assert rb"\u0142 \u88fd\u54c1" in ended.stdout
