"""What concatenate guarantees, whatever the storage, and what becomes of joined files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dds_upload.core.errors import ManifestRefused, Mismatch, ObjectMissing, UploadServiceError
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from tests.providers.conftest import Subject
from tests.providers.sources import put, read


def part(key: ObjectKey, number: int) -> ObjectKey:
    return ObjectKey(key.container, f"{key.name}/{number}")


def stored(subject: Subject, key: ObjectKey, *parts: bytes) -> Manifest:
    subject.store.ensure_container(key.container)
    segments = [put(subject.store, part(key, n), data) for n, data in enumerate(parts)]
    return Manifest(tuple(segments))


def join(subject: Subject, key: ObjectKey, manifest: Manifest) -> None:
    subject.concatenator.concatenate(
        key, manifest, content_type="text/plain", filename='a "b"; ü\\.txt'
    )


def test_joins_segments_in_the_order_of_the_manifest(subject: Subject, key: ObjectKey) -> None:
    first, second, third = stored(subject, key, b"one", b"two", b"three")
    join(subject, key, Manifest((third, first, second)))
    assert read(subject.store, key) == b"threeonetwo"
    assert subject.store.stat(key).size == 11


def test_one_segment_may_stand_in_two_places(subject: Subject, key: ObjectKey) -> None:
    first, second = stored(subject, key, b"one", b"two")
    join(subject, key, Manifest((first, second, first)))
    assert read(subject.store, key) == b"onetwoone"


def test_joins_no_segments_to_an_empty_file(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    join(subject, key, Manifest(()))
    assert subject.store.stat(key).size == 0
    assert read(subject.store, key) == b""


@pytest.mark.parametrize("parts", [(b"",), (b"one", b"two", b"")])
def test_the_last_segment_may_be_empty(
    subject: Subject, key: ObjectKey, parts: tuple[bytes, ...]
) -> None:
    join(subject, key, stored(subject, key, *parts))
    assert read(subject.store, key) == b"".join(parts)


def test_every_range_of_a_joined_file_can_be_read(subject: Subject, key: ObjectKey) -> None:
    join(subject, key, stored(subject, key, b"012", b"3", b"4567", b""))
    for first in range(8):
        for last in range(first, 8):
            expected = b"01234567"[first : last + 1]
            assert read(subject.store, key, ByteRange(first, last)) == expected


def test_segments_may_live_elsewhere_and_stay_there(subject: Subject, key: ObjectKey) -> None:
    manifest = stored(subject, key, b"own ")
    shared = ObjectKey(f"{key.container}-shared", "chunk")
    subject.store.ensure_container(shared.container)
    foreign = put(subject.store, shared, b"shared")
    other_digests = put(subject.store, ObjectKey(key.container, "beside"), b"!")

    join(subject, key, Manifest((*manifest, foreign, other_digests)))
    assert read(subject.store, key) == b"own shared!"

    subject.store.remove_tree(key)
    assert subject.raw.objects(key.container) == {"beside": b"!"}
    assert subject.raw.objects(shared.container) == {"chunk": b"shared"}


def test_a_repeat_changes_nothing(subject: Subject, key: ObjectKey) -> None:
    manifest = stored(subject, key, b"one", b"two")
    for _ in range(3):
        join(subject, key, manifest)
        assert read(subject.store, key) == b"onetwo"


def test_joined_and_plain_replace_each_other(subject: Subject, key: ObjectKey) -> None:
    manifest = stored(subject, key, b"one", b"two")
    put(subject.store, key, b"plain")
    join(subject, key, manifest)
    assert read(subject.store, key) == b"onetwo"
    put(subject.store, key, b"plain again")
    assert read(subject.store, key) == b"plain again"
    assert subject.store.stat(key).size == 11


def test_all_that_differs_is_told_at_once(subject: Subject, key: ObjectKey) -> None:
    good, size, digest, last = stored(subject, key, b"good", b"size", b"digest", b"last")
    gone = Segment(part(key, 9), 4, good.digest)
    bad_size = replace(size, size=5)
    bad_digest = replace(digest, digest=Digest.of("md5", b"DIGEST"))
    with pytest.raises(ManifestRefused) as refused:
        join(subject, key, Manifest((good, gone, bad_size, bad_digest, last, gone)))
    assert refused.value.problems == (
        (1, Mismatch.MISSING),
        (2, Mismatch.SIZE),
        (3, Mismatch.DIGEST),
        (5, Mismatch.MISSING),
    )
    with pytest.raises(ObjectMissing):
        subject.store.stat(key)


def test_a_refused_manifest_leaves_the_former_one(subject: Subject, key: ObjectKey) -> None:
    manifest = stored(subject, key, b"one", b"two")
    join(subject, key, manifest)
    gone = Segment(part(key, 9), 1, Digest.of("md5", b"?"))
    with pytest.raises(ManifestRefused):
        join(subject, key, Manifest((*manifest, gone)))
    assert read(subject.store, key) == b"onetwo"


def test_without_any_segment_stored_all_are_missing(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    gone = [Segment(part(key, n), 1, Digest.of("md5", b"?")) for n in range(2)]
    with pytest.raises(ManifestRefused) as refused:
        join(subject, key, Manifest(tuple(gone)))
    assert refused.value.problems == ((0, Mismatch.MISSING), (1, Mismatch.MISSING))


@pytest.mark.parametrize("number", [0, 1], ids=["first", "second"])
def test_a_segment_put_again_with_other_content_never_shows(
    subject: Subject, key: ObjectKey, number: int
) -> None:
    join(subject, key, stored(subject, key, b"one", b"two"))
    put(subject.store, part(key, number), b"TWO")
    try:
        shown = read(subject.store, key)
    except UploadServiceError:
        return
    assert shown == b"onetwo"


@pytest.mark.parametrize("data", [b"", b"tw", b"twoo"], ids=["emptied", "shorter", "longer"])
@pytest.mark.parametrize("number", [0, 1], ids=["first", "second"])
def test_a_damaged_segment_ends_in_an_error(
    subject: Subject, key: ObjectKey, number: int, data: bytes
) -> None:
    join(subject, key, stored(subject, key, b"one", b"two"))
    subject.raw.damage(key.container, part(key, number).name, data)
    with pytest.raises(UploadServiceError):
        read(subject.store, key)


@pytest.mark.parametrize("number", [0, 1], ids=["first", "second"])
def test_a_lost_segment_ends_in_an_error(subject: Subject, key: ObjectKey, number: int) -> None:
    join(subject, key, stored(subject, key, b"one", b"two"))
    subject.store.remove(part(key, number))
    with pytest.raises(UploadServiceError):
        read(subject.store, key)


def test_removing_a_joined_file_alone_keeps_its_segments(subject: Subject, key: ObjectKey) -> None:
    join(subject, key, stored(subject, key, b"one", b"two"))
    for _ in range(2):
        subject.store.remove(key)
        with pytest.raises(ObjectMissing):
            subject.store.open(key)
    assert sorted(subject.raw.objects(key.container).values()) == [b"one", b"two"]


@pytest.mark.parametrize("joined", [True, False], ids=["joined", "never joined"])
def test_remove_tree_takes_all_of_an_upload_and_nothing_else(
    subject: Subject, key: ObjectKey, joined: bool
) -> None:
    manifest = stored(subject, key, b"one", b"two", b"not in the manifest")
    neighbour = ObjectKey(key.container, f"{key.name}0")
    put(subject.store, neighbour, b"neighbour")
    if joined:
        join(subject, key, Manifest(manifest.segments[:2]))
    for _ in range(2):
        subject.store.remove_tree(key)
        with pytest.raises(ObjectMissing):
            subject.store.open(key)
        assert subject.raw.objects(key.container) == {neighbour.name: b"neighbour"}
        assert subject.raw.leftovers() == []


def test_removing_what_was_never_there_is_fine(subject: Subject, key: ObjectKey) -> None:
    for _ in range(2):
        subject.store.remove(key)
        subject.store.remove_tree(key)
        subject.store.ensure_container(key.container)


def test_remove_tree_of_a_plain_object(subject: Subject, key: ObjectKey) -> None:
    subject.store.ensure_container(key.container)
    put(subject.store, key, b"whole")
    subject.store.remove_tree(key)
    assert subject.raw.objects(key.container) == {}


def test_a_joined_file_has_a_tag_of_its_segments_in_their_order(
    subject: Subject, key: ObjectKey
) -> None:
    first, second = stored(subject, key, b"one", b"two")
    tags = []
    for segments in ((first, second), (second, first), (first, second), (first, first)):
        join(subject, key, Manifest(segments))
        stat = subject.store.stat(key)
        assert stat.size == 6
        tags.append(stat.tag)
    assert tags[0] == tags[2]
    assert len(set(tags)) == 3
