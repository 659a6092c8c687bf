"""Answers who asks for files by content: what became of them, what they lack, or that they begin.

A client asks for all of its files at once, and once a second until they are there. So a request
first only reads; what then has to be written is decided again where nobody else decides, inside a
transaction that claims those files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.accounts import Caller
from dds_upload.core.assembly import (
    Assembly,
    AssemblyRequest,
    AssemblyState,
    AssemblyStatus,
    FileKey,
    FileRequest,
    Start,
    Target,
)
from dds_upload.core.errors import Conflict, NotFound
from dds_upload.core.records.assemblies import Assemblies
from dds_upload.core.records.transactions import Transactions
from dds_upload.core.roles import Permission
from dds_upload.core.storage import Clock
from dds_upload.operations.access import Access
from dds_upload.operations.judge_content import JudgeContent
from dds_upload.operations.place_files import PlaceFiles, Placement

#: How often a request is decided anew because others changed what it was decided by.
_TRIES = 5

#: How many jobs one request puts into the queue; the sweeper finds the others by itself.
_HINTS = 20

_UNDER_WAY = frozenset({AssemblyState.QUEUED, AssemblyState.RUNNING})

Answers = dict[FileKey, AssemblyStatus]


@dataclass(frozen=True, slots=True)
class RequestAssembly:
    """Decides about all files of a request in few statements, whatever their number."""

    access: Access
    assemblies: Assemblies
    judge: JudgeContent
    place: PlaceFiles
    transactions: Transactions
    queue_assembly: Callable[[UUID], None]
    clock: Clock

    def __call__(self, caller: Caller, request: AssemblyRequest) -> Answers:
        """What there is to say about each file; repeatable.

        Raises NotFound (`Project`), Forbidden, and Conflict when others are faster every time.
        """
        for project_id in request.project_ids:
            self.access.require(caller, project_id, Permission.CREATE_FILE)
        for _ in range(_TRIES - 1):
            try:
                return self._answer(caller, request)
            except Conflict:
                continue
        return self._answer(caller, request)

    def _answer(self, caller: Caller, request: AssemblyRequest) -> Answers:
        keys = [file.key for file in request.files]
        known = self.assemblies.find(request.organization_id, keys)
        answers = _standing(request.files, known, self.clock())
        astray = self._astray(caller, request, known, answers)
        unknown = [file for file in request.files if file.key not in answers]
        starts = []
        for key, verdict in self.judge(caller, request, unknown).items():
            if isinstance(verdict, Start):
                starts.append(verdict)
            else:
                answers[key] = verdict
        if starts or astray:
            answers |= self._write(caller, request, starts, astray)
        return answers

    def _astray(
        self,
        caller: Caller,
        request: AssemblyRequest,
        known: Mapping[FileKey, Assembly],
        answers: Answers,
    ) -> list[FileRequest]:
        """Files that are whole and not in each of the projects, or not on their way there."""
        lacking = self.place.lacking(_placements(caller, request, request.files, answers))
        absent = {upload_id for upload_id, _ in lacking}
        ids = [known[key].id for key, status in answers.items() if status.state in _UNDER_WAY]
        aimed = self.assemblies.aimed(ids, request.project_ids)
        wanted = ((assembly_id, project) for assembly_id in ids for project in request.project_ids)
        aimless = {pair[0] for pair in wanted if pair not in aimed}
        return [
            file
            for file in request.files
            if file.key in answers
            and (answers[file.key].upload_id in absent or known[file.key].id in aimless)
        ]

    def _write(
        self,
        caller: Caller,
        request: AssemblyRequest,
        starts: Sequence[Start],
        astray: Sequence[FileRequest],
    ) -> Answers:
        """Begin what nobody else has begun meanwhile, and lead all of it into the projects.

        Raises Conflict where a blob is gone, or a file that was under way has failed.
        """
        now, files = self.clock(), [*(start.file for start in starts), *astray]
        with self.transactions.transaction():
            if self.place.hold(request.project_ids) != set(request.project_ids):
                raise NotFound("Project")
            claimed = self.assemblies.claim(request.organization_id, files, now)
            answers = _standing(files, claimed, now)
            if any(file.key not in answers for file in astray):
                raise Conflict("a file failed at the same moment")
            begun = [start for start in starts if start.file.key not in answers]
            self.assemblies.begin(claimed, begun, caller)
            aims = [
                (claimed[file.key].id, target)
                for file in files
                for target in _targets(caller, request, file)
            ]
            self.assemblies.aim(aims, now)
            self.place(_placements(caller, request, files, answers), now)
        for start in begun[:_HINTS]:
            self.queue_assembly(start.upload.id)
        queued = AssemblyStatus(AssemblyState.QUEUED)
        return {**answers, **{start.file.key: queued for start in begun}}


def _standing(
    files: Iterable[FileRequest], known: Mapping[FileKey, Assembly], now: datetime
) -> Answers:
    """Answers that former requests left; files without one have to be judged."""
    found = ((file.key, known[file.key].status(file, now)) for file in files if file.key in known)
    return {key: status for key, status in found if status is not None}


def _targets(caller: Caller, request: AssemblyRequest, file: FileRequest) -> list[Target]:
    user_id, agent_id = caller.user.id, caller.agent_id
    return [
        Target(project_id, request.folder, file.name, user_id, agent_id)
        for project_id in request.project_ids
    ]


def _placements(
    caller: Caller, request: AssemblyRequest, files: Iterable[FileRequest], answers: Answers
) -> list[Placement]:
    """Of those that are whole."""
    return [
        (status.upload_id, target)
        for file in files
        if (status := answers.get(file.key)) is not None
        and status.state is AssemblyState.READY
        and status.upload_id is not None
        for target in _targets(caller, request, file)
    ]
