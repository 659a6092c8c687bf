"""The same of uploads by offset, whose ranges are bytes."""

from __future__ import annotations

from functools import partial
from typing import Any
from uuid import UUID

import pytest

from dds_upload.core.storage.layout import blobs_near
from tests.house.setting import Lab
from tests.placements.desk import Desk


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Rows are read as everywhere: what differs is the storage."""
    return sqlite_url


def test_by_offset_the_ranges_are_bytes(lab: Lab) -> None:
    desk = Desk(lab)
    upload = desk.begin(500)
    for offset in (400, 100, 200):
        desk.place(upload, offset, bytes([offset % 256]) * 100)
    found = desk.api.get(f"/uploads/{upload}/chunks").json
    shown = [(it["number"], it["offset"], it["size"], it["state"]) for it in found["results"]]
    assert shown == [
        (1, 100, 100, "stored"),
        (2, 200, 100, "stored"),
        (3, 400, 100, "stored"),
    ]
    assert found["missing"] == [{"first": 0, "last": 99}, {"first": 300, "last": 399}]
    assert found["missing_bytes"] == 200


@pytest.fixture(params=["local", "swift"])
def desk(request: pytest.FixtureRequest) -> Desk:
    return Desk(request.getfixturevalue("lab" if request.param == "local" else "swift_lab"))


def placed(desk: Desk, upload: UUID) -> list[str]:
    """The states of the chunks of an upload by offset."""
    found = desk.api.get(f"/uploads/{upload}/chunks").json["results"]
    return [it["state"] for it in found]


def test_by_offset_storage_is_asked_once_and_what_it_has_lost_is_missing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    upload = desk.begin(500)
    for offset in range(0, 500, 100):
        desk.place(upload, offset, bytes([offset // 100]) * 100)
    chunks, store = desk.chunks(upload), desk.lab.providers.default.abilities.store
    store.remove(chunks[1].blob.key)
    store.remove(chunks[3].blob.key)
    store.put(chunks[3].blob.key, [b"short"], size=5, digest=None, algorithm="md5")
    desk.lab.records.blobs.mark_damaged([chunks[4].blob.key], desk.lab.clock())
    asked: list[str] = []

    def noted(name: str, real: Any, *args: Any) -> Any:
        asked.append(name)
        return real(*args)

    for name in ("list_below", "stat", "open"):
        monkeypatch.setattr(store, name, partial(noted, name, getattr(store, name)))
    found = desk.api.get(f"/uploads/{upload}/chunks").json
    states = [it["state"] for it in found["results"]]
    assert states == ["stored", "granted", "stored", "differs", "differs"]
    assert found["missing"] == [{"first": 100, "last": 199}, {"first": 300, "last": 499}]
    assert found["missing_bytes"] == 300
    assert asked == ["list_below"]


def test_by_offset_what_was_kept_before_is_stored_and_what_is_near_is_of_this_upload(
    desk: Desk,
) -> None:
    first, second = desk.begin(200), desk.begin(200)
    for offset, data in ((0, b"a" * 100), (100, b"b" * 100)):
        desk.place(first, offset, data)
    desk.place(second, 0, b"b" * 100)  # lies with the first upload
    desk.place(second, 100, b"c" * 100)
    assert placed(desk, first) == placed(desk, second) == ["stored", "stored"]
    near = [it.blob.key.is_below(blobs_near(second)) for it in desk.chunks(second)]
    assert near == [False, True]
