"""When a complete upload is sealed, and what takes the seal back."""

from __future__ import annotations

from uuid import UUID

import pytest

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.layout import chunk_key, tree_key
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.uploads.sealing import FIRST_LOOK_AFTER
from providers.memory.options import Switches
from tests.house.client import Api, digest_of
from tests.house.setting import Lab
from tests.uploads.memory import put, store_chunk
from tests.uploads.sealed import DATA, LIFE, LOOK, PARTS, Complete, Whole, damaged


@pytest.fixture
def upload(memory_lab: Lab) -> Complete:
    return Complete(memory_lab)


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
