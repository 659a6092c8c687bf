"""Many chunks granted at once, while others are granted too: never too much."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from db.uploads.grants import ChunkTable
from dds_upload.core.errors import Conflict
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.core.uploads.grants import GrantContext
from dds_upload.core.uploads.tally import Tally
from tests.house.rows import Rows
from tests.uploads.counter import LIMITS, SIZE, A, Counter, offer, said


class Outrun(ChunkTable):
    """Somebody else is faster, so many times."""

    def __init__(self, rows: Rows, times: int) -> None:
        super().__init__(rows.lab.database)
        self.times, self.locked = times, 0

    def record_many(self, *args: Any, **kwargs: Any) -> bool:
        self.times -= 1
        return self.times < 0 and super().record_many(*args, **kwargs)

    def lock(self, upload_id: UUID) -> None:
        self.locked += 1
        super().lock(upload_id)


@pytest.mark.parametrize(("times", "locked"), [(0, 0), (1, 0), (2, 1)])
def test_what_loses_a_race_is_judged_again_and_at_last_with_the_upload_locked(
    rows: Rows, times: int, locked: int
) -> None:
    counter = Counter(rows)
    ledger = Outrun(rows, times)
    grant = replace(rows.lab.operations.uploads.grant_many, ledger=ledger)
    grant(rows.caller, counter.upload.id, [offer(1, 100)])
    assert counter.chunks == [(1, 100, A)]
    assert ledger.locked == locked


def test_what_never_wins_is_a_conflict(rows: Rows) -> None:
    grant = replace(rows.lab.operations.uploads.grant_many, ledger=Outrun(rows, 3))
    with pytest.raises(Conflict):
        grant(rows.caller, rows.upload(SIZE, LIMITS).id, [offer(1, 100)])


def test_lists_that_come_at_once_never_grant_too_much(rows: Rows) -> None:
    counter = Counter(rows, rows.upload(1000, ChunkLimits(50, 100, 20)))
    lists = [[offer(n % 16, 100) for n in range(first, first + 8)] for first in range(0, 16, 2)]
    with ThreadPoolExecutor(len(lists)) as pool:
        answers = list(pool.map(lambda offers: counter.all(*offers), lists))
    assert all(len(it) == 8 for it in answers)
    assert counter.tally.size == sum(size for _, size, _ in counter.chunks) == 1000
    assert counter.tally.count == len(counter.chunks)
    granted = {said(it) for some in answers for it in some if isinstance(it, SignedRequest)}
    assert granted == {str(number) for number, _, _ in counter.chunks}


def test_lists_of_different_numbers_do_not_send_each_other_back(rows: Rows) -> None:
    counter = Counter(rows, rows.upload(1000, ChunkLimits(50, 100, 20)))
    read = rows.lab.records.chunks.read_many(counter.upload.id, [1, 2], rows.caller.user.id)
    counter.all(offer(3, 100), offer(4, 100))

    class Late(ChunkTable):
        def read_many(self, *args: Any, **kwargs: Any) -> GrantContext | None:
            return read

    ledger = Late(rows.lab.database)
    grant = replace(rows.lab.operations.uploads.grant_many, ledger=ledger)
    grant(rows.caller, counter.upload.id, [offer(1, 100), offer(2, 100)])
    assert counter.tally == Tally(4, 400, 4)
