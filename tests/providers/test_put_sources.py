"""What put makes of its source, whatever the storage: when it is read, and what it may raise."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from dds_upload.core.errors import ObjectMissing
from dds_upload.core.storage.buffers import BLOCK_SIZE
from dds_upload.core.storage.manifest import ObjectKey
from tests.providers.conftest import Subject
from tests.providers.sources import Broken, Forbidden, blocks, data_of, prepared, put

#: What is announced for a source of so many bytes that raises instead of telling its end.
ANNOUNCED: dict[str, Callable[[int], int | None]] = {
    "raises in the middle": lambda size: size + 1,
    "raises at the very end": lambda size: size,
    "raises anywhere": lambda size: None,
}

ERRORS = [
    ConnectionResetError("client"),
    ValueError("bug"),
    KeyboardInterrupt(),
]


@pytest.mark.parametrize("before", [True, False], ids=["over something", "over nothing"])
@pytest.mark.parametrize("size", [0, 10, 2 * BLOCK_SIZE])
@pytest.mark.parametrize("case", ANNOUNCED)
@pytest.mark.parametrize("error", ERRORS, ids=repr)
def test_a_source_that_raises_is_heard_and_leaves_everything_as_it_was(
    subject: Subject, key: ObjectKey, before: bool, size: int, case: str, error: BaseException
) -> None:
    untouched = prepared(subject, key, before=before)
    source, announced = Broken(data_of(size), error), ANNOUNCED[case](size)
    with pytest.raises(type(error)) as raised:
        subject.store.put(key, source, size=announced, digest=None, algorithm="md5")
    assert raised.value is error
    assert subject.raw.objects(key.container) == untouched
    assert subject.raw.leftovers() == []


@pytest.mark.parametrize("announced", [7, None])
def test_what_a_source_raises_keeps_its_cause(
    subject: Subject, key: ObjectKey, announced: int | None
) -> None:
    subject.store.ensure_container(key.container)
    error, cause = ValueError("refused"), KeyError("why")
    error.__cause__ = cause
    with pytest.raises(ValueError, match="refused"):
        subject.store.put(
            key, Broken(b"content", error), size=announced, digest=None, algorithm="md5"
        )
    assert error.__cause__ is cause


@pytest.mark.parametrize("announced", [2, None])
def test_the_store_still_works_after_a_failure(
    subject: Subject, key: ObjectKey, announced: int | None
) -> None:
    subject.store.ensure_container(key.container)
    source = Broken(b"x", OSError("gone"))
    with pytest.raises(OSError, match="gone"):
        subject.store.put(key, source, size=announced, digest=None, algorithm="md5")
    put(subject.store, key, b"content")
    assert subject.raw.objects(key.container) == {key.name: b"content"}


@pytest.mark.parametrize("size", [0, 10, 2 * BLOCK_SIZE])
@pytest.mark.parametrize("is_announced", [True, False])
def test_nothing_is_published_before_the_source_has_told_its_end(
    subject: Subject, key: ObjectKey, size: int, is_announced: bool
) -> None:
    untouched = prepared(subject, key, before=True)

    def source() -> Iterator[bytes]:
        for block in blocks(data_of(size)):
            seen.append(subject.raw.objects(key.container))
            yield block
        seen.append(subject.raw.objects(key.container))

    seen: list[dict[str, bytes]] = []
    announced = size if is_announced else None
    subject.store.put(key, source(), size=announced, digest=None, algorithm="md5")

    assert seen == [untouched] * (1 + len(blocks(data_of(size))))
    assert subject.raw.objects(key.container) == {key.name: data_of(size)}


@pytest.mark.parametrize("announced", [0, 9, None])
def test_without_the_container_nothing_is_read(
    subject: Subject, key: ObjectKey, announced: int | None
) -> None:
    for _ in range(2):
        with pytest.raises(ObjectMissing):
            subject.store.put(key, Forbidden(), size=announced, digest=None, algorithm="md5")
    assert subject.raw.objects(key.container) == {}


@pytest.mark.parametrize("announced", [7, None])
def test_the_same_source_can_be_put_once_the_container_is_made(
    subject: Subject, key: ObjectKey, announced: int | None
) -> None:
    source = [b"content"]
    with pytest.raises(ObjectMissing):
        subject.store.put(key, source, size=announced, digest=None, algorithm="md5")
    subject.store.ensure_container(key.container)
    subject.store.put(key, source, size=announced, digest=None, algorithm="md5")
    assert subject.raw.objects(key.container) == {key.name: b"content"}
