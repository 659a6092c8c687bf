"""Blobs that nobody needs are collected; one that was found, sent again or used lately is not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest

from db.tables.blobs import UploadBlobs
from dds_upload.core.blobs.blob import Blob
from tests.blobs.contents import DAY, NOW, count, new_blob, sha1, sha256
from tests.blobs.together import together
from tests.house.client import Api
from tests.house.setting import Lab


def use(lab: Lab, upload: str, blob: Blob) -> None:
    """Make the blob a part of an upload."""
    row = {"upload": UUID(upload), "position": count(lab, "upload_blobs"), "blob": blob.id}
    lab.database.run(UploadBlobs.insert(row))


@pytest.mark.parametrize("way", ["find", "owned", "add"])
def test_what_is_counted_on_is_not_collected(
    lab: Lab, provider: UUID, owner: UUID, way: str
) -> None:
    blob = new_blob(provider, b"mouse")
    lab.records.blobs.add([blob], owner, NOW - 2 * DAY)
    if way == "find":
        lab.records.blobs.find(provider, [sha256(blob)], NOW)
    elif way == "owned":
        lab.records.blobs.owned(provider, owner, [sha1(b"mouse")], NOW)
    else:
        lab.records.blobs.add([new_blob(provider, b"mouse")], owner, NOW)
    assert lab.records.blobs.collect(NOW - DAY, 100) == 0
    assert lab.records.blobs.collect(NOW + DAY, 100) == 1


def test_a_blob_touched_just_now_is_not_written_again(
    lab: Lab, provider: UUID, owner: UUID
) -> None:
    blob = new_blob(provider, b"mouse")
    lab.records.blobs.add([blob], owner, NOW)
    lab.records.blobs.find(provider, [sha256(blob)], NOW + timedelta(minutes=59))
    assert lab.records.blobs.collect(NOW + timedelta(seconds=1), 100) == 1


def test_what_is_collected_leaves_a_tombstone_and_no_owners(
    lab: Lab, provider: UUID, owner: UUID
) -> None:
    blobs = [new_blob(provider, name) for name in (b"mouse", b"rat", b"vole")]
    lab.records.blobs.add(blobs, owner, NOW)
    assert lab.records.blobs.collect(NOW + DAY, 2) == 2
    assert lab.records.blobs.collect(NOW + DAY, 2) == 1
    assert (count(lab, "blobs"), count(lab, "blob_owners")) == (0, 0)
    found = lab.records.blobs.tombstones(NOW + DAY, 10)
    assert set(found) == {(blob.id, provider, blob.key) for blob in blobs}
    lab.records.blobs.remove_tombstones([blob.id for blob in blobs])
    assert lab.records.blobs.tombstones(NOW + DAY, 10) == []


def test_what_an_upload_uses_is_never_collected(
    lab: Lab, api: Api, project: str, provider: UUID, owner: UUID
) -> None:
    used, unused = new_blob(provider, b"mouse"), new_blob(provider, b"rat")
    lab.records.blobs.add([used, unused], owner, NOW)
    upload = api.upload(project, 10)
    use(lab, upload, used)
    use(lab, upload, used)
    assert lab.records.blobs.collect(NOW + DAY, 100) == 1
    assert lab.records.blobs.find(provider, [sha256(used), sha256(unused)], NOW) == {
        sha256(used): used
    }


# SQLite has one writer at a time: there nobody can collect while somebody begins.
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_what_somebody_is_just_beginning_to_use_is_passed_over(
    lab: Lab, api: Api, project: str, provider: UUID, owner: UUID
) -> None:
    blob, upload = new_blob(provider, b"mouse"), api.upload(project, 10)
    lab.records.blobs.add([blob], owner, NOW)
    with lab.database.transaction():
        use(lab, upload, blob)
        [collected] = together(lab, [lambda: lab.records.blobs.collect(NOW + DAY, 100)])
    assert collected == 0
    assert lab.records.blobs.collect(NOW + DAY, 100) == 0


def test_what_is_found_while_it_is_being_collected_stays(
    lab: Lab, provider: UUID, owner: UUID
) -> None:
    for turn in range(10):
        blobs = [new_blob(provider, b"%d of %d" % (number, turn)) for number in range(40)]
        lab.records.blobs.add(blobs, owner, NOW - 2 * DAY)
        names = [sha256(blob) for blob in blobs]
        works: list[Callable[[], Any]] = [
            partial(lab.records.blobs.collect, NOW - DAY, 20),
            partial(lab.records.blobs.find, provider, names, NOW),
            partial(lab.records.blobs.collect, NOW - DAY, 20),
        ]
        results = together(lab, works)
        tombstones = {tombstone for tombstone, _, _ in lab.records.blobs.tombstones(NOW, 1000)}
        there = lab.records.blobs.find(provider, names, NOW)
        assert results[1] == there
        assert {blob.id for blob in blobs} - tombstones == {blob.id for blob in there.values()}
