"""A finished file is read back once: that alone proves the md5 of several chunks together."""

from __future__ import annotations

from threading import Event
from uuid import UUID

import pytest

from dds_upload.adapters.resumable_md5 import PlainMd5, resumable_md5
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.uploads.upload import UploadState
from dds_upload.core.uploads.verifications import Verification
from dds_upload.operations.uploads.assemble_upload import RetryPolicy
from dds_upload.operations.uploads.read_back import ReadBack
from dds_upload.protocols.dds.words import WORDS
from providers.memory.options import Switches
from tests.house.client import Api, md5
from tests.house.fixtures import OpenLab
from tests.house.setting import Lab
from tests.uploads.memory import store_chunk

CHUNKS = [bytes([number]) * 100 for number in range(10)]
DATA = b"".join(CHUNKS)
SWAPPED = [CHUNKS[1], CHUNKS[0], *CHUNKS[2:]]


class StopsAt(Event):
    """Is set once it was asked so often; a reading asks after each block."""

    def __init__(self, asked: int) -> None:
        super().__init__()
        self._left = asked
        self.waits: list[float] = []

    def is_set(self) -> bool:
        self._left -= 1
        return self._left < 0

    def wait(self, timeout: float | None = None) -> bool:
        self.waits.append(timeout or 0)
        return False


def completed(lab: Lab, chunks: list[bytes] = CHUNKS) -> tuple[Api, str]:
    """An upload that its client completed with the md5 of DATA, whatever it sent."""
    api, upload = store_chunk(lab, *chunks)
    api.complete(upload, DATA)
    lab.work()
    return api, upload


def lease(lab: Lab) -> Verification | None:
    """Take on what is due, as another worker does."""
    return lab.records.verifications.lease(lab.clock(), lab.clock() + RetryPolicy().lease)


def reader(lab: Lab, **parts: object) -> ReadBack:
    """The operation with other parts."""
    built = lab.operations.uploads.read_back
    given = {name: getattr(built, name) for name in ReadBack.__slots__}
    return ReadBack(**{**given, **parts})


def test_a_file_can_be_used_before_the_whole_of_it_is_proven(memory_lab: Lab) -> None:
    api, upload = completed(memory_lab)
    status = api.status(upload)
    assert (status["is_consistent"], status["verified"]) == (True, "chunks")
    memory_lab.read_back()
    assert api.status(upload)["verified"] == "whole"


def test_chunks_in_the_wrong_order_are_found_though_each_is_right(lab: Lab, api: Api) -> None:
    project = api.project()
    upload = api.upload(project, len(DATA))
    for number, data in enumerate(SWAPPED, 1):
        api.send_chunk(upload, number, data)
    api.complete(upload, DATA)
    lab.work()
    file = api.file(project, upload).json["id"]
    api.get(f"/files/{file}/url")

    lab.read_back()
    status = api.status(upload)
    assert (status["is_consistent"], status["verified"]) == (True, "none")
    details = {"claimed": f"md5:{md5(DATA)}", "computed": f"md5:{md5(b''.join(SWAPPED))}"}
    failure = Failure(FailureCode.WHOLE_DIGEST_DIFFERS, details)
    assert status["error_message"] == WORDS.say_failure(failure)
    refused = api.get(f"/files/{file}/url", 400).json
    assert (refused["reason_code"], refused["reason"]) == (
        "integrity_failed",
        status["error_message"],
    )
    assert lab.database.sql("SELECT kind FROM events ORDER BY id DESC LIMIT 1").fetchone() == (
        "upload_failed",
    )


def test_what_joining_has_proven_is_not_read_again(memory_lab: Lab) -> None:
    api, upload = store_chunk(memory_lab, b"one chunk")
    api.complete(upload, b"one chunk")
    memory_lab.work()
    assert api.status(upload)["verified"] == "whole"
    assert lease(memory_lab) is None


def test_nothing_is_read_back_where_that_is_switched_off(open_again: OpenLab) -> None:
    lab = open_again({"VERIFY_WHOLE_FILE": "false"})
    api = Api(lab, lab.accounts.users.create("researcher").api_token.reveal())
    upload = api.stored(api.project(), b"in three", 3)
    assert lease(lab) is None
    assert api.status(upload)["verified"] == "chunks"


def test_a_worker_that_stops_goes_on_where_it_was(memory_lab: Lab) -> None:
    api, upload = completed(memory_lab)
    assert memory_lab.operations.uploads.read_back(StopsAt(6))
    again = lease(memory_lab)
    assert again is not None
    assert again.progress is not None
    assert 0 < again.progress.position < len(DATA)
    hasher = resumable_md5(again.progress.state)
    assert hasher.size == again.progress.position
    assert hasher.digest().value == md5(DATA[: hasher.size])

    memory_lab.clock.forward(seconds=61)  # that worker has died
    memory_lab.read_back()
    assert api.status(upload)["verified"] == "whole"


