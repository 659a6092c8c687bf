"""When a complete upload is sealed, what takes the seal back, and how a damaged one is healed."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from dds_upload.core.events.event import EventKind
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.layout import chunk_key, tree_key
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.uploads.sealing import FIRST_LOOK_AFTER
from providers.memory.options import Switches
from tests.house.client import Api, digest_of
from tests.house.setting import Lab
from tests.uploads.memory import put, store_chunk

PARTS = (b"a" * 100, b"b" * 100, b"c" * 50)
DATA = b"".join(PARTS)

#: How long the default URL is good, and until the first look; seconds.
LIFE = 300
LOOK = LIFE + FIRST_LOOK_AFTER.total_seconds() + 1


class Complete:
    """A complete upload on a storage that its clients reach past the service."""

    def __init__(self, lab: Lab, *parts: bytes) -> None:
        self.lab = lab
        self.api, self.id = store_chunk(lab, *parts or PARTS)
        self.project = str(self._found.project_id)
        self.api.complete(self.id, b"".join(parts or PARTS))
        lab.work()
        assert lab.state(self.id) == "complete"

    @property
    def _found(self) -> Any:
        found = self.lab.records.uploads.get(UUID(self.id))
        assert found is not None
        return found

    @property
    def status(self) -> Any:
        return self.api.status(self.id)

    @property
    def due_at(self) -> datetime | None:
        sql = "SELECT due_at FROM uploads WHERE id = ?"
        found: datetime | None = self.lab.database.sql(sql, (UUID(self.id).hex,)).fetchone()[0]
        return found

    def later(self, **by: float) -> None:
        """Let time pass, and the sweeper come."""
        self.lab.clock.forward(**by)
        self.lab.work()

    def key(self, number: int) -> ObjectKey:
        chunks = {it.number: it for it in self.lab.records.chunks.chunks(UUID(self.id))}
        key: ObjectKey = self._found.chunk_key(chunks[number])
        return key

    def put(self, number: int, data: bytes) -> None:
        """What a client does with a URL that it still has."""
        put(self.lab, self.key(number), data)

    def again(self, number: int, expect: int = 200, **other: Any) -> Any:
        """Ask to send a chunk as it was, or otherwise."""
        data = other.pop("data", PARTS[number - 1])
        size = other.pop("size", len(data))
        return self.api.offer(self.id, number, size, expect, **digest_of(data))

    def events(self) -> list[tuple[EventKind, str | None]]:
        found = (it.event for it in self.lab.records.events.after(0, 1000))
        return [(it.kind, it.code) for it in found if str(it.upload_id) == self.id]


class Whole(Complete):
    """The same, sent as one piece."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.api, other = store_chunk(lab, b"x")
        self.project = self.api.get(f"/uploads/{other}").json["project"]["id"]
        self.id = self.api.upload(self.project, 100, chunked=False)
        self.put(1, PARTS[0])
        self.api.complete(self.id, PARTS[0])
        lab.work()

    def key(self, number: int) -> ObjectKey:
        key: ObjectKey = self._found.whole_key
        return key


@pytest.fixture
def upload(memory_lab: Lab) -> Complete:
    return Complete(memory_lab)


def damaged(memory_lab: Lab, *numbers: int) -> Complete:
    upload = Complete(memory_lab)
    for number in numbers:
        upload.put(number, b"other bytes")
    upload.later(seconds=LOOK)
    return upload


def test_storage_whose_urls_end_with_completion_seals_at_once(
    lab: Lab, api: Api, project: str
) -> None:
    for stored in (api.stored(project, b"x" * 150, 100), api.upload(project, 0, chunked=False)):
        if api.status(stored)["completed_on"] is None:
            api.send(api.get(f"/uploads/{stored}").json["signed_url"], b"")
            api.complete(stored, b"")
            assert api.status(stored)["sealed_on"] is None
            lab.work()
        assert api.status(stored)["sealed_on"] is not None


def test_an_upload_is_sealed_once_the_last_url_has_ended(upload: Complete) -> None:
    assert upload.status["sealed_on"] is None
    upload.later(seconds=LIFE)
    assert upload.status["sealed_on"] is None
    upload.later(seconds=LOOK - LIFE)
    assert upload.status["sealed_on"] is not None
    assert upload.status["error_on"] is None


