"""What put guarantees where nobody knows beforehand how many bytes will come."""

from __future__ import annotations

import pytest

from dds_upload.core.errors import ContentMismatch
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from tests.providers.conftest import Subject
from tests.providers.sources import Dribble, blocks, data_of, prepared, put, read


def test_takes_several_mib_that_come_in_uneven_pieces(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    data = data_of(5 * BLOCK_SIZE + 1)
    source = Dribble(data, 70_001)
    stored = subject.store.put(key, source, size=None, digest=None, algorithm="sha256")
    assert stored == Digest.of("sha256", data)
    assert subject.raw.objects(key.container) == {key.name: data}


@pytest.mark.parametrize("before", [True, False], ids=["over something", "over nothing"])
@pytest.mark.parametrize("algorithm", ["md5", "sha1"])
@pytest.mark.parametrize("size", [0, 7, BLOCK_SIZE, 2 * BLOCK_SIZE + 1])
def test_another_digest_than_announced_leaves_everything_as_it_was(
    subject: Subject, key: ObjectKey, size: int, algorithm: str, before: bool
) -> None:
    untouched = prepared(subject, key, before=before)
    source, other = blocks(data_of(size)), Digest.of(algorithm, b"other")
    with pytest.raises(ContentMismatch):
        subject.store.put(key, source, size=None, digest=other, algorithm="md5")
    assert subject.raw.objects(key.container) == untouched
    assert subject.raw.leftovers() == []


def test_replaces_what_was_put_with_a_size_and_the_other_way_round(
    subject: Subject, key: ObjectKey
) -> None:
    prepared(subject, key, before=True)
    for data in (b"new", b"", b"newest"):
        subject.store.put(key, blocks(data), size=None, digest=None, algorithm="md5")
        assert subject.raw.objects(key.container) == {key.name: data}
    put(subject.store, key, b"content")
    assert read(subject.store, key) == b"content"


def test_can_be_joined_like_any_other(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    part = ObjectKey(key.container, f"{key.name}/1")
    digest = subject.store.put(part, [b"part"], size=None, digest=None, algorithm="md5")
    manifest = Manifest((Segment(part, 4, digest),) * 2)
    subject.concatenator.concatenate(key, manifest, content_type="", filename="file")
    assert read(subject.store, key) == b"partpart"
