"""Chunks at byte offsets without artifacts: possible with what is there, and seen by no other."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest

from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.upload import Upload, UploadState, Verified
from tests.blobs.contents import age, count, objects
from tests.house.client import md5
from tests.placements.bare import BareDesk
from tests.placements.desk import Desk
from tests.providers.raw import RawLocal

DATA = bytes(range(250))
WRONG = DATA[::-1]


@pytest.fixture
def bare(desk: Desk) -> BareDesk:
    """A user of a protocol without artifacts, next to one of a protocol that has them."""
    return BareDesk(desk.lab, "other")


def claims() -> list[Digest | None]:
    """What may be said of DATA: nothing, or one digest."""
    return [None, *(Digest.of(name, DATA) for name in ("md5", "sha1", "sha256"))]


@pytest.mark.parametrize("claimed", claims(), ids=str)
def test_an_upload_becomes_a_file_that_is_proven(bare: BareDesk, claimed: Digest | None) -> None:
    upload = bare.assembled(DATA, claimed)
    assert (upload.state, upload.addressing, upload.outcome, upload.failure) == (
        UploadState.COMPLETE,
        Addressing.OFFSET,
        None,
        None,
    )
    assert bare.content(upload) == DATA
    assert upload.verified is (Verified.CHUNKS if claimed is None else Verified.WHOLE)
    shown = bare.api.get(f"/uploads/{upload.id}").json
    digests = {digest["algorithm"]: digest["value"] for digest in shown["hashes"]}
    expected = {"md5": md5(DATA), **({claimed.algorithm: claimed.value} if claimed else {})}
    assert digests == expected
    assert len(shown["hashes"]) == len(expected)
    assert (count(bare.lab, "artifacts"), count(bare.lab, "commits")) == (0, 0)


@pytest.mark.parametrize("claimed", [None, Digest.of("sha256", b"")], ids=str)
def test_nothing_at_all_is_a_file_too(bare: BareDesk, claimed: Digest | None) -> None:
    upload = bare.assembled(b"", claimed)
    assert (upload.state, bare.content(upload)) == (UploadState.COMPLETE, b"")


def test_a_wrong_claim_fails_for_good(bare: BareDesk) -> None:
    claimed = Digest.of("sha256", WRONG)
    upload = bare.assembled(DATA, claimed)
    details = {"claimed": str(claimed), "computed": str(Digest.of("sha256", DATA))}
    failure = Failure(FailureCode.WHOLE_DIGEST_DIFFERS, details)
    assert (upload.state, upload.failure) == (UploadState.FAILED, failure)
    assert (upload.claimed, upload.tally.size) == (claimed, len(DATA))
    bare.lab.clock.forward(hours=1)
    bare.lab.work()
    assert bare.upload(upload.id) == upload


def remove(path: Path) -> None:
    path.unlink()


def shorten(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def flip(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(bytes([data[0] ^ 1]) + data[1:])


def spoil(bare: BareDesk, upload_id: UUID, how: Callable[[Path], None], *offsets: int) -> None:
    """Do that to chunks on the disk, behind everybody's back."""
    for chunk in bare.lab.records.placements.chunks(upload_id):
        if chunk.offset in offsets:
            folder = bare.lab.root / "containers" / chunk.blob.key.container
            (path,) = folder.glob(f"*/{chunk.blob.id}*")
            how(path)


@pytest.mark.parametrize("how", [remove, shorten, flip])
@pytest.mark.parametrize("claimed", [None, Digest.of("sha256", DATA)], ids=str)
def test_lost_bytes_fail_it_with_their_ranges(
    bare: BareDesk, claimed: Digest | None, how: Callable[[Path], None]
) -> None:
    upload_id = bare.sent(DATA)
    spoil(bare, upload_id, how, 0, 200)
    bare.end(upload_id, claimed)
    bare.work(upload_id)
    upload = bare.upload(upload_id)
    failure = Failure(FailureCode.BYTES_LOST, {"bytes": ["0-99", "200-249"]})
    assert (upload.state, upload.failure) == (UploadState.FAILED, failure)
    error = bare.api.status(str(upload_id))["error_message"]
    assert error == "storage has lost bytes 0-99, 200-249"


def test_bytes_that_came_again_with_another_upload_complete_it_when_it_is_queued_again(
    bare: BareDesk,
) -> None:
    upload_id = bare.sent(DATA)
    spoil(bare, upload_id, flip, 0)
    bare.end(upload_id, None)
    bare.work(upload_id)
    assert bare.upload(upload_id).state is UploadState.FAILED
    bare.sent(DATA[:100])
    bare.lab.records.work_queue.requeue([upload_id], bare.lab.clock())
    bare.work(upload_id)
    assert bare.content(bare.upload(upload_id)) == DATA


def made(bare: BareDesk, state: UploadState) -> Upload:
    """An upload in that state."""
    if state is UploadState.OPEN:
        return bare.upload(bare.sent(DATA))
    return bare.assembled(DATA, Digest.of("sha256", WRONG if state is UploadState.FAILED else DATA))


FOUND = [UploadState.OPEN, UploadState.COMPLETE, UploadState.FAILED]


@pytest.mark.parametrize("state", FOUND)
def test_its_owner_finds_it_by_the_dds_api_and_nobody_else(
    bare: BareDesk, desk: Desk, state: UploadState
) -> None:
    upload = made(bare, state)
    shown = bare.api.get(f"/uploads/{upload.id}").json
    assert (shown["project"], shown["size"]) == (None, len(DATA))
    chunks = [(chunk["number"], chunk["size"]) for chunk in shown["chunks"]]
    assert chunks == [(1, 100), (2, 100), (3, 50)]
    desk.api.get(f"/uploads/{upload.id}", expect=404)
    desk.api.delete(f"/uploads/{upload.id}", expect=404)


def test_a_file_can_be_made_of_it_and_keeps_it(bare: BareDesk) -> None:
    upload, project = bare.assembled(DATA, None), bare.api.project()
    assert bare.api.download(project, str(upload.id)).content == DATA
    bare.api.delete(f"/uploads/{upload.id}", expect=400)
    assert bare.upload(upload.id).state is UploadState.COMPLETE
    assert bare.content(upload) == DATA


@pytest.mark.parametrize("state", FOUND)
def test_its_bytes_go_when_it_is_given_up(
    bare: BareDesk, local_storage: RawLocal, state: UploadState
) -> None:
    upload = made(bare, state)
    bare.api.delete(f"/uploads/{upload.id}")
    gone = UploadState.ABORTED if state is UploadState.OPEN else UploadState.PURGED
    assert bare.upload(upload.id).state is gone
    bare.lab.work()
    assert local_storage.objects(upload.container) == {}
    assert count(bare.lab, "upload_blobs") == 0
    age(bare.lab, 25)
    bare.lab.operations.blobs.clean()
    age(bare.lab, 25)
    bare.lab.operations.blobs.clean()
    assert (count(bare.lab, "blobs"), objects(bare.lab)) == (0, [])