def test_the_last_url_is_the_one_that_was_signed_last(memory_lab: Lab) -> None:
    api, upload = store_chunk(memory_lab, *PARTS)
    memory_lab.clock.forward(seconds=200)
    api.offer(upload, 2, 100, **digest_of(PARTS[1]))
    memory_lab.clock.forward(seconds=50)
    api.complete(upload, DATA)
    memory_lab.work()
    memory_lab.clock.forward(seconds=LOOK - 50 - 2)
    memory_lab.work()
    assert api.status(upload)["sealed_on"] is None
    memory_lab.clock.forward(seconds=2)
    memory_lab.work()
    assert api.status(upload)["sealed_on"] is not None


def test_an_upload_of_one_piece_is_sealed_as_long_after_its_completion(memory_lab: Lab) -> None:
    upload = Whole(memory_lab)
    upload.later(seconds=LOOK - 2)
    assert upload.status["sealed_on"] is None
    upload.later(seconds=2)
    assert upload.status["sealed_on"] is not None


def test_the_last_look_is_a_day_later_and_then_nothing_is_due(upload: Complete) -> None:
    upload.later(seconds=LOOK)
    sealed_on = upload.status["sealed_on"]
    assert upload.due_at is not None
    upload.later(days=1)
    assert upload.due_at is None
    assert upload.status["sealed_on"] == sealed_on


def test_the_last_look_takes_the_seal_back(upload: Complete) -> None:
    upload.later(seconds=LOOK)
    upload.put(2, b"by a PUT that took hours")
    upload.later(days=1)
    status = upload.status
    assert status["sealed_on"] is None
    assert status["error_on"] is not None


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


def test_a_look_waits_for_storage_that_is_away(memory_lab: Lab, memory_switches: Switches) -> None:
    upload = Complete(memory_lab)
    memory_switches.available = False
    upload.later(seconds=LOOK)
    assert upload.status["sealed_on"] is None
    assert upload.status["error_on"] is None
    memory_switches.available = True
    upload.later(seconds=61)
    assert upload.status["sealed_on"] is not None


def test_superseded_objects_go_when_it_is_looked_at(memory_lab: Lab) -> None:
    upload, store = Complete(memory_lab), memory_lab.providers.default.abilities.store
    other = chunk_key(upload.project, UUID(upload.id), 1, Digest.of("md5", b"superseded"))
    kept = ObjectKey(upload.project, f"{upload.id}/no-chunk")
    for key in (other, kept):
        put(memory_lab, key, b"superseded")
    tree = tree_key(upload.project, UUID(upload.id))
    assert {other, kept} < {it.key for it in store.list_below(tree)}
    upload.later(seconds=LOOK)
    left = {it.key for it in store.list_below(tree)}
    assert left == {kept, *(upload.key(number) for number in (1, 2, 3))}
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


def test_a_good_upload_is_sealed_without_a_look_at_a_single_chunk(
    memory_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload, check = Complete(memory_lab), memory_lab.providers.default.abilities.segment_check
    monkeypatch.setattr(check, "faults", None)
    upload.later(seconds=LOOK)
    assert upload.status["sealed_on"] is not None


def test_of_several_workers_one_looks(upload: Complete) -> None:
    lab = upload.lab
    lab.clock.forward(seconds=LOOK)
    now = lab.clock()
    lease = now + FIRST_LOOK_AFTER
    assert lab.records.seals.lease(UUID(upload.id), now, lease) is not None
    assert lab.records.seals.lease(UUID(upload.id), now, lease) is None
    lab.clock.forward(seconds=20)
    assert lab.records.seals.lease(UUID(upload.id), lab.clock(), lease) is not None


def test_what_was_granted_while_it_was_looked_at_is_looked_at_again(memory_lab: Lab) -> None:
    upload = damaged(memory_lab, 1)
    upload.again(1)
    memory_lab.clock.forward(seconds=31)
    seals, now = memory_lab.records.seals, memory_lab.clock()
    seen = seals.lease(UUID(upload.id), now, now + FIRST_LOOK_AFTER)
    assert seen is not None
    upload.again(1)
    assert not seals.heal(seen, now, now)
    assert not seals.postpone(seen, None)
    assert memory_lab.state(upload.id) == "failed"
    upload.put(1, PARTS[0])
    upload.later(seconds=31)
    assert memory_lab.state(upload.id) == "complete"


def test_an_upload_that_is_purged_meanwhile_stays_so(upload: Complete) -> None:
    seals, lab = upload.lab.records.seals, upload.lab
    lab.clock.forward(seconds=LOOK)
    seen = seals.lease(UUID(upload.id), lab.clock(), lab.clock() + FIRST_LOOK_AFTER)
    assert seen is not None
    upload.api.delete(f"/uploads/{upload.id}")
    assert not seals.seal(seen, lab.clock(), None)
    lab.work()
    assert lab.state(upload.id) == "purged"
