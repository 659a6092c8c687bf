"""Sends the bytes of one file to an upload, a new one or one that was begun before."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from dds_client.api.upload_records import Chunk, KnownChunk, Upload
from dds_client.api.uploads import Begun
from dds_client.errors import FileChanged
from dds_client.transfer.cut import Cut, choose_chunk_size, cut_of_chunks
from dds_client.upload.chunk_sender import timed
from dds_client.upload.context import Context, Job
from dds_client.upload.pieces import PieceJob, SendPieces, is_stored
from dds_client.upload.source import Source

#: Of several uploads that may be the file's, so many are looked at.
_LOOKED_AT = 5


@dataclass(slots=True)
class Start:
    """A file that is open and about to be sent.

    `key` is that of an attempt that was cut off; `replayed` says that its upload was found by it.
    """

    job: Job
    source: Source
    cut: Cut
    key: str | None = None
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Resumed:
    """An upload that has all bytes, and the md5 of the file."""

    upload: Upload
    digest: str


class BytesSender:
    """Sends what storage does not have yet, and proves the rest by digest."""

    def __init__(self, context: Context) -> None:
        self._do = context
        self._send_pieces = SendPieces(
            context.service, context.sender, context.pool, context.jobs, context.clock
        )
        self._lock = threading.Lock()
        self._shown: dict[str, int] = {}
        self._sent: dict[str, int] = {}

    # What is shown of a file, and what of it travelled.

    def begin_count(self, job: Job) -> None:
        """Count from nothing."""
        with self._lock:
            self._shown[job.shown] = self._sent[job.shown] = 0

    def count(self, job: Job) -> int:
        """How many bytes storage took of it in this run."""
        return self._sent[job.shown]

    def take_back(self, job: Job) -> None:
        """All of it has to travel again."""
        with self._lock:
            shown, self._shown[job.shown] = self._shown[job.shown], 0
        self._do.progress.moved(job.shown, -shown)

    def _move(self, job: Job, size: int, *, travelled: bool) -> None:
        with self._lock:
            self._shown[job.shown] += size
            if travelled:
                self._sent[job.shown] += size
        self._do.progress.moved(job.shown, size)

    # Uploads that were begun before.

    def resume(self, start: Start, upload: Upload, *, ours: bool) -> Resumed | None:
        """Go on with an open upload. None if it is not the file's.

        Raises FileChanged where this machine began it for this path, and the file is another now.
        """
        known = {each.number: each for each in self._do.service.uploads.chunks(upload.id)}
        cut = cut_of_chunks(start.source.size, {n: each.size for n, each in known.items()})
        if cut is None:
            if known and ours:
                raise FileChanged("it was cut otherwise before")
            cut = self._cut_within(start, upload)
        start.cut = cut
        if not ours and not (known and self._is_proven(start, known)):
            return None
        return Resumed(upload, self._send(start, upload.id, known))

    def resume_like(self, start: Start) -> Resumed | None:
        """Go on with an upload of this name and size that another machine began, perhaps."""
        for looked_at, upload in enumerate(self._do.candidates.like(start.job.file)):
            if looked_at == _LOOKED_AT:
                break
            done = self.resume(start, upload, ours=False)
            if done is not None:
                return done
            start.cut = self._do.cut(start.source.size)
        if start.cut.count > 1:
            for upload in self._do.candidates.complete_like(start.job.file):
                done = self.resume_complete(start, upload)
                if done is not None:
                    return done
        return None

    def resume_complete(self, start: Start, upload: Upload) -> Resumed | None:
        """Take an upload that is complete and was not made a file. None if it is another's."""
        reported = {value for name, value in upload.hashes if name == "md5"}
        if upload.size != start.source.size or not reported:
            return None
        digest = start.source.digests("md5")["md5"]
        if digest not in reported:
            return None
        self._move(start.job, start.source.size, travelled=False)
        return Resumed(upload, digest)

    def _is_proven(self, start: Start, known: dict[int, KnownChunk]) -> bool:
        """Whether something is stored, and all of it is what the file has in its place."""
        fitting = [number for number, chunk in known.items() if start.cut.fits(number, chunk.size)]
        try:
            proven = [is_stored(known[number], self._chunk(start, number)) for number in fitting]
        except FileChanged:
            return False
        return any(proven)

    def _chunk(self, start: Start, number: int) -> Chunk:
        piece, algorithm = start.cut.piece(number), self._do.provider.chunk_hash_algorithm
        digest = start.source.piece_digest(piece, algorithm, self._do.clock.check)
        return Chunk(number, piece.offset, piece.size, algorithm, digest)

    # New uploads.

    def single_digest(self, start: Start) -> str | None:
        """The digest of a file that is one chunk, in its chunk's algorithm; None for others."""
        if start.cut.count > 1:
            return None
        algorithm = self._do.provider.chunk_hash_algorithm
        return start.source.digests(algorithm)[algorithm]

    def only_chunk(self, start: Start, digest: str) -> Chunk:
        """The one chunk of a small file."""
        return Chunk(1, 0, start.source.size, self._do.provider.chunk_hash_algorithm, digest)

    def send_begun(self, start: Start, begun: Begun, digest: str | None) -> Resumed:
        """Send a file to an upload that has just begun.

        One that was begun by an attempt that was cut off may have bytes already.
        """
        if start.replayed:
            resumed = self.resume(start, begun.upload, ours=True)
            assert resumed is not None
            return resumed
        if digest is None:
            start.cut = self._cut_within(start, begun.upload)
            return Resumed(begun.upload, self._send(start, begun.upload.id, {}))
        chunk = self.only_chunk(start, digest)
        request = begun.grants.one(1)
        grant = timed(request, self._do.clock) if request else None
        self._do.sender.send(
            begun.upload.id,
            chunk,
            grant,
            start.source.blocks,
            lambda size: self._move(start.job, size, travelled=True),
        )
        return Resumed(begun.upload, self._whole(start, digest))

    def _whole(self, start: Start, digest: str) -> str:
        if self._do.provider.chunk_hash_algorithm == "md5":
            return digest
        return start.source.digests("md5")["md5"]

    def _cut_within(self, start: Start, upload: Upload) -> Cut:
        """By the limits of the upload itself, which the provider's may have left meanwhile."""
        limits, size = upload.limits, start.source.size
        if limits is None:
            return self._do.cut(size)
        preferred = self._do.chunk_size
        return Cut(size, choose_chunk_size(size, limits.min_size, limits.max_size, preferred))

    def _send(self, start: Start, upload_id: str, known: dict[int, KnownChunk]) -> str:
        return self._send_pieces(
            PieceJob(
                upload_id=upload_id,
                descriptor=start.source.descriptor,
                cut=start.cut,
                algorithm=self._do.provider.chunk_hash_algorithm,
                known=known,
                moved=lambda size: self._move(start.job, size, travelled=True),
                proved=lambda size: self._move(start.job, size, travelled=False),
            )
        )
