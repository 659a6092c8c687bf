"""What a storage lists of itself: everything, in the order of bytes, and nothing of others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest

from dds_upload.core.storage.inventory import Stored
from dds_upload.core.storage.manifest import Manifest, ObjectKey
from providers.swift.cluster import Cluster
from tests.providers.conftest import Subject, _made
from tests.providers.sources import put
from tests.providers.test_join import join
from tests.providers.test_list import SMALL_PAGES


@pytest.fixture(params=["local", "tempauth"])
def listed(request: pytest.FixtureRequest) -> Subject:
    """A storage that can be listed."""
    return _made(request.param, request)


def inventory(subject: Subject, *containers: str) -> list[Stored]:
    """Of those containers alone: other tests use the same account."""
    assert subject.abilities.inventory is not None
    return [it for it in subject.abilities.inventory.objects() if it.key.container in containers]


def test_everything_is_listed_in_order_with_size_digest_and_time(
    listed: Subject, monkeypatch: pytest.MonkeyPatch
) -> None:
    if listed.kind == "tempauth":
        monkeypatch.setattr(Cluster, "of", lambda info: SMALL_PAGES)
    project, content = str(uuid4()), f"content-{uuid4().hex[:2]}"
    for container in (project, content, "nobody-knows"):
        listed.store.ensure_container(container)
    uploads = [UUID(int=uuid4().int & ~0xF | last) for last in (1, 2)]
    segments = []
    for upload in uploads:
        names = (f"{upload}/{name}" for name in ("1", "10-" + "a" * 32, "2-" + "b" * 32))
        some = [put(listed.store, ObjectKey(project, name), b"one") for name in names]
        join(listed, ObjectKey(project, str(upload)), Manifest(tuple(some)))
        segments += some
    blob = uuid4()
    segments.append(put(listed.store, ObjectKey(content, f"{blob.hex[2:4]}/{blob}"), b""))
    put(listed.store, ObjectKey("nobody-knows", "x"), b"other")

    found = inventory(listed, project, content, "nobody-knows")
    keys = [(it.key.container, it.key.name) for it in found]
    assert keys == sorted(keys)
    joined = {ObjectKey(project, str(upload)) for upload in uploads}
    assert {it.key for it in found if it.digest is None and it.size is None} == joined
    assert {(it.key, it.size, it.digest) for it in found if it.key not in joined} == {
        (it.key, it.size, it.digest) for it in segments
    }
    now = datetime.now(UTC)
    assert all(abs(now - it.modified_at) < timedelta(minutes=5) for it in found)
    for key in (*joined, *(it.key for it in segments), ObjectKey("nobody-knows", "x")):
        listed.store.remove(key)
    assert inventory(listed, project, content) == []
