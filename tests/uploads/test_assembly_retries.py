"""The worker on a bad day: storage away, workers killed, leases lost."""

from __future__ import annotations

import pytest

from dds_upload.core.failure import Failure, FailureCode
from dds_upload.operations.uploads.assemble_upload import RetryPolicy
from dds_upload.protocols.dds.words import WORDS
from providers.memory.options import Switches
from tests.house.client import Api
from tests.house.setting import Lab
from tests.uploads.memory import store_chunk

DATA = b"THIS\nIS\nA\nTEST\n"

STORAGE_GAVE_UP = WORDS.say_failure(Failure(FailureCode.STORAGE_UNAVAILABLE))
DEFECT = WORDS.say_failure(Failure(FailureCode.INTERNAL_ERROR))
NEVER_ENDED = WORDS.say_failure(Failure(FailureCode.NEVER_ENDED))


def completed(api: Api, project: str) -> str:
    """An upload that waits for the worker."""
    upload = api.sent(project, DATA, 5)
    api.complete(upload, DATA)
    return upload


def failure(api: Api, upload: str) -> str:
    """Why an upload failed for good."""
    status = api.status(upload)
    assert status["error_on"] is not None
    assert status["is_consistent"] is True
    return str(status["error_message"])


def test_storage_that_comes_back_is_asked_again_with_growing_pauses(
    memory_lab: Lab, memory_switches: Switches
) -> None:
    api, upload = store_chunk(memory_lab, DATA)
    api.complete(upload, DATA)
    memory_switches.available = False
    for pause in (2, 4, 8):
        memory_lab.work()
        memory_lab.work()  # not due yet
        assert memory_lab.attempts(upload) == {2: 1, 4: 2, 8: 3}[pause]
        memory_lab.clock.forward(seconds=pause - 0.5)
        memory_lab.work()
        assert memory_lab.state(upload) == "assembling"
        memory_lab.clock.forward(seconds=0.5)
    memory_switches.available = True
    memory_lab.work()
    assert memory_lab.state(upload) == "complete"


def test_storage_that_stays_away_is_a_final_error_until_it_is_requeued(
    memory_lab: Lab, memory_switches: Switches
) -> None:
    api, upload = store_chunk(memory_lab, DATA)
    api.complete(upload, DATA)
    memory_switches.available = False
    for _ in range(RetryPolicy().attempts):
        assert memory_lab.state(upload) == "assembling"
        memory_lab.work()
        memory_lab.clock.forward(minutes=10)
    memory_lab.work()
    assert failure(api, upload) == STORAGE_GAVE_UP
    memory_switches.available = True
    requeued = memory_lab.operations.uploads.manage.requeue()
    assert [str(it) for it in requeued] == [upload]
    status = api.status(upload)
    assert (status["error_on"], status["is_consistent"]) == (None, False)
    memory_lab.work()
    assert api.status(upload)["verified"] == "whole"


def test_pauses_double_up_to_the_longest() -> None:
    retry = RetryPolicy()
    pauses = [retry.pause_after(attempt).total_seconds() for attempt in range(1, 13)]
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600]
    assert retry.pause_after(10**6) == retry.longest_pause


def test_anything_unforeseen_gets_the_same_chances_and_its_details_stay_in_the_log(
    lab: Lab, api: Api, project: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = completed(api, project)

    def broken(upload_id: object) -> None:
        raise ZeroDivisionError("a defect")

    with monkeypatch.context() as patch:
        patch.setattr(lab.records.chunks, "chunks", broken)
        lab.work()
        assert lab.state(upload) == "assembling"
        for _ in range(RetryPolicy().attempts):
            lab.clock.forward(minutes=10)
            lab.work()
    assert failure(api, upload) == DEFECT


def test_the_claim_of_a_crashed_worker_is_taken_up_again(lab: Lab, api: Api, project: str) -> None:
    upload = completed(api, project)
    lab.crash(upload)
    lab.work()
    assert lab.state(upload) == "assembling"
    lab.clock.forward(seconds=61)
    lab.work()
    assert lab.state(upload) == "complete"
    assert lab.attempts(upload) == 2


def test_an_upload_that_kills_its_workers_is_given_up(lab: Lab, api: Api, project: str) -> None:
    upload = completed(api, project)
    for _ in range(RetryPolicy().attempts):
        lab.crash(upload)
        lab.clock.forward(seconds=61)
    lab.work()
    assert failure(api, upload) == NEVER_ENDED


def test_a_worker_that_was_given_up_changes_nothing(lab: Lab, api: Api, project: str) -> None:
    upload = completed(api, project)
    late = lab.crash(upload)
    lab.clock.forward(seconds=61)
    lab.work()
    assert not lab.records.work_queue.fail(late, Failure.told("too late"), lab.clock())
    assert not lab.records.work_queue.renew(late, lab.clock())
    assert lab.state(upload) == "complete"
