"""What list_below guarantees, whatever the storage."""

from __future__ import annotations

from typing import Any

import pytest
from swiftclient import client  # type: ignore[import-untyped]

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.manifest import ObjectKey, Segment
from providers.local.options import LocalOptions
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions, Switches
from providers.swift.cluster import Cluster
from tests.providers.conftest import Subject
from tests.providers.sources import put
from tests.providers.test_join import join, part, stored

#: A cluster whose listings have three entries a page.
SMALL_PAGES = Cluster(bulk_delete_max=0, listing_max=3, lets_expire=False)


def below(subject: Subject, key: ObjectKey) -> dict[str, Segment]:
    found = list(subject.store.list_below(key))
    assert {it.key.container for it in found} <= {key.container}
    names = {it.key.name: it for it in found}
    assert len(names) == len(found)
    return names


def test_lists_what_lies_below_with_size_and_digest(subject: Subject, key: ObjectKey) -> None:
    made = stored(subject, key, b"", b"one", b"three")
    assert below(subject, key) == {it.key.name: it for it in made}


def test_lists_neither_the_object_itself_nor_what_only_begins_like_it(
    subject: Subject, key: ObjectKey
) -> None:
    stored(subject, key, b"one")
    for name in (key.name, f"{key.name}0", f"{key.name}0/1", f"a{key.name}/1"):
        put(subject.store, ObjectKey(key.container, name), b"other")
    assert set(below(subject, key)) == {f"{key.name}/0"}


def test_lists_what_lies_deeper(subject: Subject, key: ObjectKey) -> None:
    stored(subject, key, b"one")
    deeper = part(part(key, 1), 2)
    put(subject.store, deeper, b"two")
    assert set(below(subject, key)) == {f"{key.name}/0", deeper.name}


def test_leaves_joined_files_out(subject: Subject, key: ObjectKey) -> None:
    manifest = stored(subject, key, b"one", b"two")
    join(subject, part(key, 7), manifest)
    assert set(below(subject, key)) == {f"{key.name}/0", f"{key.name}/1"}


def test_shows_what_was_put_over_it(subject: Subject, key: ObjectKey) -> None:
    stored(subject, key, b"one")
    newest = put(subject.store, part(key, 0), b"another")
    assert newest in list(subject.store.list_below(key))


def test_of_nothing_is_empty(subject: Subject, key: ObjectKey) -> None:
    assert below(subject, key) == {}
    subject.store.ensure_container(key.container)
    assert below(subject, key) == {}
    stored(subject, key, b"one")
    subject.store.remove_tree(key)
    assert below(subject, key) == {}


def test_goes_on_where_swift_stops(
    swift: Subject, key: ObjectKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, answered = client.get_container, []

    def get_container(*args: Any, **more: Any) -> Any:
        answer = real(*args, **more)
        answered.append(len(answer[1]))
        return answer

    stored(swift, key, *[b"x"] * 7)
    monkeypatch.setattr(Cluster, "of", lambda info: SMALL_PAGES)
    monkeypatch.setattr(client, "get_container", get_container)
    assert len(below(swift, key)) == 7
    assert answered == [3, 3, 1]


def test_a_storage_that_is_away_is_not_empty(
    local: Abilities, local_options: LocalOptions, key: ObjectKey
) -> None:
    away = build_memory(MemoryOptions(switches=Switches(available=False)))
    with pytest.raises(StorageUnavailable):
        list(away.store.list_below(key))
    (local_options.root / "dds_upload.storage").unlink()
    with pytest.raises(StorageUnavailable):
        list(local.store.list_below(key))
