"""Makes files and new versions of files out of finished uploads."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import Parent
from dds_upload.core.directory.files import File
from dds_upload.core.directory.records import FileRecords, FileVersionRecords, HeldUploadRecords
from dds_upload.core.errors import Forbidden, NotConsistent, NotFound, ValidationFailed
from dds_upload.core.reasons import Field, Kind, Reason
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.upload import BYTES_GO, Upload, UploadState
from dds_upload.operations.directory.project_lock import ProjectLock
from dds_upload.operations.uploads.find_upload import gone, is_own


@dataclass(frozen=True, slots=True)
class CreateFile:
    """Makes a file; its name is the upload's, and need not be unique in its folder."""

    files: FileRecords
    versions: FileVersionRecords
    uploads: HeldUploadRecords
    editing: ProjectLock

    def __call__(self, caller: Caller, parent: Parent, upload_id: UUID, label: str | None) -> File:
        """The file, whose content may still be being assembled.

        Raises in this order: NotFound (the place), Forbidden, NotFound (`upload`), Forbidden (the
        upload is somebody else's), ValidationFailed (`upload`), NotConsistent (it is being
        committed).
        """
        file_id, version_id = uuid4(), uuid4()
        with self.editing.inside(caller, parent, Permission.CREATE_FILE) as (place, change):
            upload = find_held(self.uploads, caller, place.project_id, upload_id)
            if not is_own(caller, upload.creator_id):
                raise Forbidden
            check_usable(upload)
            self.files.add(file_id, place, upload.name, version_id, change)
            self.versions.add(version_id, file_id, upload_id, label, change)
            return _found(self.files, file_id)


@dataclass(frozen=True, slots=True)
class ReviseFile:
    """Gives a file another content, its current version another label, or both."""

    files: FileRecords
    versions: FileVersionRecords
    uploads: HeldUploadRecords
    editing: ProjectLock

    def __call__(
        self, caller: Caller, file_id: UUID, upload_id: UUID | None, label: str | None
    ) -> File:
        """The upload that is current already makes no new version, so a repeat does no harm.

        Raises NotFound (`file`, `upload`), Forbidden, ValidationFailed (`upload`).
        """
        update = Permission.UPDATE_FILE
        with self.editing.record(caller, self.files, Kind.FILE, file_id, update) as change:
            file = _found(self.files, file_id)
            if upload_id is not None and upload_id != file.current_version.content.upload_id:
                self._add_version(file, upload_id, label, change)
            elif label is not None:
                self.versions.label(file.current_version.id, label, change)
            return _found(self.files, file_id)

    def _add_version(
        self, file: File, upload_id: UUID, label: str | None, change: Authorship
    ) -> None:
        check_usable(find_held(self.uploads, change.caller, file.project.id, upload_id))
        self.versions.add(uuid4(), file.id, upload_id, label, change)


def find_held(
    uploads: HeldUploadRecords, caller: Caller, project_id: UUID, upload_id: UUID
) -> Upload:
    """An upload that files of the project may be made of; raises NotFound (`upload`).

    One that belongs to no project can go into any, but only its creator knows of it.
    """
    upload = uploads.hold(upload_id)
    if upload is None:
        raise NotFound(Kind.UPLOAD)
    is_known = (
        is_own(caller, upload.creator_id)
        if upload.project_id is None
        else upload.project_id == project_id
    )
    if not is_known:
        raise NotFound(Kind.UPLOAD)
    if upload.state in BYTES_GO:
        raise gone(upload.state)
    return upload


def check_usable(upload: Upload) -> None:
    """Raise ValidationFailed (`upload`) unless it was completed; it may still be assembled.

    One that can be open again afterwards must be assembled: raises NotConsistent until it is.
    """
    if upload.outcome is OutcomeKind.ARTIFACT and upload.state is UploadState.ASSEMBLING:
        raise NotConsistent
    if upload.completed_at is None:
        raise ValidationFailed.of(Reason.UPLOAD_NOT_COMPLETED, Field.UPLOAD)
    if upload.state is UploadState.FAILED:
        raise ValidationFailed.of(Reason.UPLOAD_FAILED, Field.UPLOAD)


def _found(files: FileRecords, file_id: UUID) -> File:
    file = files.get(file_id)
    if file is None:
        raise NotFound(Kind.FILE)
    return file
