"""Begins the uploads of requested files, and adds destinations, some files at a time.

A request may name thousands of files. They are written in several short transactions, because one
transaction is the only writer on SQLite. A request also begins a bounded number of files, so that
it is answered soon. What was begun stays, so that asking again goes on where this ended.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.content.records import RequestedFileRecords
from dds_upload.core.content.requests import (
    FileRequest,
    FilesRequest,
    NewAssembly,
    RequestedFileState,
    RequestedFileStatus,
)
from dds_upload.core.errors import Conflict, NotFound, ServiceBusy
from dds_upload.core.reasons import Kind, Reason
from dds_upload.core.transactions import Transactions
from dds_upload.operations.content.deliver_files import DeliverFiles
from dds_upload.operations.content.standing import (
    UNDER_WAY,
    Answers,
    deliveries_of,
    destinations_of,
    made_of_others,
    standing,
)

#: How many jobs one request puts into the queue; the sweeper finds the others by itself.
_HINTS = 20

#: A file to begin, or one that exists and lacks a destination.
Work = NewAssembly | FileRequest


@dataclass(frozen=True, slots=True)
class Portion:
    """How many files, and chunks of new files, are taken together; a single file always is."""

    files: int
    chunks: int

    def take(self, works: Iterator[Work]) -> tuple[list[Work], list[Work]]:
        """The first works that fit together, and the next one if there is one."""
        taken: list[Work] = []
        chunks = 0
        for work in works:
            chunks += len(work.blob_ids) if isinstance(work, NewAssembly) else 0
            if taken and (len(taken) == self.files or chunks > self.chunks):
                return taken, [work]
            taken.append(work)
        return taken, []

    def cut(self, works: Iterable[Work]) -> Iterator[list[Work]]:
        """All works in their order, one portion after another."""
        rest = iter(works)
        portion, left = self.take(rest)
        while portion:
            yield portion
            portion, left = self.take(chain(left, rest))


#: What one transaction writes: it takes some two tenths of a second.
A_TRANSACTION = Portion(files=200, chunks=4_000)

#: What one request writes. sentry-cli sends a request that is answered 503 up to six times, so the
#: largest request (some 6,000 files, or 75,000 chunks) needs no second run of its command.
A_REQUEST = Portion(files=1_200, chunks=15_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class BeginFiles:
    """Decides again about each file, inside of a transaction that locks it."""

    requested_files: RequestedFileRecords
    deliver: DeliverFiles
    transactions: Transactions
    queue_assembly: Callable[[UUID], None]
    clock: Clock

    def __call__(
        self, caller: Caller, request: FilesRequest, works: Iterable[Work], broken: Set[UUID]
    ) -> Answers:
        """Begin the uploads that no other request has begun meanwhile, and add all destinations.

        The rows of `broken` uploads still say that they are complete. Raises NotFound (`project`),
        Conflict if a blob is gone or an unfinished file has failed, and ServiceBusy if there are
        more files than one request begins.
        """
        taken, left = A_REQUEST.take(iter(works))
        answers: Answers = {}
        hints = _HINTS
        for portion in A_TRANSACTION.cut(taken):
            begun, written = self._write(caller, request, portion, broken)
            answers |= written
            for new in begun[:hints]:
                self.queue_assembly(new.upload.id)
            hints = max(0, hints - len(begun))
        if left:
            raise ServiceBusy(reason=Reason.FILES_LEFT)
        return answers

    def _write(
        self, caller: Caller, request: FilesRequest, works: Sequence[Work], broken: Set[UUID]
    ) -> tuple[Sequence[NewAssembly], Answers]:
        new_assemblies = [work for work in works if isinstance(work, NewAssembly)]
        undelivered = [work for work in works if isinstance(work, FileRequest)]
        now, files = self.clock(), [*(new.file for new in new_assemblies), *undelivered]
        with self.transactions.transaction():
            if self.deliver.hold(request.project_ids) != set(request.project_ids):
                raise NotFound(Kind.PROJECT)
            held = self.requested_files.hold(request.organization_id, files, now)
            answers = made_of_others(standing(files, held, now), broken)
            if any(file.key not in answers for file in undelivered):
                raise Conflict("a file failed at the same moment")
            begun = [new for new in new_assemblies if new.file.key not in answers]
            self.requested_files.begin(held, begun, caller)
            destinations = [
                (held[file.key].id, destination)
                for file in files
                if file.key not in answers or answers[file.key].state in UNDER_WAY
                for destination in destinations_of(caller, request, file)
            ]
            self.requested_files.add_destinations(destinations, now)
            self.deliver(deliveries_of(caller, request, files, answers), now)
        queued = RequestedFileStatus(RequestedFileState.QUEUED)
        return begun, {**answers, **{new.file.key: queued for new in begun}}
