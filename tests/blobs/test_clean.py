"""Cleaning up: what nobody uses and nobody asked for in a day goes, bytes and all."""

from __future__ import annotations

from uuid import UUID

import pytest

from db.tables.blobs import UploadBlobs
from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import ObjectStore
from dds_upload.operations.blobs import clean_blobs
from tests.blobs.contents import age, count, incoming, new_blob, objects, organization, sha1
from tests.house.client import Api
from tests.house.setting import Lab


def send(lab: Lab, *contents: bytes) -> None:
    chunks = incoming(default_store(lab), *contents)
    lab.operations.blobs.store(lab.providers.default, organization(lab), chunks)


def default_store(lab: Lab) -> ObjectStore:
    return lab.providers.default.abilities.store


def test_what_was_touched_within_a_day_stays(lab: Lab) -> None:
    send(lab, b"mouse")
    age(lab, hours=23)
    assert lab.operations.blobs.clean() == 0
    assert len(objects(lab)) == count(lab, "blobs") == 1


def test_what_nobody_used_for_a_day_goes_with_its_bytes(lab: Lab) -> None:
    send(lab, b"mouse", b"rat")
    age(lab, hours=25)
    send(lab, b"mouse")
    assert lab.operations.blobs.clean() == 1
    assert len(objects(lab)) == count(lab, "blobs") == count(lab, "blob_owners") == 1
    assert count(lab, "blob_graves") == 0
    assert lab.operations.blobs.clean() == 0


def test_it_works_in_batches_until_all_is_gone(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clean_blobs, "BATCH", 4)
    send(lab, *(b"%d" % number for number in range(10)))
    age(lab, hours=25)
    assert [lab.operations.blobs.clean() for _ in range(4)] == [4, 4, 2, 0]
    assert objects(lab) == []


def test_what_an_upload_uses_stays_however_old(lab: Lab, api: Api, project: str) -> None:
    send(lab, b"mouse", b"rat")
    age(lab, hours=1000)
    found = lab.records.blobs.owned(
        lab.providers.default.id, organization(lab), [sha1(b"mouse")], lab.clock()
    )
    row = {"upload": UUID(api.upload(project, 10)), "position": 0, "blob": found[sha1(b"mouse")].id}
    lab.database.run(UploadBlobs.insert(row))
    age(lab, hours=1000)
    assert lab.operations.blobs.clean() == 1
    assert objects(lab) == [str(found[sha1(b"mouse")].id)]


def test_bytes_of_a_process_that_was_killed_in_between_go_after_a_day(lab: Lab) -> None:
    blob = new_blob(lab.providers.default.id, b"mouse")
    store = default_store(lab)
    lab.records.blobs.expect([blob], lab.clock() + clean_blobs.KEPT_FOR)
    store.ensure_container(blob.key.container)
    store.put(blob.key, [b"mouse"], size=5, digest=None, algorithm="md5")
    assert lab.operations.blobs.clean() == 0
    send(lab, b"mouse")
    age(lab, hours=25)
    send(lab, b"mouse")
    assert lab.operations.blobs.clean() == 1
    assert len(objects(lab)) == 1
    assert objects(lab) != [str(blob.id)]


def test_bytes_at_a_storage_that_is_down_wait_without_holding_up_others(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(lab, b"mouse", b"rat", b"vole")
    age(lab, hours=25)
    store, tries = default_store(lab), list[ObjectKey]()

    def fail(key: ObjectKey) -> None:
        tries.append(key)
        raise StorageUnavailable("down")

    monkeypatch.setattr(store, "remove", fail)
    assert lab.operations.blobs.clean() == 0
    assert len(tries) == 1
    assert (count(lab, "blobs"), count(lab, "blob_graves")) == (0, 3)
    monkeypatch.undo()
    assert lab.operations.blobs.clean() == 3
    assert objects(lab) == []


def test_one_object_that_storage_refuses_to_remove_stops_nothing(
    lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    send(lab, b"mouse", b"rat", b"vole")
    age(lab, hours=25)
    store = default_store(lab)
    remove, refused = store.remove, objects(lab)[0]

    def refuse_one(key: ObjectKey) -> None:
        if key.name.endswith(refused):
            raise StorageRefused("locked")
        remove(key)

    monkeypatch.setattr(store, "remove", refuse_one)
    assert lab.operations.blobs.clean() == 2
    assert objects(lab) == [refused]


def test_a_chunk_that_was_cleaned_away_can_be_sent_again(lab: Lab) -> None:
    send(lab, b"mouse")
    before = objects(lab)
    age(lab, hours=25)
    lab.operations.blobs.clean()
    send(lab, b"mouse")
    assert len(objects(lab)) == 1
    assert objects(lab) != before
