"""Sends one chunk to storage, with as many grants and attempts as it takes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from dds_client.api.records import SignedRequest
from dds_client.api.service import Service
from dds_client.api.upload_records import Chunk
from dds_client.clock import Clock
from dds_client.errors import FileChanged, Refused, Unavailable, UploadGone
from dds_client.local.digests import digests_of
from dds_client.wire.answers import Answer, problem_of, raise_for

#: Which part of a signed URL's life is used: the request has to reach storage within the rest.
_USED_LIFE = 0.8

#: So many fresh URLs in a row may be refused before the chunk is given up.
_URLS_MAX = 3

_TAKEN = frozenset({200, 201, 202, 204})
_GONE = frozenset({"upload_expired", "upload_closed", "upload_failed"})


@dataclass(frozen=True, slots=True)
class Grant:
    """A signed request, and the moment up to which it is used."""

    request: SignedRequest
    until: float


def timed(request: SignedRequest, clock: Clock) -> Grant:
    """A grant that has just arrived."""
    return Grant(request, clock.now() + request.life * _USED_LIFE)


class ChunkSender:
    """Sends chunks of any upload, in any number of threads; `slots` bound how many at a time."""

    def __init__(self, service: Service, clock: Clock, slots: threading.Semaphore) -> None:
        self._service = service
        self._clock = clock
        self._slots = slots

    def send(
        self,
        upload_id: str,
        chunk: Chunk,
        grant: Grant | None,
        read: Callable[[], Iterable[bytes]],
        moved: Callable[[int], None],
    ) -> None:
        """Returns once storage has acknowledged the chunk.

        `read` gives the chunk's bytes, each time from the beginning; `moved` is told of them.
        Raises FileChanged, UploadGone, Refused or TryAgain.
        """
        delivery = _Delivery(self, upload_id, chunk, grant, read, moved)
        self._service.session.patience(delivery.attempt)

    def fresh(self, upload_id: str, chunk: Chunk) -> Grant:
        """A new grant for one chunk."""
        request = self._service.uploads.grant(upload_id, [chunk]).by_number[chunk.number]
        return timed(request, self._clock)

    def is_good(self, grant: Grant) -> bool:
        """Whether storage will still take a request by this grant."""
        return self._clock.now() < grant.until

    def put(self, grant: Grant, chunk: Chunk, blocks: Iterable[bytes]) -> Answer:
        """One request, when there is a slot for it."""
        headers = dict(grant.request.headers)
        if chunk.algorithm == "md5":
            headers.setdefault("ETag", chunk.digest)  # Swift then refuses what broke on its way
        with self._slots:
            self._clock.check()
            return self._service.session.transport.put(
                grant.request.url, headers, blocks, chunk.size
            )


class _Delivery:
    """One chunk on its way."""

    def __init__(
        self,
        sender: ChunkSender,
        upload_id: str,
        chunk: Chunk,
        grant: Grant | None,
        read: Callable[[], Iterable[bytes]],
        moved: Callable[[int], None],
    ) -> None:
        self._sender = sender
        self._upload_id = upload_id
        self._chunk = chunk
        self._grant = grant
        self._read = read
        self._moved = moved
        self._urls_refused = 0

    def attempt(self) -> None:
        """One PUT; raises Unavailable where another may do."""
        if self._grant is None or not self._sender.is_good(self._grant):
            self._grant = self._sender.fresh(self._upload_id, self._chunk)
        count = _Count()
        try:
            answer = self._sender.put(self._grant, self._chunk, self._counted(count))
            if answer.status not in _TAKEN:
                self._judge(answer)
        except BaseException:
            self._moved(-count.value)
            raise
        self._moved(self._chunk.size - count.value)

    def _counted(self, count: _Count) -> Iterator[bytes]:
        for block in self._read():
            yield block
            count.value += len(block)
            self._moved(len(block))

    def _judge(self, answer: Answer) -> None:
        problem = problem_of(answer)
        if problem.code in _GONE:
            raise UploadGone(str(problem))
        if answer.status in {401, 403}:
            self._other_url(answer)
        if answer.status == 422 or problem.code == "content_digest_mismatch":
            self._check_file()
            raise Unavailable("the bytes broke on their way to storage", soon=True)
        if answer.status in {404, 409}:
            raise Unavailable(f"storage does not take it now: {problem}")
        if problem.code == "content_size_mismatch":
            raise Unavailable(str(problem), soon=True)
        raise_for(answer)

    def _other_url(self, answer: Answer) -> None:
        self._grant = None
        self._urls_refused += 1
        if self._urls_refused >= _URLS_MAX:
            raise Refused(f"storage refuses each URL: {problem_of(answer)}")
        raise Unavailable("the signed URL has ended", soon=True)

    def _check_file(self) -> None:
        """Whether the file, or the way, is to blame. Raises FileChanged for the file."""
        algorithm = self._chunk.algorithm
        if digests_of(iter(self._read()), [algorithm])[algorithm] != self._chunk.digest:
            raise FileChanged("it changed while it was sent")


@dataclass(slots=True)
class _Count:
    value: int = 0
