"""What is damaged of a complete upload, who is told so, and how it is healed."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

import pytest

from dds_upload.core.errors import StorageRefused
from dds_upload.core.events.event import EventKind
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.layout import tree_key
from tests.house.client import digest_of
from tests.house.setting import Lab
from tests.uploads.sealed import DATA, LOOK, PARTS, Complete, Whole, damaged


@pytest.fixture
def upload(memory_lab: Lab) -> Complete:
    return Complete(memory_lab)


@pytest.mark.parametrize(
    ("numbers", "named"), [((2,), "2"), ((3, 1), "1, 3")], ids=["one", "several"]
)
def test_what_differs_is_damaged_and_its_chunks_are_named(
    memory_lab: Lab, numbers: tuple[int, ...], named: str
) -> None:
    upload = Complete(memory_lab)
    file = upload.api.file(upload.project, upload.id).json["id"]
    for number in numbers:
        upload.put(number, b"other bytes")
    upload.later(seconds=LOOK)
    status = upload.status
    text = f"chunks changed in storage after the file was complete, send them again: {named}"
    assert status["error_message"] == text
    assert status["error_on"] is not None
    assert status["sealed_on"] is None
    assert (status["is_consistent"], status["verified"]) == (True, "chunks")
    refused = upload.api.get(f"/files/{file}/url", 400).json
    assert refused["reason"] == text
    assert refused["suggestion"] == "You must begin a new upload process"
    assert upload.api.get(f"/projects/{upload.project}/files", 400).json["reason"] == text
    again = upload.api.file(upload.project, upload.id, 400).json
    assert again["errors"] == [{"upload": "cannot have an error"}]
    assert upload.events()[-1] == (EventKind.UPLOAD_DAMAGED, "chunks_damaged")
    assert upload.due_at is None


def test_a_chunk_that_is_gone_is_damage_too(upload: Complete) -> None:
    upload.lab.providers.default.abilities.store.remove(upload.key(1))
    upload.later(seconds=LOOK)
    assert upload.status["error_message"].endswith("send them again: 1")


def test_a_damaged_upload_takes_the_damaged_chunks_as_they_were_and_nothing_else(
    memory_lab: Lab,
) -> None:
    upload = damaged(memory_lab, 2)
    before = memory_lab.records.chunks.chunks(UUID(upload.id))
    for refused in (
        upload.again(1, 400),
        upload.again(2, 400, data=b"x" * 100),
        upload.again(2, 400, size=99),
        upload.api.offer(upload.id, 7, 100, 400),
    ):
        assert refused.json["reason_code"] == "chunk_not_damaged"
        assert "takes damaged chunks again" in refused.json["errors"][0]["number"]
    granted = upload.again(2).json
    assert granted["url"].split("?")[0].endswith(upload.key(2).name)
    many = [
        {"number": number, "size": 100, "hash": digest_of(PARTS[number - 1])} for number in (1, 2)
    ]
    answers = upload.api.put(f"/uploads/{upload.id}/chunks", {"chunks": many}, 200).json["results"]
    assert answers[0]["error"]["reason_code"] == "chunk_not_damaged"
    assert "url" in answers[1]
    assert memory_lab.records.chunks.chunks(UUID(upload.id)) == before


def test_a_damaged_upload_is_whole_again_once_the_chunks_are(memory_lab: Lab) -> None:
    upload = damaged(memory_lab, 1, 2)
    file = upload.api.get(f"/uploads/{upload.id}").json
    assert file["status"]["error_on"] is not None
    for number in (1, 2):
        upload.again(number)
        upload.put(number, PARTS[number - 1])
    upload.later(seconds=31)
    status = upload.status
    assert (status["error_on"], status["error_message"]) == (None, None)
    assert (status["is_consistent"], status["sealed_on"]) == (True, None)
    assert upload.events()[-1] == (EventKind.UPLOAD_HEALED, None)
    made = upload.api.file(upload.project, upload.id).json["id"]
    upload.api.get(f"/files/{made}/url")
    upload.later(seconds=LOOK - 31)
    assert upload.status["sealed_on"] is not None
    upload.later(days=1)
    assert upload.due_at is None


def test_what_is_still_damaged_is_named_and_looked_at_again(memory_lab: Lab) -> None:
    upload = damaged(memory_lab, 1, 2)
    upload.again(1)
    upload.put(1, PARTS[0])
    upload.later(seconds=31)
    assert upload.status["error_message"].endswith("again: 2")
    upload.again(1, 400)
    upload.again(2)
    upload.later(hours=5)
    upload.put(2, PARTS[1])
    upload.later(seconds=31)
    assert upload.status["error_on"] is None


def test_who_never_sends_again_is_not_waited_for_for_ever(memory_lab: Lab) -> None:
    upload = damaged(memory_lab, 1)
    upload.again(1)
    upload.later(seconds=31)
    assert upload.due_at is not None
    upload.later(days=1, seconds=LOOK)
    assert upload.due_at is None
    upload.again(1)
    assert upload.due_at is not None


def test_a_storage_that_joins_no_more_files_is_not_tried_for_ever(
    memory_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **kwargs: object) -> None:
        raise StorageRefused("no more files")

    upload = damaged(memory_lab, 1)
    upload.again(1)
    upload.put(1, PARTS[0])
    with monkeypatch.context() as patched:
        concatenator = memory_lab.providers.default.abilities.concatenator
        patched.setattr(concatenator, "concatenate", refuse)
        upload.later(seconds=31)
        assert upload.status["error_message"].endswith("again: 1")
        assert upload.due_at is not None
        upload.later(days=1, seconds=LOOK)
        assert upload.due_at is None
    upload.api.complete(upload.id, DATA)
    memory_lab.work()
    assert upload.status["error_on"] is None


def test_completing_again_has_a_damaged_upload_looked_at_at_once(memory_lab: Lab) -> None:
    upload = damaged(memory_lab, 1)
    upload.put(1, PARTS[0])
    upload.api.complete(upload.id, DATA)
    memory_lab.work()
    assert upload.status["error_on"] is None


def test_an_operator_has_a_damaged_upload_looked_at_and_not_assembled(memory_lab: Lab) -> None:
    upload = damaged(memory_lab, 1)
    assert memory_lab.operations.uploads.manage.requeue() == [UUID(upload.id)]
    assert memory_lab.state(upload.id) == "failed"
    memory_lab.work()
    upload.again(1)
    upload.put(1, PARTS[0])
    assert memory_lab.operations.uploads.manage.requeue([UUID(upload.id)]) == [UUID(upload.id)]
    memory_lab.work()
    assert upload.status["error_on"] is None


def test_a_damaged_upload_of_one_piece_shows_its_owner_where_to_send_it_again(
    memory_lab: Lab,
) -> None:
    upload = Whole(memory_lab)
    upload.put(1, b"other bytes")
    upload.later(seconds=LOOK)
    text = "the content changed in storage after the file was complete, send it again"
    assert upload.status["error_message"] == text
    listed = upload.api.get(f"/projects/{upload.project}/uploads").json["results"]
    assert not any("signed_url" in it for it in listed if it["id"] == upload.id)
    shown = upload.api.get(f"/uploads/{upload.id}").json
    assert shown["signed_url"]["url"].split("?")[0].endswith(upload.key(1).name)
    upload.put(1, PARTS[0])
    upload.later(seconds=31)
    status = upload.status
    assert (status["error_on"], status["sealed_on"]) == (None, None)
    assert "signed_url" not in upload.api.get(f"/uploads/{upload.id}").json
    upload.later(seconds=LOOK - 31)
    assert upload.status["sealed_on"] is not None


def test_a_listing_that_is_behind_calls_nothing_damaged(
    memory_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, store = Complete(memory_lab), memory_lab.providers.default.abilities.store
    listed = list(store.list_below(tree_key(upload.project, UUID(upload.id))))
    behind = [replace(listed[0], digest=Digest.of("md5", b"old")), replace(listed[1], size=7)]
    monkeypatch.setattr(store, "list_below", lambda key: behind)
    upload.later(seconds=LOOK)
    assert upload.status["error_on"] is None
    assert upload.status["sealed_on"] is not None
