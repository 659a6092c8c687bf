"""Closed providers are asked again in threads, which end with the process or before it."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import pytest

from dds_upload.adapters.repeater import Repeater
from dds_upload.bootstrap.storages import ProviderOpener
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.limits import ProviderLimits
from dds_upload.core.storage.policy import ProviderCapabilities, ProviderPolicy
from dds_upload.core.storage.providers import StorageProvider, StorageProviders
from dds_upload.operations.storage.read_limits import read_limits
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions, Switches

POLICY = ProviderPolicy("md5", 10, 100)


def provider(slug: str, abilities: Abilities) -> StorageProvider:
    return StorageProvider(
        id=uuid4(),
        slug=slug,
        display_name=slug,
        description="",
        policy=POLICY,
        limits=ProviderLimits(POLICY),
        is_default=True,
        is_deprecated=False,
        abilities=abilities,
    )


def threads() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name == "repeater"}


def until(condition: Callable[[], bool], seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.01)
    return condition()


@pytest.fixture
def switches() -> Switches:
    return Switches(available=False)


@pytest.fixture
def storage(switches: Switches) -> StorageProvider:
    """A provider whose storage is away."""
    return provider("away", build_memory(MemoryOptions(switches=switches)))


@pytest.fixture
def opener() -> Iterator[ProviderOpener]:
    it = ProviderOpener()
    yield it
    it.stop()


def test_a_provider_opens_by_itself_once_its_storage_is_back(
    storage: StorageProvider, switches: Switches, opener: ProviderOpener
) -> None:
    opener.start(StorageProviders([storage]), patience=5)
    assert storage.limits.is_away  # the first answer was waited for
    assert len(threads()) == 1
    switches.available = True
    assert until(lambda: storage.limits.is_known)
    assert until(lambda: not threads())


def test_where_limits_are_known_nothing_is_asked_and_no_thread_begins(
    storage: StorageProvider, switches: Switches, opener: ProviderOpener
) -> None:
    switches.available = True
    read_limits(storage)
    switches.available = False
    opener.start(StorageProviders([storage]), patience=5)
    assert not threads()
    assert not storage.limits.is_away


def test_storage_that_is_silent_keeps_neither_the_start_nor_another_provider(
    opener: ProviderOpener,
) -> None:
    silence = threading.Event()
    memory = build_memory(MemoryOptions())

    class Silent(type(memory.store)):  # type: ignore[misc]
        def capabilities(self) -> ProviderCapabilities:
            silence.wait(30)
            return ProviderCapabilities()

    silent = provider("silent", replace(memory, store=Silent(MemoryOptions())))
    there = provider("there", memory)
    began = time.monotonic()
    opener.start(StorageProviders([silent, there]), patience=0.2)
    assert time.monotonic() - began < 5
    assert until(lambda: there.limits.is_known)
    assert not silent.limits.is_known
    silence.set()
    assert until(lambda: silent.limits.is_known)


def test_stopping_leaves_no_thread(storage: StorageProvider) -> None:
    opener = ProviderOpener()
    opener.start(StorageProviders([storage]), patience=5)
    opener.stop()
    assert not threads()
    opener.stop()


def test_pauses_grow_up_to_the_longest_and_a_failure_ends_nothing() -> None:
    moments: list[float] = []

    def step() -> bool:
        moments.append(time.monotonic())
        if len(moments) < 6:
            raise RuntimeError("not today")
        return True

    repeater = Repeater(step, pause=0.05, pause_max=0.2)
    repeater.start()
    assert until(lambda: len(moments) == 6)
    pauses = [after - before for before, after in pairwise(moments)]
    for pause, least in zip(pauses, [0.05, 0.1, 0.2, 0.2, 0.2], strict=True):
        assert least <= pause < least + 0.5
    repeater.stop()


FORKED = """
import os, threading, time
from dds_upload.adapters.repeater import Repeater

parent, tries = os.getpid(), []

def step():
    tries.append(os.getpid())
    return os.getpid() != parent and len(tries) > 3

repeater = Repeater(step, pause=0.01)
over = Repeater(lambda: True)
over.start()
over.stop()
repeater.start()
repeater.wait(10)
child = os.fork()
if child:
    _, status = os.waitpid(child, 0)
    repeater.stop()
    assert threading.active_count() == 1
    raise SystemExit(os.waitstatus_to_exitcode(status))
deadline = time.monotonic() + 10
while (threading.active_count() > 1 or os.getpid() not in tries) and time.monotonic() < deadline:
    time.sleep(0.01)
os._exit(0 if tries[-1] == os.getpid() and threading.active_count() == 1 else 1)
"""


def test_a_forked_process_asks_on_in_a_thread_of_its_own() -> None:
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", FORKED], check=True, cwd=root, timeout=60)
