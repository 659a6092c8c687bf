"""What storage has of a file's segments, asked for all of them at once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

import pytest
from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import Mismatch, StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.joining import SegmentCheck
from dds_upload.core.storage.manifest import Manifest, ObjectKey, Segment
from dds_upload.core.storage.object_store import ObjectStore
from providers.swift import removal
from providers.swift.build import build_swift
from tests.providers.conftest import CONTEXT, Subject
from tests.providers.fake_swift import Answer, Script, fake_swift
from tests.providers.sources import put

PARTS = (b"one", b"two", b"three")


def check_of(abilities: Abilities) -> SegmentCheck:
    assert abilities.segment_check is not None
    return abilities.segment_check


def below(key: ObjectKey, name: str) -> ObjectKey:
    return ObjectKey(key.container, f"{key.name}/{name}")


def stored(direct: Subject, key: ObjectKey) -> Manifest:
    direct.store.ensure_container(key.container)
    names = (f"{number}-{Digest.of('md5', data).value}" for number, data in enumerate(PARTS))
    pairs = zip(names, PARTS, strict=True)
    return Manifest(tuple(put(direct.store, below(key, name), data) for name, data in pairs))


def test_a_file_as_it_was_made_has_no_faults(direct: Subject, key: ObjectKey) -> None:
    manifest = stored(direct, key)
    direct.concatenator.concatenate(key, manifest, content_type="a/b", filename="f")
    assert list(check_of(direct.abilities).faults(manifest.segments)) == [None, None, None]
    assert list(check_of(direct.abilities).faults([])) == []


def test_each_fault_is_told_in_its_place(direct: Subject, key: ObjectKey) -> None:
    manifest = stored(direct, key)
    direct.raw.damage(key.container, manifest.segments[0].key.name, b"eno")
    direct.store.remove(manifest.segments[1].key)
    longer = manifest.segments[2]
    expected = [*manifest.segments[:2], Segment(longer.key, 6, longer.digest), longer]
    faults = check_of(direct.abilities).faults(expected)
    assert list(faults) == [Mismatch.DIGEST, Mismatch.MISSING, Mismatch.SIZE, None]


def test_a_container_that_is_gone_has_lost_every_segment(swift: Subject, key: ObjectKey) -> None:
    segment = Segment(below(key, "1"), 3, Digest.of("md5", b"one"))
    assert list(check_of(swift.abilities).faults([segment])) == [Mismatch.MISSING]


def test_many_objects_are_removed_and_no_others(subject: Subject, key: ObjectKey) -> None:
    manifest = stored(subject, key)
    others = [below(key, name) for name in ("7", "8-\u00fc with space", "9%2Fx")]
    for other in others:
        put(subject.store, other, b"superseded")
    subject.store.remove_all([*others, below(key, "is not there")])
    subject.store.remove_all([])
    left = {it.key for it in subject.store.list_below(key)}
    assert left == {it.key for it in manifest}


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], int]:
    """How often swiftclient was asked for something, by the name of its function."""
    seen: list[str] = []

    def watched(function: Callable[..., object]) -> Callable[..., object]:
        @wraps(function)
        def call(*args: object, **kwargs: object) -> object:
            seen.append(function.__name__)
            return function(*args, **kwargs)

        return call

    for name in ("delete_object", "post_account", "head_object", "get_container"):
        monkeypatch.setattr(client, name, watched(getattr(client, name)))
    return seen.count


def test_all_that_lies_below_a_file_is_listed_by_one_request(
    swift: Subject, key: ObjectKey, counted: Callable[[str], int]
) -> None:
    manifest = stored(swift, key)
    assert len(list(swift.store.list_below(key))) == len(manifest.segments)
    assert counted("get_container") == 1


def test_many_objects_go_by_one_request_where_the_cluster_offers_that(
    swift: Subject,
    key: ObjectKey,
    counted: Callable[[str], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    manifest = stored(swift, key)
    swift.concatenator.concatenate(key, manifest, content_type="a/b", filename="f")
    monkeypatch.setattr(removal, "BULK_MAX", 2)
    swift.store.remove_tree(key)
    assert swift.raw.objects(key.container) == {}
    assert counted("post_account") == 2
    assert counted("delete_object") == 1  # the manifest, by itself


def test_segments_of_others_stay_though_a_manifest_that_is_removed_names_them(
    swift: Subject, key: ObjectKey
) -> None:
    manifest = stored(swift, key)
    joined = [below(ObjectKey(key.container, "joined"), name) for name in ("1", "2")]
    for one in joined:
        swift.concatenator.concatenate(one, manifest, content_type="a/b", filename="f")
    swift.store.remove_all(joined)
    assert set(swift.raw.objects(key.container).values()) == set(PARTS)


def test_objects_go_one_by_one_where_the_cluster_offers_nothing_else() -> None:
    with fake_swift() as script:
        abilities = build_swift(script.options, CONTEXT)
        abilities.store.remove_all([ObjectKey("c", "1"), ObjectKey("c", "2")])
        removed = [it for it in script.seen if it.startswith("DELETE")]
    assert removed == ["DELETE /v1/AUTH_fake/c/1", "DELETE /v1/AUTH_fake/c/2"]


def bulk(script: Script, body: bytes) -> ObjectStore:
    script.info = {**dict(script.info), "bulk_delete": {"max_deletes_per_request": 100}}  # type: ignore[call-overload]
    script.answers["POST"] = Answer(200, {}, body)
    return build_swift(script.options, CONTEXT).store


@pytest.mark.parametrize(
    "body",
    [
        b'  {"Response Status": "400 Bad Request", "Errors": [["/c/1", "409 Conflict"]]}',
        b'{"Response Status": "502 Bad Gateway", "Errors": []}',
        b'{"Response Status": "200 OK", "Errors": [["/c/1", "503 Service Unavailable"]]}',
        b"{}",
    ],
)
def test_what_bulk_deletion_did_not_do_is_tried_again(body: bytes) -> None:
    with fake_swift() as script:
        store = bulk(script, body)
        with pytest.raises(StorageUnavailable, match="bulk-delete"):
            store.remove_all([ObjectKey("c", "1"), ObjectKey("c", "2")])
