"""What all tests share."""

from __future__ import annotations

import gc
import signal

import pytest
from hypothesis import Phase, settings

import orgsim.rules.promotion.named_policies  # noqa: F401 - registered before any test is forgotten
from orgsim.rules.promotion.registry import entries

# What `make mutants` asks is whether a test fails; the smallest example takes minutes to find.
settings.register_profile("mutants", phases=[Phase.explicit, Phase.generate], database=None)


@pytest.fixture(scope="session", autouse=True)
def _ctrl_c_works():
    """Let the programs that tests start be interrupted.

    A shell that starts pytest in the background makes it ignore Ctrl-C, and every program that
    it starts inherits that.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="module", autouse=True)
def _what_is_there_stays():
    """Spare the search for circles of objects whatever earlier tests have imported.

    The program searches after each block of replications; among a whole suite's modules that
    takes longer than a small block.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _policies_are_forgotten(monkeypatch):
    """A policy that a test registers is not there in the next, whichever that is."""
    monkeypatch.setattr("orgsim.rules.promotion.registry._ENTRIES", entries())
