"""What waits to become an object, in drafts of the storage or, where it has none, in a spool."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from dds_upload.core.errors import ObjectMissing, StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.drafts import Drafts
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.operations.blobs.spool import Spool
from providers.local.options import LocalOptions
from tests.providers.conftest import Subject
from tests.providers.sources import data_of, prepared, read
from tests.providers.test_local import files


@pytest.fixture
def drafts(subject: Subject) -> Iterator[Drafts]:
    """Those that chunks wait in at this storage."""
    with closing(Spool(subject.store)) as spool:
        yield subject.abilities.drafts or spool


@pytest.mark.parametrize("size", [0, 1, 2 * BLOCK_SIZE + 17])
def test_a_draft_becomes_the_object(
    subject: Subject, drafts: Drafts, key: ObjectKey, size: int
) -> None:
    prepared(subject, key, before=True)
    data = data_of(size)
    with closing(drafts.begin()) as draft:
        for start in range(0, size, BLOCK_SIZE):
            draft.write(data[start : start + BLOCK_SIZE])
        draft.publish(key, Digest.of("md5", data))
    assert read(subject.store, key) == data
    assert subject.store.stat(key).size == size
    assert subject.raw.leftovers() == []


def test_several_are_published_in_any_order(
    subject: Subject, drafts: Drafts, key: ObjectKey
) -> None:
    subject.store.ensure_container(key.container)
    contents = {ObjectKey(key.container, f"{key.name}/{n}"): b"%d" % n * n for n in range(5)}
    made = {}
    for each, data in contents.items():
        made[each] = drafts.begin()
        made[each].write(data)
    for each in reversed(contents):
        made[each].publish(each, Digest.of("md5", contents[each]))
    for each, data in contents.items():
        made[each].close()
        assert read(subject.store, each) == data


def test_what_is_not_published_leaves_everything_as_it_was(
    subject: Subject, drafts: Drafts, key: ObjectKey
) -> None:
    untouched = prepared(subject, key, before=True)
    with closing(drafts.begin()) as draft:
        draft.write(b"nobody wants this")
    assert subject.raw.objects(key.container) == untouched
    assert subject.raw.leftovers() == []


def test_a_container_can_be_made_when_it_turns_out_to_be_missing(
    subject: Subject, drafts: Drafts, key: ObjectKey
) -> None:
    with closing(drafts.begin()) as draft:
        draft.write(b"content")
        with pytest.raises(ObjectMissing):
            draft.publish(key, Digest.of("md5", b"content"))
        subject.store.ensure_container(key.container)
        draft.publish(key, Digest.of("md5", b"content"))
    assert read(subject.store, key) == b"content"


def test_nothing_is_drafted_where_the_disk_is_away(
    local: Abilities, local_options: LocalOptions
) -> None:
    assert local.drafts is not None
    (local_options.root / "dds_upload.storage").unlink()
    with pytest.raises(StorageUnavailable):
        local.drafts.begin()
    assert files(local_options.root) == []


def test_a_full_disk_for_temporary_files_is_unavailable(
    local: Abilities, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(**_: object) -> object:
        return Path("/dev/full").open("wb", buffering=0)

    monkeypatch.setattr("dds_upload.operations.blobs.spool.TemporaryFile", full)
    with closing(Spool(local.store)) as spool, pytest.raises(StorageUnavailable):
        spool.begin().write(b"content")
