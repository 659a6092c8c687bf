"""Uploads of a release that named chunks by number alone finish under the names they have."""

from __future__ import annotations

from uuid import UUID

from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.chunk import Chunk
from tests.house.client import Api, digest_of
from tests.uploads.before_names import BeforeNames
from tests.uploads.clients import read, send

PARTS = [bytes([number]) * 25 for number in range(4)]
WHOLE = b"".join(PARTS)


def put(before: BeforeNames, api: Api, signed: dict[str, str], data: bytes) -> None:
    """Send bytes to where a signed URL leads."""
    if before.lab.providers.default.abilities.takes_bytes_by_itself:
        assert send(signed, data) == 201
    else:
        api.send(signed, data)


def content(before: BeforeNames, api: Api, upload: UUID) -> bytes:
    """What is read of the upload once it is complete."""
    project = str(before.project_id)
    if before.lab.providers.default.abilities.takes_bytes_by_itself:
        return read(api, project, str(upload))
    found: bytes = api.download(project, str(upload)).content
    return found


def test_an_upload_finishes_whose_chunks_were_sent_before_and_after(
    before_names: BeforeNames,
) -> None:
    before = before_names
    upload = before.begun(*PARTS)
    before.send(upload, 1, PARTS[0])
    granted = before.signed(upload, 2)
    api = before.client()
    put(before, api, granted, PARTS[1])
    again = api.offer(str(upload), 3, 25, **digest_of(PARTS[2])).json
    assert f"/{upload}/3?" in again["url"]
    put(before, api, again, PARTS[2])
    changed = api.offer(str(upload), 4, 25, **digest_of(b"o" * 25)).json
    assert f"/{upload}/4-" in changed["url"]
    put(before, api, changed, b"o" * 25)
    data = b"".join([*PARTS[:3], b"o" * 25])
    api.complete(str(upload), data)
    before.lab.work()
    assert content(before, api, upload) == data


def test_a_chunk_that_was_sent_before_is_found_when_it_is_announced_again(
    before_names: BeforeNames,
) -> None:
    before = before_names
    upload = before.begun(*PARTS)
    for number, part in enumerate(PARTS, 1):
        before.send(upload, number, part)
    api = before.client()
    api.offer(str(upload), 1, 25, **digest_of(PARTS[0]))
    api.complete(str(upload), WHOLE)
    before.lab.work()
    assert content(before, api, upload) == WHOLE


def test_content_that_is_announced_anew_is_named_after_it_for_ever(
    before_names: BeforeNames,
) -> None:
    before = before_names
    upload = before.begun(PARTS[0])
    api = before.client()
    for data in (PARTS[1], PARTS[0]):
        assert f"/{upload}/1-" in api.offer(str(upload), 1, 25, **digest_of(data)).json["url"]
    (chunk,) = before.lab.records.chunks.chunks(upload)
    assert chunk == Chunk(1, 25, Digest.of("md5", PARTS[0]), is_named=True)


def test_an_upload_in_one_piece_finishes(before_names: BeforeNames) -> None:
    before = before_names
    size = {"size": 25, "chunks_count": 0, "chunks_size": 0, "chunks_highest": -1}
    upload = before.begun(addressing="whole", **size)
    before.send(upload, 1, PARTS[0])
    api = before.client()
    api.complete(str(upload), PARTS[0])
    before.lab.work()
    assert content(before, api, upload) == PARTS[0]


def test_chunks_that_are_announced_again_together_keep_their_names_each(
    before_names: BeforeNames,
) -> None:
    before = before_names
    upload = before.begun(*PARTS[:2])
    api = before.client()
    offered = [(1, PARTS[0]), (2, PARTS[3])]
    body = [{"number": n, "size": 25, "hash": digest_of(data)} for n, data in offered]
    answers = api.put(f"/uploads/{upload}/chunks", {"chunks": body}, 200).json
    urls = [it["url"] for it in answers["results"]]
    assert f"/{upload}/1?" in urls[0]
    assert f"/{upload}/2-" in urls[1]
    named = [it.is_named for it in before.lab.records.chunks.chunks(upload)]
    assert named == [False, True]
