"""What an audit finds only by reading: bytes that changed under the same name, size and digest."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from dds_upload.core.errors import StorageUnavailable
from dds_upload.core.storage.inventory import Stored
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import ByteStream
from providers.local.inventory import LocalInventory
from providers.local.store import LocalStore
from tests.house.client import Api, digest_of, md5
from tests.house.setting import Lab
from tests.placements.desk import Desk
from tests.services.swift import SwiftServer
from tests.uploads.audited import DATA, audited, chunk, flip
from tests.uploads.clients import read
from tests.uploads.sealed import Complete


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """One kind of database: none is asked anything new."""
    return sqlite_url


def test_a_flipped_bit_is_found_removed_told_and_healed(
    lab: Lab, api: Api, project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    upload = api.stored(project, DATA, 100)
    flip(chunk(lab, project, upload))
    assert audited(lab, capsys) == (0, [])
    found = f"local: chunk {project}/{upload}/1-{md5(DATA[:100])}: content differs"
    assert audited(lab, capsys, content=True) == (1, [found])
    assert audited(lab, capsys, content=True, repair=True, discard=True) == (1, [found])
    assert "1" in api.status(upload)["error_message"]
    assert audited(lab, capsys, content=True)[0] == 0

    # Its bytes are asked for again, and nothing is healed before they come.
    granted = api.offer(upload, 1, 100, **digest_of(DATA[:100])).json
    lab.clock.forward(minutes=1)
    lab.work()
    assert api.status(upload)["error_on"] is not None
    api.send(granted, DATA[:100])
    lab.clock.forward(minutes=1)
    lab.work()
    assert api.download(project, upload).content == DATA
    assert audited(lab, capsys, content=True) == (0, [])


def test_a_repair_keeps_what_may_be_the_last_copy(
    lab: Lab, api: Api, project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    upload = api.stored(project, DATA, 100)
    path = chunk(lab, project, upload)
    flip(path)
    flipped = path.read_bytes()
    for _ in range(2):
        found = f"local: chunk {project}/{upload}/1-{md5(DATA[:100])}: content differs"
        assert audited(lab, capsys, content=True, repair=True) == (1, [found])
        assert path.read_bytes() == flipped


def test_a_file_that_was_sent_as_one_piece_is_read(
    lab: Lab, api: Api, project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = api.begin(project, 100, chunked=False).json
    api.send(whole["signed_url"], DATA[:100])
    api.complete(whole["id"], DATA[:100])
    lab.work()
    [path] = (lab.root / "containers" / project / whole["id"]).iterdir()
    flip(path)
    found = f"local: chunk {project}/{whole['id']}/1: content differs"
    assert audited(lab, capsys, content=True, repair=True, discard=True) == (1, [found])
    assert api.status(whole["id"])["error_on"] is not None


def test_a_chunk_by_content_is_read_and_taken_again(
    lab: Lab, capsys: pytest.CaptureFixture[str]
) -> None:
    Desk(lab, "desk").made(DATA)
    container, name = lab.database.sql("SELECT container, name FROM blobs LIMIT 1").fetchone()
    [path] = (lab.root / "containers" / container).glob(f"{name}.md5-*")
    data = path.read_bytes()
    flip(path)
    found = f"local: chunk by content {container}/{name}: content differs"
    assert audited(lab, capsys, content=True, repair=True, discard=True) == (1, [found])
    again = Desk(lab, "another")
    again.place(again.begin(len(data)), 0, data)
    assert path.read_bytes() == data
    assert audited(lab, capsys, content=True) == (0, [])


@pytest.mark.parametrize(
    ("planted", "word"),
    [
        (b"{", "cannot be read"),
        (b'{"version": 1, "content_type": "", "filename": "", "segments": []}', "content differs"),
    ],
)
def test_a_joined_file_is_joined_again(
    lab: Lab,
    api: Api,
    project: str,
    planted: bytes,
    word: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    upload = api.stored(project, DATA, 100)
    (lab.root / "containers" / project / f"{upload}.manifest").write_bytes(planted)
    assert audited(lab, capsys) == (0, [])
    found = f"local: file {project}/{upload}: {word}"
    assert audited(lab, capsys, content=True, repair=True) == (1, [found])
    assert audited(lab, capsys, content=True) == (0, [])
    assert api.download(project, upload).content == DATA


@pytest.fixture
def bad_sectors(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each first chunk cannot be read."""
    read = LocalStore.open

    def opened(self: LocalStore, key: ObjectKey, *args: object, **more: object) -> ByteStream:
        if "/1-" in key.name:
            raise StorageUnavailable("cannot read: Input/output error")
        return read(self, key, *args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(LocalStore, "open", opened)


def test_what_cannot_be_read_is_told_and_left_as_it_is(
    lab: Lab,
    api: Api,
    project: str,
    bad_sectors: None,
    capsys: pytest.CaptureFixture[str],
) -> None:
    upload = api.stored(project, DATA, 100)
    flip(chunk(lab, project, upload, 2))
    one, two = f"1-{md5(DATA[:100])}", f"2-{md5(DATA[100:])}"
    told = [
        f"local: chunk {project}/{upload}/{one}: cannot be read",
        f"local: chunk {project}/{upload}/{two}: content differs",
    ]
    assert audited(lab, capsys, content=True) == (1, told)
    audited(lab, capsys, content=True, repair=True, discard=True)
    assert chunk(lab, project, upload).exists()
    assert not chunk(lab, project, upload, 2).exists()


def test_a_storage_that_is_away_is_not_taken_for_bad_sectors(
    lab: Lab,
    api: Api,
    project: str,
    bad_sectors: None,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    upload = api.stored(project, DATA, 100)
    listed = LocalInventory.objects

    def unmounted(self: LocalInventory) -> Iterator[Stored]:
        for it in listed(self):
            (lab.root / "dds_upload.storage").unlink(missing_ok=True)
            yield it

    monkeypatch.setattr(LocalInventory, "objects", unmounted)
    with pytest.raises(StorageUnavailable):
        audited(lab, capsys, content=True, repair=True)
    assert chunk(lab, project, upload).exists()


def test_it_goes_on_where_it_was_broken_off(
    lab: Lab, api: Api, project: str, capsys: pytest.CaptureFixture[str]
) -> None:
    uploads = sorted(api.stored(project, DATA, 100) for _ in range(2))
    for upload in uploads:
        flip(chunk(lab, project, upload))
    one, two = (f"{upload}/1-{md5(DATA[:100])}" for upload in uploads)
    after = ObjectKey(project, one)
    told = [f"local: chunk {project}/{two}: content differs"]
    assert audited(lab, capsys, content=True, after=after, provider="local") == (1, told)


def test_one_provider_is_named_and_there(lab: Lab, capsys: pytest.CaptureFixture[str]) -> None:
    assert audited(lab, capsys, provider="local") == (0, [])
    assert audited(lab, capsys, provider="other") == (1, [])
    assert audited(lab, capsys, after=ObjectKey("a", "b")) == (1, [])


def test_nothing_is_discarded_by_an_audit_that_does_not_read_and_repair(
    lab: Lab, capsys: pytest.CaptureFixture[str]
) -> None:
    assert audited(lab, capsys, discard=True, content=True) == (1, [])
    assert audited(lab, capsys, discard=True, repair=True) == (1, [])


def test_swift_is_read_past_what_it_says_of_its_objects(
    swift_lab: Lab, swift_server: SwiftServer, capsys: pytest.CaptureFixture[str]
) -> None:
    """One chunk was overwritten through Swift, which shows; of another the disk lost a bit."""
    one, two = uuid4().bytes * 5, uuid4().bytes * 5
    complete = Complete(swift_lab, one, two)
    told = f"swift: chunk {complete.project}/{complete.id}"
    overwritten, flipped = (f"{number}-{md5(it)}" for number, it in ((1, one), (2, two)))
    store = swift_lab.providers.default.abilities.store
    key = ObjectKey(complete.project, f"{complete.id}/{overwritten}")
    store.put(key, [bytes(80)], size=80, digest=None, algorithm="md5")
    _lose_a_bit(swift_server, two)
    shows = f"{told}/{overwritten}: digest differs"
    assert audited(swift_lab, capsys) == (1, [shows])
    reads = f"{told}/{flipped}: content differs"
    assert audited(swift_lab, capsys, content=True) == (1, [shows, reads])


def test_a_copy_of_swift_without_manifests_gets_them_again(
    swift_lab: Lab, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = uuid4().bytes * 5, uuid4().bytes * 5
    complete = Complete(swift_lab, one, two)
    key = ObjectKey(complete.project, complete.id)
    swift_lab.providers.default.abilities.store.remove(key)
    assert audited(swift_lab, capsys, repair=True) == (1, [f"swift: file {key}: missing"])
    assert audited(swift_lab, capsys, content=True) == (0, [])
    assert read(complete.api, complete.project, complete.id) == one + two


def _lose_a_bit(server: SwiftServer, content: bytes) -> None:
    folder: Path = server._folder
    [path] = (it for it in folder.rglob("*.data") if it.read_bytes() == content)
    flip(path)
