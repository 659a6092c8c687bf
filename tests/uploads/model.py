"""What uploads with numbered chunks are, restated as plainly as can be: for walks to compare with.

Limits are those of `SMALL`: 10 chunks of 100 bytes. Nothing here is shared with the service.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

CHUNK_MAX, NUMBER_MAX, FILE_MAX = 100, 10, 1000
OPEN_MAX, OPEN_BYTES_MAX = 4, 2000
IDLE_FOR, URL_FOR = timedelta(days=7), timedelta(minutes=5)
KEPT_FOR = timedelta(days=30)
FORGOTTEN_AFTER = timedelta(days=1)

OPEN, ASSEMBLING, COMPLETE, FAILED = "open", "assembling", "complete", "failed"
ABORTED, EXPIRED, PURGED = "aborted", "expired", "purged"
GONE = {ABORTED, EXPIRED}


@dataclass
class Announced:
    """A chunk as it was announced last, with the URL that came of it."""

    data: bytes
    url: str
    url_ends: datetime
    is_stored: bool = False


@dataclass
class Upload:
    """One upload; what is True of it and what is refused with which code."""

    id: str
    size: int
    active_at: datetime
    state: str = OPEN
    chunks: dict[int, Announced] = field(default_factory=dict)
    #: URLs of other content for the same number, each with its bytes.
    superseded: list[tuple[str, bytes]] = field(default_factory=list)
    claims_right: bool = True
    file: str | None = None
    ended_at: datetime | None = None

    def as_of(self, now: datetime) -> str:
        """The state that everybody is told."""
        idle = self.state == OPEN and self.active_at < now - IDLE_FOR
        return EXPIRED if idle else self.state

    def gone_as(self, now: datetime) -> set[str]:
        """How it is told that it is gone; a day after its bytes went nothing is known of it."""
        is_expired = self.as_of(now) == EXPIRED
        told = {"upload_expired"} if is_expired else {"not_found"}
        return told | (
            {"not_found"} if self.active_at < now - IDLE_FOR - FORGOTTEN_AFTER else set()
        )

    @property
    def content(self) -> bytes:
        return b"".join(self.chunks[it].data for it in sorted(self.chunks))

    def grant_faults(self, number: int, size: int) -> set[str]:
        """Why that chunk may not be; none: it may."""
        least = max(-(-self.size // NUMBER_MAX), 1) if self.size else 1
        others = {it: len(chunk.data) for it, chunk in self.chunks.items() if it != number}
        after = {**others, number: size}
        faults = set()
        is_short = size < least
        fits_below = self.size - size <= number * CHUNK_MAX
        others_short = [it for it, length in others.items() if length < least]
        if size > CHUNK_MAX or (
            is_short and (others_short or number != max(after) or not fits_below)
        ):
            faults.add("chunk_size_out_of_range")
        if sum(after.values()) > self.size:
            faults.add("chunks_exceed_file")
        if any(number > it for it in others_short):
            faults.add("chunk_after_last")
        if len(after) > NUMBER_MAX:
            faults.add("too_many_chunks")
        return faults

    def complete_faults(self, *, right: bool) -> set[str]:
        """Why it may not be said to be complete."""
        if self.state != OPEN:
            same = self.claims_right == right
            return set() if same else {"completed_otherwise"}
        is_covered = sum(len(it.data) for it in self.chunks.values()) == self.size
        return set() if is_covered else {"upload_incomplete"}

    def assembled(self) -> str:
        """What a worker makes of it."""
        is_there = all(it.is_stored for it in self.chunks.values())
        return COMPLETE if is_there and self.claims_right else FAILED


@dataclass
class Model:
    """All uploads of one user."""

    uploads: list[Upload] = field(default_factory=list)

    @property
    def unfinished(self) -> tuple[int, int]:
        """Number and bytes that count, until a sweep has seen that one expired."""
        counted = [it.size for it in self.uploads if it.state in {OPEN, ASSEMBLING}]
        return len(counted), sum(counted)

    def create_faults(self, size: int) -> set[str]:
        """Why a file of that size may not be begun."""
        number, total = self.unfinished
        faults = set()
        if size > FILE_MAX:
            faults.add("file_too_large")
        if number >= OPEN_MAX:
            faults.add("too_many_uploads_open")
        if total + size > OPEN_BYTES_MAX:
            faults.add("too_many_bytes_open")
        return faults

    def sweep(self, now: datetime) -> None:
        """What is idle expires, and what is complete or failed and unused goes after its time."""
        for it in self.uploads:
            it.state = it.as_of(now)
            over = it.ended_at is not None and it.ended_at <= now - KEPT_FOR
            if it.state in {COMPLETE, FAILED} and it.file is None and over:
                it.state = PURGED
