"""Storage that is full or wants a pause: the upload waits for it, and nothing is wrong with it."""

from __future__ import annotations

import pytest

from dds_upload.core.errors import StorageBusy, StorageFull, StorageUnavailable
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.operations.uploads.assemble_upload import RetryPolicy
from dds_upload.protocols.dds.words import WORDS
from providers.memory.options import Switches
from tests.house.client import Api
from tests.house.setting import Lab
from tests.uploads.memory import store_chunk

DATA = b"content"
FULL = WORDS.say_failure(Failure(FailureCode.STORAGE_FULL))
AWAY = WORDS.say_failure(Failure(FailureCode.STORAGE_UNAVAILABLE))


@pytest.fixture
def completed(memory_lab: Lab) -> tuple[Api, str]:
    """A client, and its upload that waits for the worker."""
    api, upload = store_chunk(memory_lab, DATA)
    api.complete(upload, DATA)
    return api, upload


def told(api: Api, upload: str) -> tuple[str | None, bool]:
    """What an uploader reads, and whether that is the end."""
    status = api.status(upload)
    return status["error_message"], status["error_on"] is not None


def test_an_uploader_reads_at_once_that_storage_is_full(
    memory_lab: Lab, memory_switches: Switches, completed: tuple[Api, str]
) -> None:
    memory_switches.trouble = StorageFull("413")
    memory_lab.work()
    assert told(*completed) == (FULL, False)
    memory_switches.trouble = None
    memory_lab.clock.forward(seconds=299)
    memory_lab.work()
    assert told(*completed) == (FULL, False), "asked again too soon"
    memory_lab.clock.forward(seconds=1)
    memory_lab.work()
    assert memory_lab.state(completed[1]) == "complete"
    assert completed[0].status(completed[1])["error_message"] is None


def test_full_storage_is_waited_for_much_longer_than_storage_that_is_away(
    memory_lab: Lab, memory_switches: Switches, completed: tuple[Api, str]
) -> None:
    memory_switches.trouble = StorageFull("507")
    for _ in range(RetryPolicy().attempts + 2):
        memory_lab.work()
        memory_lab.clock.forward(minutes=5)
    assert memory_lab.attempts(completed[1]) == 0
    assert told(*completed) == (FULL, False)
    memory_lab.clock.forward(days=7)
    memory_lab.work()
    assert told(*completed) == (FULL, True)
    memory_switches.trouble = None
    memory_lab.operations.uploads.manage.requeue()
    memory_lab.work()
    assert told(*completed)[0] is None
    assert memory_lab.state(completed[1]) == "complete"


@pytest.mark.parametrize(("wanted", "pause"), [(None, 2), (0.5, 2), (30, 30)])
def test_storage_that_wants_a_pause_gets_it_and_no_attempt_is_counted(
    memory_lab: Lab,
    memory_switches: Switches,
    completed: tuple[Api, str],
    wanted: float | None,
    pause: float,
) -> None:
    memory_switches.trouble = StorageBusy("498", retry_after=wanted)
    for _ in range(RetryPolicy().attempts + 2):
        memory_lab.work()
        memory_lab.clock.forward(seconds=pause)
    assert memory_lab.attempts(completed[1]) == 0
    memory_lab.work()
    memory_switches.trouble = None
    memory_lab.clock.forward(seconds=pause - 0.5)
    memory_lab.work()
    assert memory_lab.state(completed[1]) == "assembling"
    memory_lab.clock.forward(seconds=0.5)
    memory_lab.work()
    assert memory_lab.state(completed[1]) == "complete"


def test_what_was_read_of_full_storage_goes_when_it_is_away(
    memory_lab: Lab, memory_switches: Switches, completed: tuple[Api, str]
) -> None:
    memory_switches.trouble = StorageFull("413")
    memory_lab.work()
    memory_switches.trouble = StorageUnavailable("503")
    memory_lab.clock.forward(minutes=5)
    memory_lab.work()
    assert told(*completed) == (None, False)
    assert memory_lab.attempts(completed[1]) == 1


def test_bytes_are_removed_once_the_pause_is_over(
    memory_lab: Lab, memory_switches: Switches, completed: tuple[Api, str]
) -> None:
    api, upload = completed
    api.delete(f"/uploads/{upload}")
    memory_switches.trouble = StorageBusy("498", retry_after=3)
    memory_lab.work()
    memory_switches.trouble = None
    memory_lab.clock.forward(seconds=3)
    memory_lab.work()
    store = memory_lab.providers.default.abilities.store
    assert not [name for objects in store._containers.values() for name in objects]  # type: ignore[attr-defined]


def test_one_that_is_queued_again_after_long_is_as_patient_as_a_new_one(
    memory_lab: Lab, memory_switches: Switches, completed: tuple[Api, str]
) -> None:
    memory_switches.trouble = StorageUnavailable("away")
    for _ in range(RetryPolicy().attempts):
        memory_lab.work()
        memory_lab.clock.forward(minutes=10)
    assert told(*completed) == (AWAY, True)
    memory_lab.clock.forward(days=8)
    memory_lab.operations.uploads.manage.requeue()
    memory_switches.trouble = StorageBusy("a moment")
    memory_lab.work()
    assert memory_lab.state(completed[1]) == "assembling"
    memory_switches.trouble = None
    memory_lab.clock.forward(minutes=10)
    memory_lab.work()
    assert memory_lab.state(completed[1]) == "complete"
