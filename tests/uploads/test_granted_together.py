"""Chunks that are granted by one write, since they came while another was under way."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import Event
from typing import Any
from uuid import UUID

import pytest

from db.together import Together
from db.uploads.grants import ChunkTable
from tests.e2e.polling import eventually
from tests.house.client import Api
from tests.house.setting import Lab
from tests.uploads.test_races import tally


class Held:
    """Keeps the first write back until so many others wait for it; `sizes` are those of writes."""

    def __init__(self, lab: Lab) -> None:
        table = lab.records.chunks
        assert isinstance(table, ChunkTable)
        self._all: list[Together[Any]] = list(table._new._together.values())
        self._begun, self._goes_on = Event(), Event()
        self.sizes: list[int] = []

    @contextmanager
    def holding(self, patch: pytest.MonkeyPatch) -> Iterator[None]:
        for together in self._all:
            patch.setattr(together, "_write", partial(self._write, together._write))
        yield
        self._goes_on.set()

    def _write(
        self, write: Callable[[Sequence[Any]], Sequence[bool | None]], rows: Sequence[Any]
    ) -> Sequence[bool | None]:
        self.sizes.append(len(rows))
        if len(self.sizes) == 1:
            self._begun.set()
            assert self._goes_on.wait(60)
        return write(rows)

    def offered(self, api: Api, uploads: Sequence[str], numbers: Sequence[int] = ()) -> list[int]:
        """The statuses of one chunk more of each, by default the second; they come in turn."""
        with ThreadPoolExecutor(len(uploads)) as pool:
            answers: list[Future[Any]] = []
            for upload, number in zip(uploads, numbers or [2] * len(uploads), strict=True):
                answers.append(pool.submit(api.offer, upload, number, 100, None))
                assert self._begun.wait(60)
                eventually(lambda: self._waiting() >= len(answers) - 1)
            self._goes_on.set()
            return [it.result(60).status_code for it in answers]

    def _waiting(self) -> int:
        return sum(len(together._places) for together in self._all)


@pytest.fixture
def uploads(api: Api, project: str) -> list[str]:
    """Five, of each of which a chunk is granted, so that they are remembered."""
    begun = [api.upload(project, 1000) for _ in range(5)]
    for upload in begun:
        api.offer(upload, 1, 100)
    return begun


@pytest.fixture
def held(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    """The first grant of the test itself."""
    made = Held(lab)
    with made.holding(monkeypatch):
        yield made


def test_all_that_wait_are_granted_by_one_write(
    lab: Lab, api: Api, uploads: list[str], held: Held
) -> None:
    assert held.offered(api, uploads) == [200] * 5
    assert held.sizes == [1, 4]
    for upload in uploads:
        assert tally(lab, upload).count == 2
        first, second = lab.records.chunks.chunks(UUID(upload))
        assert (first.number, second.number) == (1, 2)
        assert (first.size, first.digest) == (second.size, second.digest)


def test_of_one_upload_each_is_judged_by_the_tally_that_the_one_before_it_left(
    lab: Lab, api: Api, uploads: list[str], held: Held
) -> None:
    full = uploads[1]
    numbers = range(2, 12)  # one more than there is room for
    statuses = held.offered(api, [uploads[0], *[full] * len(numbers)], [2, *numbers])
    assert statuses == [200] * 10 + [400]
    assert tally(lab, full).size == 1000


def test_one_that_is_refused_does_not_keep_the_others_back(
    lab: Lab, api: Api, uploads: list[str], held: Held
) -> None:
    gone = uploads[2]
    lab.database.sql("UPDATE uploads SET state = 'aborted' WHERE id = ?", (UUID(gone).hex,))
    statuses = held.offered(api, uploads)
    assert statuses[:2] + statuses[3:] == [200] * 4
    assert statuses[2] == 404
    assert [tally(lab, it).count for it in uploads] == [2, 2, 1, 2, 2]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_one_whose_row_is_held_by_others_waits_alone(
    lab: Lab, api: Api, uploads: list[str], held: Held
) -> None:
    busy = UUID(uploads[2]).hex
    others = [it for it in uploads if it != uploads[2]]
    with ThreadPoolExecutor(1) as pool:
        with lab.database.transaction():
            lab.database.sql("SELECT id FROM uploads WHERE id = ? FOR UPDATE", (busy,))
            answers = pool.submit(held.offered, api, uploads)
            eventually(lambda: all(tally(lab, it).count == 2 for it in others))
            assert tally(lab, uploads[2]).count == 1
        assert answers.result(60) == [200] * 5
    assert held.sizes == [1, 4, 1]
    assert [tally(lab, it).count for it in uploads] == [2] * 5
