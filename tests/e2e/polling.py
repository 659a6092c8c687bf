"""Waiting for what happens by itself, and never for longer than it may take."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")

#: How long anything may take that a person would call "soon"; far more than it does take.
PATIENCE = 30.0


def eventually(attempt: Callable[[], T], timeout: float = PATIENCE) -> T:
    """The first true result of `attempt`; an assertion that fails in it is tried again as well.

    Fails with what the last attempt gave or raised.
    """
    deadline = time.monotonic() + timeout
    while True:
        try:
            result = attempt()
        except AssertionError:
            if time.monotonic() > deadline:
                raise
        else:
            if result:
                return result
            assert time.monotonic() <= deadline, f"after {timeout:g} s still {result!r}"
        time.sleep(0.05)
