"""Answers requests for files by content: their state, the chunks they lack, or that work begins.

A client asks for all of its files at once, and once a second until they are there. So a request
first only reads. Whatever has to be written is decided again inside a transaction that locks those
files.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from random import shuffle
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.content.records import RequestedFileRecords
from dds_upload.core.content.requests import (
    FileKey,
    FileRequest,
    FilesRequest,
    NewAssembly,
    RequestedFile,
    RequestedFileState,
)
from dds_upload.core.errors import Conflict
from dds_upload.core.storage.manifest import Segment
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.operations.accounts.access import Access
from dds_upload.operations.blobs.confirm_blobs import ConfirmBlobs
from dds_upload.operations.content.begin_files import BeginFiles
from dds_upload.operations.content.deliver_files import DeliverFiles
from dds_upload.operations.content.judge_files import JudgeFiles
from dds_upload.operations.content.standing import (
    UNDER_WAY,
    Answers,
    deliveries_of,
    destinations_of,
    made_of_others,
    standing,
)

#: How often a request is decided anew because others changed the facts of the decision.
_TRIES = 5

#: The most chunks of complete files that one request reads, to ask storage for some of them.
#: Thousands of files may be named, and each may have a thousand chunks.
_READ_MAX = 10_000


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
    begin: BeginFiles
    clock: Clock

    def __call__(self, caller: Caller, request: FilesRequest) -> Answers:
        """The answer for each file; repeatable.

        Raises NotFound (`project`), Forbidden, Conflict if others are faster every time, and
        ServiceBusy if it has begun as many files as one request begins, and more are left.
        """
        self.access.require_in_all(caller, request.project_ids, Permission.CREATE_FILE)
        for _ in range(_TRIES - 1):
            try:
                return self._answer(caller, request)
            except Conflict:
                continue
        return self._answer(caller, request)

    def _answer(self, caller: Caller, request: FilesRequest) -> Answers:
        keys = [file.key for file in request.files]
        known = self.requested_files.find(request.organization_id, keys)
        answers = standing(request.files, known, self.clock())
        broken = self._broken(known, answers)
        answers = made_of_others(answers, broken)
        undelivered = self._undelivered(caller, request, known, answers)
        unknown = [file for file in request.files if file.key not in answers]
        to_begin = self._judged(caller, request, unknown, answers)
        begun = self.begin(caller, request, chain(undelivered, to_begin), broken)
        return answers | begun

    def _judged(
        self,
        caller: Caller,
        request: FilesRequest,
        unknown: Sequence[FileRequest],
        answers: Answers,
    ) -> Iterator[NewAssembly]:
        """The files to begin, each judged when it is asked for; others are put into `answers`."""
        for key, verdict in self.judge(caller, request, unknown):
            if isinstance(verdict, NewAssembly):
                yield verdict
            else:
                answers[key] = verdict

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
        upload_ids = [upload.id for upload in ready]
        shuffle(upload_ids)  # if they have too many chunks, others are looked at the next time
        segments = self.blobs.segments_of(upload_ids, _READ_MAX)
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
        lacking = self.deliver.lacking(deliveries_of(caller, request, request.files, answers))
        absent = {upload_id for upload_id, _ in lacking}
        under_way = [
            file
            for file in request.files
            if file.key in answers and answers[file.key].state in UNDER_WAY
        ]
        ids = [known[file.key].id for file in under_way]
        destined = self.requested_files.destined(ids, request.project_ids)
        undirected = {
            file.key
            for file in under_way
            for destination in destinations_of(caller, request, file)
            if (known[file.key].id, destination.key) not in destined
        }
        return [
            file
            for file in request.files
            if file.key in undirected
            or (file.key in answers and answers[file.key].upload_id in absent)
        ]
