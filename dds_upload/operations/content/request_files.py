"""Answers requests for files by content: their state, the chunks they lack, or that work begins.

A client asks for all of its files at once, and once a second until they are there. So a request
first only reads. Whatever has to be written is decided again inside a transaction that locks those
files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.content.records import RequestedFileRecords
from dds_upload.core.content.requests import (
    Destination,
    FileKey,
    FileRequest,
    FilesRequest,
    NewAssembly,
    RequestedFile,
    RequestedFileState,
    RequestedFileStatus,
)
from dds_upload.core.errors import Conflict, NotFound
from dds_upload.core.reasons import Kind
from dds_upload.core.storage.manifest import Segment
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.transactions import Transactions
from dds_upload.operations.accounts.access import Access
from dds_upload.operations.blobs.confirm_blobs import ConfirmBlobs
from dds_upload.operations.content.deliver_files import DeliverFiles
from dds_upload.operations.content.find_paths import Delivery
from dds_upload.operations.content.judge_files import JudgeFiles

#: How often a request is decided anew because others changed the facts of the decision.
_TRIES = 5

#: How many jobs one request puts into the queue; the sweeper finds the others by itself.
_HINTS = 20

_UNDER_WAY = frozenset({RequestedFileState.QUEUED, RequestedFileState.RUNNING})

Answers = dict[FileKey, RequestedFileStatus]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestFiles:
    """Decides about all files of a request in a few statements, however many there are."""

    access: Access
    requested_files: RequestedFileRecords
    blobs: BlobRecords
    confirm: ConfirmBlobs
    providers: StorageProviders
    judge: JudgeFiles
    deliver: DeliverFiles
    transactions: Transactions
    queue_assembly: Callable[[UUID], None]
    clock: Clock

    def __call__(self, caller: Caller, request: FilesRequest) -> Answers:
        """The answer for each file; repeatable.

        Raises NotFound (`project`), Forbidden, and Conflict if others are faster every time.
        """
        for project_id in request.project_ids:
            self.access.require(caller, project_id, Permission.CREATE_FILE)
        for _ in range(_TRIES - 1):
            try:
                return self._answer(caller, request)
            except Conflict:
                continue
        return self._answer(caller, request)

    def _answer(self, caller: Caller, request: FilesRequest) -> Answers:
        keys = [file.key for file in request.files]
        known = self.requested_files.find(request.organization_id, keys)
        answers = _standing(request.files, known, self.clock())
        broken = self._broken(known, answers)
        answers = _made_of_others(answers, broken)
        undelivered = self._undelivered(caller, request, known, answers)
        unknown = [file for file in request.files if file.key not in answers]
        new_assemblies: list[NewAssembly] = []
        for key, verdict in self.judge(caller, request, unknown).items():
            if isinstance(verdict, NewAssembly):
                new_assemblies.append(verdict)
            else:
                answers[key] = verdict
        if new_assemblies or undelivered:
            answers |= self._write(caller, request, new_assemblies, undelivered, broken)
        return answers

    def _broken(self, known: Mapping[FileKey, RequestedFile], answers: Answers) -> set[UUID]:
        """Complete uploads of which storage has lost chunks: they are begun anew.

        Chunks that are sent again are put in their former place, so that the existing file is whole
        again, too.
        """
        ready = [
            upload
            for key, status in answers.items()
            if status.state is RequestedFileState.READY and (upload := known[key].upload)
        ]
        segments = self.blobs.segments_of([upload.id for upload in ready])
        by_provider: dict[UUID, list[Segment]] = defaultdict(list)
        for upload in ready:
            by_provider[upload.provider_id] += segments.get(upload.id, ())
        lost = {
            key
            for provider_id, some in by_provider.items()
            if (provider := self.providers.find(provider_id)) is not None
            for key in self.confirm(provider, some)
        }
        if not lost:
            return set()
        return {
            upload.id
            for upload in ready
            if any(segment.key in lost for segment in segments.get(upload.id, ()))
        }

    def _undelivered(
        self,
        caller: Caller,
        request: FilesRequest,
        known: Mapping[FileKey, RequestedFile],
        answers: Answers,
    ) -> list[FileRequest]:
        """Complete files that are not in each of the projects, and not on their way there.

        The name counts: under another name, the same content is another file.
        """
        lacking = self.deliver.lacking(_deliveries(caller, request, request.files, answers))
        absent = {upload_id for upload_id, _ in lacking}
        under_way = [
            file
            for file in request.files
            if file.key in answers and answers[file.key].state in _UNDER_WAY
        ]
        ids = [known[file.key].id for file in under_way]
        destined = self.requested_files.destined(ids, request.project_ids)
        undirected = {
            file.key
            for file in under_way
            for destination in _destinations(caller, request, file)
            if (known[file.key].id, destination.key) not in destined
        }
        return [
            file
            for file in request.files
            if file.key in undirected
            or (file.key in answers and answers[file.key].upload_id in absent)
        ]

    def _write(
        self,
        caller: Caller,
        request: FilesRequest,
        new_assemblies: Sequence[NewAssembly],
        undelivered: Sequence[FileRequest],
        broken: Set[UUID],
    ) -> Answers:
        """Begin the uploads that no other request has begun meanwhile, and add all destinations.

        The rows of `broken` uploads still say that they are complete. Raises Conflict if a blob is
        gone, or an unfinished file has failed.
        """
        now, files = self.clock(), [*(new.file for new in new_assemblies), *undelivered]
        with self.transactions.transaction():
            if self.deliver.hold(request.project_ids) != set(request.project_ids):
                raise NotFound(Kind.PROJECT)
            held = self.requested_files.hold(request.organization_id, files, now)
            answers = _made_of_others(_standing(files, held, now), broken)
            if any(file.key not in answers for file in undelivered):
                raise Conflict("a file failed at the same moment")
            begun = [new for new in new_assemblies if new.file.key not in answers]
            self.requested_files.begin(held, begun, caller)
            destinations = [
                (held[file.key].id, destination)
                for file in files
                if file.key not in answers or answers[file.key].state in _UNDER_WAY
                for destination in _destinations(caller, request, file)
            ]
            self.requested_files.add_destinations(destinations, now)
            self.deliver(_deliveries(caller, request, files, answers), now)
        for new in begun[:_HINTS]:
            self.queue_assembly(new.upload.id)
        queued = RequestedFileStatus(RequestedFileState.QUEUED)
        return {**answers, **{new.file.key: queued for new in begun}}


def _standing(
    files: Iterable[FileRequest], known: Mapping[FileKey, RequestedFile], now: datetime
) -> Answers:
    """The answers that former requests left; files without one have to be judged."""
    found = ((file.key, known[file.key].status(file, now)) for file in files if file.key in known)
    return {key: status for key, status in found if status is not None}


def _made_of_others(answers: Answers, broken: Set[UUID]) -> Answers:
    return {key: it for key, it in answers.items() if it.upload_id not in broken}


def _destinations(caller: Caller, request: FilesRequest, file: FileRequest) -> list[Destination]:
    user_id, agent_id = caller.user.id, caller.agent_id
    return [
        Destination(
            project_id,
            request.folder,
            file.name,
            file.debug_id,
            file.checksum,
            user_id,
            agent_id,
        )
        for project_id in request.project_ids
    ]


def _deliveries(
    caller: Caller, request: FilesRequest, files: Iterable[FileRequest], answers: Answers
) -> list[Delivery]:
    """The deliveries of complete files."""
    return [
        (status.upload_id, destination)
        for file in files
        if (status := answers.get(file.key)) is not None
        and status.state is RequestedFileState.READY
        and status.upload_id is not None
        for destination in _destinations(caller, request, file)
    ]
