"""Collecting the tests costs little: each module is compiled once a run, not once a process.

A plugin module. What pytest makes of asserts takes longer than all else of collecting tests, so
workers keep it for each other, whatever the environment says of compiled files. Each begins with
other modules: where all began with the same ones, each would compile all of them.
"""

from __future__ import annotations

import gc
import importlib
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

_ROOT = Path(__file__).parents[2]

sys.dont_write_bytecode = False


def share_first(modules: Sequence[str], number: int, workers: int) -> Sequence[str]:
    """All of them; the worker of that number, counted from 0, has its own share first."""
    begin = len(modules) * number // workers
    return [*modules[begin:], *modules[:begin]]


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker whether all tests are collected."""
    node.workerinput["all"] = node.config.args_source is pytest.Config.ArgsSource.TESTPATHS


def pytest_sessionstart(session: pytest.Session) -> None:
    """Import all that will be collected, in a worker of a run of all tests."""
    gc.disable()
    told = getattr(session.config, "workerinput", {})
    if not told.get("all"):
        return
    paths = sorted((_ROOT / "tests").rglob("test_*.py"))
    names = [".".join(it.relative_to(_ROOT).with_suffix("").parts) for it in paths]
    number = int(told["workerid"].removeprefix("gw"))
    for name in share_first(names, number, told["workercount"]):
        with suppress(Exception):  # collecting it says so, and where
            importlib.import_module(name)


def pytest_collection_finish() -> None:
    """What was collected lives as long as the process: the garbage collector passes it by."""
    gc.freeze()
    gc.enable()
