"""What put guarantees, whatever the storage."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from dds_upload.core.errors import ContentMismatch
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey
from tests.providers.conftest import Subject
from tests.providers.sources import OLD, Dribble, blocks, data_of, prepared, put, read

SIZES = [0, 1, BLOCK_SIZE, BLOCK_SIZE + 1, 3 * BLOCK_SIZE + 17]


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("algorithm", ["md5", "sha1", "sha256"])
@pytest.mark.parametrize("announced", [True, False])
@pytest.mark.parametrize("sized", [True, False], ids=["sized", "unsized"])
def test_stores_exactly_the_bytes_and_tells_their_digest(
    subject: Subject, key: ObjectKey, size: int, algorithm: str, announced: bool, sized: bool
) -> None:
    subject.store.ensure_container(key.container)
    data = data_of(size)
    digest = Digest.of(algorithm, data)

    stored = subject.store.put(
        key,
        blocks(data),
        size=size if sized else None,
        digest=digest if announced else None,
        algorithm=algorithm,
    )

    assert stored == digest
    assert subject.raw.objects(key.container) == {key.name: data}
    assert read(subject.store, key) == data
    assert subject.store.stat(key).size == size
    assert subject.raw.leftovers() == []


@pytest.mark.parametrize("announced", [5000, None], ids=["sized", "unsized"])
def test_takes_a_source_that_gives_drops(
    subject: Subject, key: ObjectKey, announced: int | None
) -> None:
    subject.store.ensure_container(key.container)
    data = data_of(5000)
    subject.store.put(key, Dribble(data, 7), size=announced, digest=None, algorithm="md5")
    assert subject.raw.objects(key.container) == {key.name: data}


@pytest.mark.parametrize("size", [7, None], ids=["sized", "unsized"])
def test_one_digest_can_be_announced_and_another_asked_for(
    subject: Subject, key: ObjectKey, size: int | None
) -> None:
    subject.store.ensure_container(key.container)
    announced = Digest.of("sha256", b"content")
    source = [b"content"]
    given = subject.store.put(key, source, size=size, digest=announced, algorithm="md5")
    assert given == Digest.of("md5", b"content")


BAD = {
    "wrong digest": (b"content", 7, Digest.of("md5", b"other")),
    "wrong digest of another algorithm": (b"content", 7, Digest.of("sha1", b"other")),
    "wrong digest of nothing": (b"", 0, Digest.of("md5", b"other")),
    "fewer bytes": (b"conten", 7, None),
    "no bytes": (b"", 7, None),
    "more bytes": (b"content!", 7, None),
    "more than none": (b"!", 0, None),
    "fewer bytes, right digest of them": (b"conten", 7, Digest.of("md5", b"conten")),
    "more bytes, right digest of the first": (b"content!", 7, Digest.of("md5", b"content")),
    "fewer than several blocks": (data_of(2 * BLOCK_SIZE), 2 * BLOCK_SIZE + 1, None),
    "wrong digest of several blocks": (
        data_of(2 * BLOCK_SIZE),
        2 * BLOCK_SIZE,
        Digest.of("md5", b""),
    ),
}


@pytest.mark.parametrize("before", [True, False], ids=["over something", "over nothing"])
@pytest.mark.parametrize("case", BAD)
def test_other_content_than_announced_leaves_everything_as_it_was(
    subject: Subject, key: ObjectKey, case: str, before: bool
) -> None:
    data, size, digest = BAD[case]
    untouched = prepared(subject, key, before=before)
    with pytest.raises(ContentMismatch):
        subject.store.put(key, blocks(data), size=size, digest=digest, algorithm="md5")
    assert subject.raw.objects(key.container) == untouched
    assert subject.raw.leftovers() == []


def test_a_second_put_replaces_the_first(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    for data in (OLD, b"new", b"newest", OLD):
        put(subject.store, key, data)
        assert read(subject.store, key) == data
        assert subject.store.stat(key).size == len(data)


def test_two_at_once_leave_one_of_both_whole(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    contents = [bytes([number]) * (2 * BLOCK_SIZE) for number in (1, 2)]
    meeting = threading.Barrier(2)

    def source(data: bytes) -> Iterator[bytes]:
        """Both have begun before either ends."""
        first, *others = blocks(data)
        yield first
        meeting.wait(30)
        yield from others

    def upload(data: bytes) -> None:
        subject.store.put(key, source(data), size=len(data), digest=None, algorithm="md5")

    threads = [threading.Thread(target=upload, args=(data,)) for data in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert read(subject.store, key) in contents
    assert subject.raw.objects(key.container)[key.name] in contents
    assert subject.raw.leftovers() == []
