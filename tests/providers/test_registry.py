"""The list of kinds, and that looking at it costs and does nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from providers.local.options import LocalOptions
from providers.memory.options import MemoryOptions
from providers.registry import BUILDERS
from providers.swift.options import SwiftOptions


def test_each_kind_is_built_from_its_options(
    local_options: LocalOptions, swift_options: SwiftOptions
) -> None:
    options = {"local": local_options, "memory": MemoryOptions(), "swift": swift_options}
    assert BUILDERS.keys() == options.keys()
    for kind, build in BUILDERS.items():
        assert isinstance(build(options[kind]), Abilities)


def test_importing_opens_no_file_for_writing_and_no_connection() -> None:
    code = """
import sys

def refuse(event, args):
    writes = event == "open" and isinstance(args[1], str) and args[1][0] in "wax"
    assert not writes and event not in ("socket.connect", "os.mkdir"), (event, args)

sys.dont_write_bytecode = True
sys.addaudithook(refuse)
import providers.registry
"""
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", code], check=True, cwd=root)


def test_memory_can_be_switched_off() -> None:
    options = MemoryOptions()
    store = BUILDERS["memory"](options).store
    store.ensure_container("project")
    options.switches.available = False
    for call in (store.capabilities, lambda: store.ensure_container("project")):
        with pytest.raises(StorageUnavailable):
            call()
