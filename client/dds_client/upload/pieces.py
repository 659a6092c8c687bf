"""Sends the pieces of one large file: hashed in order, granted in batches, sent side by side."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
from dataclasses import dataclass, field

from dds_client.api.service import Service
from dds_client.api.upload_records import STORED, Chunk, KnownChunk
from dds_client.clock import Clock
from dds_client.errors import FileChanged, Interrupted
from dds_client.local.digests import PieceReader, read_blocks, reading_pieces
from dds_client.transfer.cut import Cut, Piece
from dds_client.upload.chunk_sender import ChunkSender, Grant, timed


@dataclass(frozen=True, slots=True)
class PieceJob:
    """A file that is open for reading, and the upload it goes to.

    `known` are the chunks that were granted before, by number; `moved` is told of bytes that
    travelled, `proved` of bytes that need not.
    """

    upload_id: str
    descriptor: int
    cut: Cut
    algorithm: str
    known: Mapping[int, KnownChunk] = field(default_factory=dict)
    moved: Callable[[int], None] = lambda size: None
    proved: Callable[[int], None] = lambda size: None


class SendPieces:
    """Keeps `jobs` chunks on their way, and as many ready behind them."""

    def __init__(
        self, service: Service, sender: ChunkSender, pool: Executor, jobs: int, clock: Clock
    ) -> None:
        self._service = service
        self._sender = sender
        self._pool = pool
        self._jobs = jobs
        self._clock = clock

    def __call__(self, job: PieceJob) -> str:
        """The md5 of the whole file, once storage has all of it.

        Raises FileChanged where a stored chunk is not what the file has there now.
        """
        flight = _Flight(self._pool)
        try:
            with reading_pieces(job.descriptor, job.algorithm) as reader:
                self._send(job, flight, reader)
            flight.land_all()
            return reader.whole
        finally:
            flight.abandon()

    def _send(self, job: PieceJob, flight: _Flight, reader: PieceReader) -> None:
        ready: list[Chunk] = []
        for number in range(1, job.cut.count + 1):
            piece = job.cut.piece(number)
            chunk = _chunk(piece, job.algorithm, reader.digest(piece, self._clock.check))
            if is_stored(job.known.get(number), chunk):
                job.proved(chunk.size)
                continue
            ready.append(chunk)
            flight.land(below=2 * self._jobs)
            if len(ready) >= self._jobs or flight.count < self._jobs:
                self._launch(job, flight, ready)
                ready = []
        if ready:
            self._launch(job, flight, ready)

    def _launch(self, job: PieceJob, flight: _Flight, chunks: list[Chunk]) -> None:
        granted = self._service.uploads.grant(job.upload_id, chunks)
        for chunk in chunks:
            grant = timed(granted.by_number[chunk.number], self._clock)
            flight.start(self._sending(job, flight, chunk, grant))

    def _sending(
        self, job: PieceJob, flight: _Flight, chunk: Chunk, grant: Grant
    ) -> Callable[[], None]:
        def check() -> None:
            flight.check()
            self._clock.check()

        def blocks() -> Iterator[bytes]:
            return read_blocks(job.descriptor, chunk.offset, chunk.size, check)

        return lambda: self._sender.send(job.upload_id, chunk, grant, blocks, job.moved)


def is_stored(known: KnownChunk | None, chunk: Chunk) -> bool:
    """Whether storage has this very chunk. Raises FileChanged if it has another in its place."""
    if known is None or known.state != STORED:
        return False
    if (known.size, known.algorithm, known.digest) != (chunk.size, chunk.algorithm, chunk.digest):
        raise FileChanged("it changed since its upload began")
    return True


class _Flight:
    """The chunks on their way; the first that fails ends the others."""

    def __init__(self, pool: Executor) -> None:
        self._pool = pool
        self._flying: set[Future[None]] = set()
        self._abandoned = threading.Event()

    @property
    def count(self) -> int:
        return len(self._flying)

    def start(self, send: Callable[[], None]) -> None:
        self._flying.add(self._pool.submit(send))

    def check(self) -> None:
        if self._abandoned.is_set():
            raise Interrupted("another chunk of the file failed")

    def land(self, *, below: int) -> None:
        """Wait until fewer than `below` fly; raises what one of them raised."""
        landed = {each for each in self._flying if each.done()}
        self._flying -= landed
        while True:
            for each in landed:
                each.result()
            if len(self._flying) < below:
                return
            landed, self._flying = wait(self._flying, return_when=FIRST_COMPLETED)

    def land_all(self) -> None:
        self.land(below=1)

    def abandon(self) -> None:
        """Nobody reads the file any more when this returns."""
        self._abandoned.set()
        for each in self._flying:
            each.cancel()
        wait(self._flying)


def _chunk(piece: Piece, algorithm: str, digest: str) -> Chunk:
    return Chunk(piece.number, piece.offset, piece.size, algorithm, digest)
