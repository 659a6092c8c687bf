"""Refused chunks are counted: by upload, by why and by hour, however many there are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from db.database import Database
from dds_upload.bootstrap.records import build_records
from dds_upload.core.accounts.senders import Sender
from dds_upload.core.errors import ContentMismatch, Overlap, UploadServiceError, ValidationFailed
from dds_upload.core.events.event import EventKind
from dds_upload.operations.events.count_refusals import CountRefusals
from dds_upload.operations.uploads.chunk_offers import ChunkOffer
from tests.house.client import UNKNOWN, Api
from tests.house.rows import Rows
from tests.house.setting import Lab
from tests.house.statements import statements_of
from tests.placements.desk import Desk


def refused(lab: Lab) -> list[tuple[str, str | None, int]]:
    """Upload, code and number of each row."""
    recorded = lab.records.events.after(0, 1000)
    return [
        (str(it.event.upload_id), it.event.code, it.count)
        for it in recorded
        if it.event.kind is EventKind.CHUNK_REFUSED
    ]


def test_they_are_one_row_for_an_upload_and_a_reason(lab: Lab, api: Api, project: str) -> None:
    one, other = api.upload(project, 500), api.upload(project, 500)
    for _ in range(3):
        api.offer(one, 1, 101, 400)
    api.offer(one, 1, 100, 400, algorithm="sha1")
    api.offer(other, 1, 101, 400)
    assert refused(lab) == [
        (one, "chunk_size_out_of_range", 3),
        (one, "algorithm_mismatch", 1),
        (other, "chunk_size_out_of_range", 1),
    ]


def test_another_hour_is_another_row(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 500)
    api.offer(upload, 1, 101, 400)
    lab.clock.forward(hours=1)
    api.offer(upload, 1, 101, 400)
    assert refused(lab) == [(upload, "chunk_size_out_of_range", 1)] * 2


def test_a_row_says_whose_chunk_it_was(lab: Lab, api: Api, project: str) -> None:
    api.offer(api.upload(project, 500), 1, 101, 400)
    event = lab.records.events.after(0, 1000)[-1].event
    assert str(event.user_id) == api.get("/current_user").json["id"]
    assert event.agent_id is None


def test_what_is_granted_or_of_no_upload_is_not_counted(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 500)
    api.offer(upload, 1, 100)
    api.offer(UNKNOWN, 1, 100, 404)
    assert refused(lab) == []


def test_a_chunk_for_an_upload_that_takes_no_more_is_counted(
    lab: Lab, api: Api, project: str
) -> None:
    upload = api.upload(project, 0)
    api.complete(upload, b"")
    api.offer(upload, 1, 0, 400)
    assert refused(lab) == [(upload, "upload_closed", 1)]


def test_what_cannot_be_counted_is_refused_all_the_same(
    rows: Rows, caplog: pytest.LogCaptureFixture
) -> None:
    upload = rows.upload(100)
    away = build_records(Database("postgresql://nobody@127.0.0.1:1/away")).events
    grant = rows.lab.operations.uploads.grant
    reading = replace(grant.reading, count_refusal=CountRefusals(away, rows.lab.clock))
    offer = ChunkOffer(1, 101, "md5", "0" * 32)
    with pytest.raises(ValidationFailed):
        replace(grant, reading=reading)(Sender.known(rows.caller), upload.id, offer)
    assert f"upload {upload.id}: a refused chunk is not counted" in caplog.text


def test_a_granted_chunk_asks_nothing_of_events(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 500)
    with statements_of(lab.database) as seen:
        api.offer(upload, 1, 100)
        api.offer(upload, 2, 100)
    assert not any("events" in sql for sql in seen)


@pytest.mark.parametrize(
    ("place", "error", "code"),
    [
        (lambda desk, id: desk.place(id, 50, b"x" * 50), Overlap, "chunk_overlaps"),
        (lambda desk, id: desk.place(id, 450, b"x" * 60), ValidationFailed, "range_outside_file"),
        (
            lambda desk, id: desk.place(id, 100, b"x" * 100, claim=True, source=[b"y" * 100]),
            ContentMismatch,
            "content_digest_mismatch",
        ),
    ],
    ids=["overlap", "outside", "other bytes"],
)
def test_placed_chunks_are_counted_as_well(
    lab: Lab,
    place: Callable[[Desk, object], object],
    error: type[UploadServiceError],
    code: str,
) -> None:
    desk = Desk(lab)
    upload_id = desk.begin(500)
    desk.place(upload_id, 0, b"x" * 100)
    for _ in range(2):
        with pytest.raises(error):
            place(desk, upload_id)
    assert refused(lab) == [(str(upload_id), code, 2)]


def test_bytes_that_were_not_granted_are_counted(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 500)
    granted = api.offer(upload, 1, 100).json
    for _ in range(2):
        api.storage("PUT", granted["url"], b"x" * 100, expect=400)
    assert refused(lab) == [(upload, "content_digest_mismatch", 2)]
    assert lab.records.events.after(0, 1000)[-1].event.user_id is None
