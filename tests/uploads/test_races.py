"""Many at once on one upload: whatever the order, limits hold and the tally is that of the rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier
from typing import TypeVar
from uuid import UUID

from dds_upload.core.uploads.tally import Tally
from tests.house.client import Api, md5
from tests.house.setting import Lab

T = TypeVar("T")


def at_once(lab: Lab, calls: Sequence[Callable[[], T]]) -> list[T]:
    """What the calls give, begun together in threads of their own."""
    start = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        start.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def tally(lab: Lab, upload: str) -> Tally:
    """The tally kept with the upload, which is that of its rows."""
    found = lab.records.uploads.get(UUID(upload))
    assert found is not None
    chunks = lab.records.chunks.chunks(found.id)
    assert found.tally.count == len(chunks)
    assert found.tally.size == sum(chunk.size for chunk in chunks)
    assert found.tally.highest == max((chunk.number for chunk in chunks), default=-1)
    return found.tally


def test_exactly_so_many_distinct_chunks_are_granted_as_may_be(
    lab: Lab, api: Api, project: str
) -> None:
    upload = api.upload(project, 1000)
    answers = at_once(lab, [partial(api.offer, upload, n, 100, None) for n in range(16)])
    assert Counter(it.status_code for it in answers) == {200: 10, 400: 6}
    refused = [it for it in answers if it.status_code == 400]
    assert all(it.json["reason"] == "maximum upload chunks exceeded." for it in refused)
    assert tally(lab, upload).count == 10


def test_bytes_are_never_granted_twice(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 500)
    answers = at_once(lab, [partial(api.offer, upload, n, 100, None) for n in range(12)])
    assert Counter(it.status_code for it in answers) == {200: 5, 400: 7}
    assert tally(lab, upload).size == 500


def test_the_same_number_many_times_is_one_chunk(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 1000)
    sizes = list(range(89, 101))  # one of them is too small
    answers = at_once(lab, [partial(api.offer, upload, 1, s, None) for s in sizes])
    assert Counter(it.status_code for it in answers) == {200: 1, 400: 11}
    assert tally(lab, upload).size == 100
    answers = at_once(lab, [partial(api.offer, upload, 1, 100, None) for _ in range(12)])
    assert {it.status_code for it in answers} == {200}
    assert tally(lab, upload).count == 1


def test_of_two_short_chunks_one_is_the_last(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 500)
    answers = at_once(lab, [partial(api.offer, upload, n, 10, None) for n in range(5, 13)])
    assert Counter(it.status_code for it in answers) == {200: 1, 400: 7}
    assert tally(lab, upload).short is not None


def test_a_grant_and_a_complete_never_both_win(lab: Lab, api: Api, project: str) -> None:
    for _ in range(5):
        upload = api.upload(project, 200)
        for number in (1, 2):
            api.offer(upload, number, 100)
        answers = at_once(
            lab,
            [
                partial(api.complete, upload, b"", None),
                partial(api.offer, upload, 2, 50, None),
            ],
        )
        complete, grant = (it.status_code for it in answers)
        assert (complete, grant) in {(202, 400), (400, 200)}
        assert tally(lab, upload).size == (200 if complete == 202 else 150)


def test_of_several_digests_one_wins(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 100)
    api.offer(upload, 1, 100)
    claims = [b"a", b"a", b"b", b"c"]
    answers = at_once(lab, [partial(api.complete, upload, c, None) for c in claims])
    (digest,) = api.get(f"/uploads/{upload}").json["hashes"]
    for claim, answer in zip(claims, answers, strict=True):
        won = md5(claim) == digest["value"]
        assert answer.status_code == (202 if won else 400)


def test_of_several_workers_one_gets_the_upload(lab: Lab, api: Api, project: str) -> None:
    upload = api.sent(project, b"x" * 100, 100)
    api.complete(upload, b"x" * 100)
    now = lab.clock()

    def lease() -> object:
        return lab.records.work_queue.lease(UUID(upload), now, lab.clock())

    lab.clock.forward(seconds=60)
    assert sum(it is not None for it in at_once(lab, [lease] * 8)) == 1
    lab.clock.forward(seconds=60)
    at_once(lab, [lambda: lab.operations.uploads.assemble(UUID(upload))] * 4)
    assert lab.state(upload) == "complete"
    assert lab.attempts(upload) == 2


def test_an_abort_and_a_complete_leave_the_state_that_both_answers_agree_with(
    lab: Lab, api: Api, project: str
) -> None:
    for _ in range(5):
        upload = api.upload(project, 0)
        answers = at_once(
            lab,
            [
                partial(api.complete, upload, b"", None),
                partial(api.delete, f"/uploads/{upload}", None),
            ],
        )
        complete, abort = (it.status_code for it in answers)
        # An upload can still be given up after the answer, while it is being joined.
        assert (complete, abort) in {(202, 409), (202, 204), (404, 204)}
        assert lab.state(upload) == ("aborted" if abort == 204 else "assembling")
