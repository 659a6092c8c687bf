"""The list of kinds, and that looking at it costs and does nothing."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.settings.reading import Reader
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.kinds import StorageKind
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions
from providers.registry import FOLDERS, KINDS
from tests.config.environments import SWIFT_NEEDS, behind
from tests.providers.conftest import CONTEXT

ONE_OF_EACH = behind("LOCAL", {"ROOT": "/srv"}) | behind("SWIFT", SWIFT_NEEDS)


@pytest.mark.parametrize("kind", KINDS, ids=FOLDERS)
def test_each_kind_is_built_from_the_options_it_reads(kind: StorageKind[Any]) -> None:
    reader = Reader(ONE_OF_EACH, Path("var"))
    options = kind.read(reader, kind.word.upper())
    assert not reader.faults
    assert isinstance(kind.build(options, CONTEXT), Abilities)


def test_each_kind_is_called_by_its_folder() -> None:
    assert [kind.word for kind in KINDS] == list(FOLDERS) == ["local", "swift"]


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


def test_the_libraries_of_a_kind_that_nobody_has_are_not_imported() -> None:
    code = "import sys, dds_upload.commands.parser; print('swiftclient' in sys.modules)"
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, cwd=root)
    assert done.stdout == b"False\n"


def test_memory_can_be_switched_off() -> None:
    options = MemoryOptions()
    store = build_memory(options).store
    store.ensure_container("project")
    options.switches.available = False
    for call in (store.capabilities, lambda: store.ensure_container("project")):
        with pytest.raises(StorageUnavailable):
            call()
