"""Many chunks granted at once: judged as if one had come after the other, written at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random
from uuid import UUID

import pytest

from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import NotFound, StorageUnavailable, ValidationFailed
from dds_upload.core.reasons import Kind, Reason
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import UploadState
from dds_upload.operations.uploads.chunk_offers import ChunkOffer
from tests.house.refusals import not_found, refuses
from tests.house.rows import Rows
from tests.house.statements import statements_of
from tests.uploads.counter import LIMITS, SIZE, A, B, Counter, offer, said


def test_each_is_answered_in_its_place(rows: Rows) -> None:
    counter = Counter(rows)
    answers = counter.all(offer(2, 100), offer(1, 101), offer(1, 100), offer(3, 51), offer(3, 50))
    assert [said(it) if isinstance(it, SignedRequest) else it.reason for it in answers] == [
        "2",
        Reason.CHUNK_SIZE_OUT_OF_RANGE,
        "1",
        Reason.CHUNKS_EXCEED_FILE,
        "3",
    ]
    assert counter.chunks == [(1, 100, A), (2, 100, A), (3, 50, A)]
    assert counter.tally == Tally(3, 250, 3)


def test_of_a_number_that_comes_twice_the_later_one_stays(rows: Rows) -> None:
    counter = Counter(rows)
    answers = counter.all(offer(1, 100), offer(1, 60, B), offer(2, 100), offer(3, 90))
    assert [said(it) for it in answers] == ["1", "1", "2", "3"]
    assert counter.chunks == [(1, 60, B), (2, 100, A), (3, 90, A)]
    assert counter.tally == Tally(3, 250, 3)


def test_chunks_that_are_there_are_replaced_and_keep_their_beginning(rows: Rows) -> None:
    counter = Counter(rows)
    counter.all(offer(1, 100), offer(2, 100))
    rows.lab.clock.forward(hours=1)
    counter.all(offer(1, 60, B), offer(3, 90))
    assert counter.chunks == [(1, 60, B), (2, 100, A), (3, 90, A)]
    assert counter.tally == Tally(3, 250, 3)
    sql = "SELECT granted_at - created_at FROM chunks WHERE upload_id = ? ORDER BY number"
    found = rows.lab.database.sql(sql, (counter.upload.id.hex,)).fetchall()
    later = [row[0] for row in found]
    assert later[0] >= 3600 * 10**6
    assert later[1:] == [0, 0]


def test_a_digest_that_is_none_refuses_one_chunk_alone(rows: Rows) -> None:
    counter = Counter(rows)
    bad = [offer(1, 100, "x"), offer(1, 100, A, "sha1"), offer(1, 100, "A" * 32)]
    answers = counter.all(*bad)
    assert [isinstance(it, ValidationFailed) for it in answers] == [True, True, False]
    assert counter.chunks == [(1, 100, A)]


def test_nothing_is_written_where_all_are_refused(rows: Rows) -> None:
    counter = Counter(rows)
    assert all(isinstance(it, ValidationFailed) for it in counter.all(offer(1, 101), offer(2, 0)))
    assert counter.chunks == []
    assert rows.get(counter.upload.id) == counter.upload


def any_offers(random: Random) -> list[ChunkOffer]:
    sizes = [0, 10, 49, 50, 60, 90, 100, 101]
    return [
        offer(random.randrange(7), random.choice(sizes), random.choice([A, B, "x"]))
        for _ in range(random.randrange(1, 9))
    ]


@pytest.mark.parametrize("seed", range(6))
def test_it_is_as_if_one_had_come_after_the_other(rows: Rows, seed: int) -> None:
    random = Random(seed)
    at_once, in_turn = Counter(rows), Counter(rows)
    for _ in range(5):
        offers = any_offers(random)
        answers = [said(it) for it in at_once.all(*offers)]
        assert answers == [said(in_turn.one(it)) for it in offers]
        assert at_once.chunks == in_turn.chunks
        assert at_once.tally == in_turn.tally


def test_all_urls_end_at_one_time(rows: Rows) -> None:
    answers = Counter(rows).all(offer(1, 100), offer(2, 100))
    ends = {it.expires_at for it in answers if isinstance(it, SignedRequest)}
    assert len(ends) == 1
    assert 290 < (ends.pop() - rows.lab.clock()).total_seconds() <= 300


@pytest.mark.parametrize("offers", [[], [offer(1, 50)]], ids=["none", "some"])
def test_the_call_fails_for_what_is_about_the_upload(
    rows: Rows, offers: Sequence[ChunkOffer]
) -> None:
    do, lab = rows.lab.operations.uploads, rows.lab
    closed = rows.upload(SIZE, LIMITS, state=UploadState.COMPLETE)
    with refuses(ValidationFailed, Reason.UPLOAD_CLOSED, state="complete"):
        do.grant_many(rows.caller, closed.id, offers)
    expired = rows.upload(SIZE, LIMITS, state=UploadState.EXPIRED)
    with refuses(NotFound, Reason.UPLOAD_EXPIRED):
        do.grant_many(rows.caller, expired.id, offers)
    with not_found(Kind.UPLOAD):
        do.grant_many(rows.caller, UUID(int=1), offers)
    with not_found(Kind.UPLOAD):
        do.grant_many(rows.caller, rows.upload(addressing=Addressing.WHOLE).id, offers)
    stranger = Caller(lab.accounts.users.create("stranger", is_admin=False).user)
    with not_found(Kind.UPLOAD):
        do.grant_many(stranger, rows.upload(SIZE, LIMITS).id, offers)


def test_many_take_as_many_statements_as_one(rows: Rows) -> None:
    def statements(count: int, first: int) -> list[str]:
        with statements_of(rows.lab.database) as seen:
            answers = counter.all(*(offer(first + n, 50) for n in range(count)))
        assert all(isinstance(it, SignedRequest) for it in answers)
        return list(seen)

    counter = Counter(rows, rows.upload(2000 * 50, ChunkLimits(50, 100, 2000)))
    few = statements(1, 0)
    assert len([it for it in few if not it.startswith(("BEGIN", "COMMIT"))]) == (
        3 if rows.lab.database.is_sqlite else 2
    )
    assert statements(1000, 1) == few
    assert len(statements(1000, 1)) == len(few)  # once more, which replaces all of them
    assert counter.tally == Tally(1001, 1001 * 50, 1000)


def test_refused_ones_are_counted_in_one_more_statement(rows: Rows) -> None:
    counter = Counter(rows)
    with statements_of(rows.lab.database) as seen:
        counter.all(offer(1, 101), offer(2, 101), offer(3, 60, "x"), offer(4, 100))
        counter.all(offer(1, 101))
    assert len([it for it in seen if "INTO" in it and "events" in it]) == 2
    counted = [(it.event.code, it.count) for it in rows.lab.records.events.after(0, 100)][-2:]
    assert counted == [("chunk_size_out_of_range", 3), ("digest_malformed", 1)]


def test_nothing_is_granted_at_a_provider_that_is_gone(rows: Rows) -> None:
    upload = rows.upload(SIZE, LIMITS)
    grant = replace(rows.lab.operations.uploads.grant_many, providers=StorageProviders([]))
    with pytest.raises(StorageUnavailable):
        grant(rows.caller, upload.id, [offer(1, 100)])
    assert rows.get(upload.id) == upload
