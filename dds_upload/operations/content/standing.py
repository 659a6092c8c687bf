"""What former requests left of the files of a request, and where these files are to go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.content.requests import (
    Destination,
    FileKey,
    FileRequest,
    FilesRequest,
    RequestedFile,
    RequestedFileState,
    RequestedFileStatus,
)
from dds_upload.operations.content.find_paths import Delivery

#: The states of a file whose upload is not over.
UNDER_WAY = frozenset({RequestedFileState.QUEUED, RequestedFileState.RUNNING})

#: The answer for each file.
Answers = dict[FileKey, RequestedFileStatus]


def standing(
    files: Iterable[FileRequest], known: Mapping[FileKey, RequestedFile], now: datetime
) -> Answers:
    """The answers that former requests left; files without one have to be judged."""
    found = ((file.key, known[file.key].status(file, now)) for file in files if file.key in known)
    return {key: status for key, status in found if status is not None}


def made_of_others(answers: Answers, broken: Set[UUID]) -> Answers:
    """The answers without those of uploads that storage lost chunks of."""
    return {key: it for key, it in answers.items() if it.upload_id not in broken}


def destinations_of(caller: Caller, request: FilesRequest, file: FileRequest) -> list[Destination]:
    """The destinations of a file: one in each project."""
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


def deliveries_of(
    caller: Caller, request: FilesRequest, files: Iterable[FileRequest], answers: Answers
) -> list[Delivery]:
    """The deliveries of complete files."""
    return [
        (status.upload_id, destination)
        for file in files
        if (status := answers.get(file.key)) is not None
        and status.state is RequestedFileState.READY
        and status.upload_id is not None
        for destination in destinations_of(caller, request, file)
    ]