def test_a_worker_whose_hasher_cannot_be_kept_begins_again(memory_lab: Lab) -> None:
    api, upload = completed(memory_lab)
    read_back = reader(memory_lab, hashers=lambda state: PlainMd5())
    assert read_back(StopsAt(6))
    again = lease(memory_lab)
    assert again is not None
    assert again.progress is None
    memory_lab.clock.forward(seconds=61)
    assert read_back(Event())
    assert api.status(upload)["verified"] == "whole"


def test_a_worker_that_was_given_up_on_changes_nothing(memory_lab: Lab) -> None:
    api, upload = completed(memory_lab, SWAPPED)
    late = lease(memory_lab)
    assert late is not None
    memory_lab.clock.forward(seconds=61)
    taken_over = lease(memory_lab)
    records, now = memory_lab.records.verifications, memory_lab.clock()
    assert not records.keep(late, None, now)
    assert not records.finish(late)
    assert not records.fail(late, Failure(FailureCode.BYTES_LOST), now)
    assert api.status(upload)["verified"] == "chunks"
    assert taken_over is not None
    assert records.finish(taken_over)
    assert api.status(upload)["verified"] == "whole"


def test_storage_that_is_away_is_asked_again_with_growing_pauses(
    memory_lab: Lab, memory_switches: Switches
) -> None:
    api, upload = completed(memory_lab)
    memory_switches.available = False
    for pause in (2, 4, 8):
        memory_lab.read_back()
        memory_lab.clock.forward(seconds=pause - 0.5)
        assert not memory_lab.operations.uploads.read_back(Event())
        memory_lab.clock.forward(seconds=0.5)
    status = api.status(upload)
    assert (status["error_on"], status["verified"]) == (None, "chunks")
    memory_switches.available = True
    memory_lab.read_back()
    assert api.status(upload)["verified"] == "whole"


def test_bytes_that_stay_lost_are_said_to_be_lost(memory_lab: Lab) -> None:
    api, upload = completed(memory_lab)
    found = memory_lab.records.uploads.get(UUID(upload))
    assert found is not None
    memory_lab.providers.default.abilities.store.remove_tree(found.key)
    for _ in range(RetryPolicy().attempts):
        assert memory_lab.state(upload) is UploadState.COMPLETE
        memory_lab.read_back()
        memory_lab.clock.forward(minutes=10)
    assert memory_lab.state(upload) is UploadState.FAILED
    lost = WORDS.say_failure(Failure(FailureCode.BYTES_LOST))
    assert api.status(upload)["error_message"] == lost


def test_what_was_deleted_meanwhile_is_not_read(memory_lab: Lab) -> None:
    api, upload = completed(memory_lab, SWAPPED)
    api.delete(f"/uploads/{upload}")
    memory_lab.read_back()
    assert lease(memory_lab) is None
    assert memory_lab.state(upload) is UploadState.PURGED


def test_an_upload_that_is_queued_again_is_read_again(memory_lab: Lab) -> None:
    _, upload = completed(memory_lab, SWAPPED)
    memory_lab.read_back()
    memory_lab.operations.uploads.manage.requeue([UUID(upload)])
    memory_lab.work()
    assert memory_lab.state(upload) is UploadState.COMPLETE
    memory_lab.read_back()
    assert memory_lab.state(upload) is UploadState.FAILED


def test_a_rate_is_kept_on_the_average(memory_lab: Lab) -> None:
    completed(memory_lab)
    stopping = StopsAt(100)
    assert reader(memory_lab, bytes_per_second=10)(stopping)
    # A tenth of a second a byte, from one beginning: each block waits for all before it.
    assert [round(seconds, -1) for seconds in stopping.waits] == [
        10 * block for block in range(1, 11)
    ]


@pytest.mark.parametrize("size", [0, 1, 55, 56, 63, 64, 65, 1000])
def test_progress_of_an_md5_is_good_at_any_byte(size: int) -> None:
    data = bytes(range(256)) * 4
    before = resumable_md5(None)
    before.update(data[:size])
    after = resumable_md5(before.state())
    after.update(data[size:])
    assert (after.size, after.digest().value) == (len(data), md5(data))
    assert before.digest().value == md5(data[:size])


@pytest.mark.parametrize("state", [b"", b"nonsense", b"x" * 108])
def test_progress_that_is_not_readable_is_no_progress(state: bytes) -> None:
    hasher = resumable_md5(state)
    hasher.update(b"abc")
    assert (hasher.size, hasher.digest().value) == (3, md5(b"abc"))


def test_a_reader_from_before_a_healing_can_change_nothing(memory_lab: Lab) -> None:
    _, upload = completed(memory_lab)
    records, failure = memory_lab.records.verifications, Failure(FailureCode.WHOLE_DIGEST_DIFFERS)
    former = lease(memory_lab)
    memory_lab.clock.forward(seconds=1)
    records.begin(UUID(upload), memory_lab.clock())  # as a healing does
    present = lease(memory_lab)
    assert former is not None
    assert present is not None
    assert not records.keep(former, None, memory_lab.clock())
    assert not records.finish(former)
    assert not records.fail(former, failure, memory_lab.clock())
    assert memory_lab.state(upload) == "complete"
    assert records.finish(present)
