"""What open and stat guarantee, whatever the storage; and that names are checked everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from dds_upload.core.errors import ObjectMissing, StorageRefused
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.manifest import Manifest, ObjectKey
from tests.providers.conftest import Subject
from tests.providers.sources import Forbidden, data_of, put, read

SIZE = 2 * BLOCK_SIZE + 5


@pytest.mark.parametrize(
    ("first", "last"),
    [(0, 0), (0, SIZE - 1), (SIZE - 1, SIZE - 1), (1, BLOCK_SIZE), (BLOCK_SIZE, 2 * BLOCK_SIZE)],
)
def test_reads_a_range(subject: Subject, key: ObjectKey, first: int, last: int) -> None:
    subject.store.ensure_container(key.container)
    data = data_of(SIZE)
    put(subject.store, key, data)
    assert read(subject.store, key, ByteRange(first, last)) == data[first : last + 1]


@pytest.mark.parametrize(("first", "last"), [(0, 5), (5, 5), (4, 9), (100, 200)])
def test_refuses_a_range_that_is_not_inside(
    subject: Subject, key: ObjectKey, first: int, last: int
) -> None:
    subject.store.ensure_container(key.container)
    put(subject.store, key, b"12345")
    with pytest.raises(StorageRefused):
        read(subject.store, key, ByteRange(first, last))


def test_can_be_closed_early_and_unread(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    data = data_of(SIZE)
    put(subject.store, key, data)
    for blocks_wanted in (0, 1):
        content = subject.store.open(key)
        assert content.size == SIZE
        for _, _ in zip(range(blocks_wanted), content, strict=False):
            pass
        content.close()
    assert read(subject.store, key) == data


def test_two_can_be_read_at_once_by_one_thread(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    put(subject.store, key, data_of(SIZE))
    first, second = subject.store.open(key), subject.store.open(key)
    try:
        assert all(one == two for one, two in zip(first, second, strict=True))
    finally:
        first.close()
        second.close()


@pytest.mark.parametrize("contained", [True, False], ids=["container", "no container"])
def test_what_is_not_there_is_missing(subject: Subject, key: ObjectKey, contained: bool) -> None:
    if contained:
        subject.store.ensure_container(key.container)
    with pytest.raises(ObjectMissing):
        subject.store.stat(key)
    with pytest.raises(ObjectMissing):
        subject.store.open(key)


def test_a_container_can_be_made_again(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    put(subject.store, key, b"content")
    subject.store.ensure_container(key.container)
    assert read(subject.store, key) == b"content"


def test_names_that_begin_alike_are_different(subject: Subject, container: str) -> None:
    subject.store.ensure_container(container)
    names = ["1", "10", "1/1", "1/10", "11", "1-1", "A", "a", "ü", "with space", "a%2Fb", "1.1"]
    for name in names:
        put(subject.store, ObjectKey(container, name), name.encode())
    assert subject.raw.objects(container) == {name: name.encode() for name in names}
    for name in names:
        assert read(subject.store, ObjectKey(container, name)) == name.encode()


HOSTILE = [
    "",
    ".",
    "..",
    "/",
    "a/",
    "/a",
    "a//b",
    "../a",
    "a/../b",
    "a/.",
    "a\0b",
    "a\nb",
    "\ud800",
]


@pytest.mark.parametrize("hostile", [*HOSTILE, "x" * 200], ids=repr)
def test_hostile_names_are_refused_everywhere(
    subject: Subject, container: str, hostile: str
) -> None:
    subject.store.ensure_container(container)
    for key in (ObjectKey(container, hostile), ObjectKey(hostile, "name")):
        for call in _calls_with(subject, key):
            with pytest.raises(ValueError, match="name"):
                call()
    with pytest.raises(ValueError, match="name"):
        subject.store.ensure_container(hostile)
    assert subject.raw.objects(container) == {}


def _calls_with(subject: Subject, key: ObjectKey) -> list[Callable[[], object]]:
    store, join = subject.store, subject.concatenator.concatenate
    return [
        lambda: store.put(key, Forbidden(), size=1, digest=None, algorithm="md5"),
        lambda: store.stat(key),
        lambda: store.open(key),
        lambda: store.remove(key),
        lambda: store.remove_tree(key),
        lambda: join(key, Manifest(()), content_type="text/plain", filename="x"),
    ]


def test_a_stat_tells_one_content_from_another(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    before = datetime.now(UTC)
    other = ObjectKey(key.container, f"{key.name}-other")
    seen = {}
    for data in (b"", b"one", b"two", b"longer"):
        put(subject.store, key, data)
        put(subject.store, other, data)
        stat = subject.store.stat(key)
        assert stat.size == len(data)
        assert stat == subject.store.stat(key)
        assert stat.tag == subject.store.stat(other).tag
        assert stat.tag.isascii()
        assert stat.tag.isprintable()
        assert '"' not in stat.tag
        # storage may know whole seconds only, and round up
        assert abs(stat.modified_at - before) < timedelta(minutes=1)
        seen[stat.tag] = data
    assert len(seen) == 4
