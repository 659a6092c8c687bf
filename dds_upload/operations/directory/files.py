"""Makes files, and new versions of files, of finished uploads."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import Parent
from dds_upload.core.directory.files import File, NewVersion
from dds_upload.core.directory.records import FileRecords, FileVersionRecords, HeldUploadRecords
from dds_upload.core.errors import Forbidden, NotConsistent, NotFound, ValidationFailed
from dds_upload.core.reasons import Field, Kind, Reason
from dds_upload.core.uploads.axes import OutcomeKind
from dds_upload.core.uploads.idleness import Idleness
from dds_upload.core.uploads.upload import BYTES_GO, Upload, UploadState
from dds_upload.operations.directory.project_lock import ProjectLock
from dds_upload.operations.uploads.find_upload import gone, is_own


@dataclass(frozen=True, slots=True)
class CreateFile:
    """Makes a file; its name is the upload's, and need not be unique in its folder."""

    files: FileRecords
    versions: FileVersionRecords
    uploads: HeldUploadRecords
    lock: ProjectLock
    idleness: Idleness

    def check(self, caller: Caller, parent: Parent, upload_id: UUID) -> None:
        """Raise the faults of the request that completing the upload will not change."""
        location = self.lock.look(caller, parent, Permission.CREATE_FILE)
        _of_project(caller, location.project_id, _seen(self.uploads.get(upload_id), self.idleness))

    def __call__(self, caller: Caller, parent: Parent, upload_id: UUID, label: str | None) -> File:
        """The file, whose content may still be being assembled.

        If the upload is that very file already, this gives the existing file: a client whose answer
        was lost asks again, and means no second file.

        Raises in this order: NotFound (the parent), Forbidden, NotFound (`upload`), Forbidden
        (another user's upload), ValidationFailed (`upload`), NotConsistent (it is being committed).
        """
        file_id, version_id = uuid4(), uuid4()
        with self.lock.inside(caller, parent, Permission.CREATE_FILE) as (location, authorship):
            held = _seen(self.uploads.hold(upload_id), self.idleness)
            upload = _of_project(caller, location.project_id, held)
            check_usable(upload)
            made_before = self.files.find(location, upload.name, upload_id)
            if made_before is not None:
                return _found(self.files, made_before)
            self.files.add(file_id, location, upload.name, version_id, authorship)
            first = NewVersion(version_id, file_id, location.project_id, upload_id, label)
            self.versions.add_first(first, authorship)
            return _found(self.files, file_id)


@dataclass(frozen=True, slots=True)
class ReviseFile:
    """Gives a file another content, or its current version another label, or both."""

    files: FileRecords
    versions: FileVersionRecords
    uploads: HeldUploadRecords
    lock: ProjectLock
    idleness: Idleness

    def __call__(
        self, caller: Caller, file_id: UUID, upload_id: UUID | None, label: str | None
    ) -> File:
        """The file. If the upload is current already, no version is made, so a repeat does no harm.

        The upload may be of another project, and must be the caller's. Raises NotFound (`file`,
        `upload`), Forbidden, ValidationFailed (`upload`).
        """
        update = Permission.UPDATE_FILE
        with self.lock.record(caller, self.files, Kind.FILE, file_id, update) as authorship:
            file = _found(self.files, file_id)
            if upload_id is not None and upload_id != file.current_version.content.upload_id:
                self._add_version(file, upload_id, label, authorship)
            elif label not in {None, file.current_version.label}:
                self.versions.label(file.current_version.id, label, authorship)
            return _found(self.files, file_id)

    def _add_version(
        self, file: File, upload_id: UUID, label: str | None, authorship: Authorship
    ) -> None:
        held = _seen(self.uploads.hold(upload_id), self.idleness)
        check_usable(_own(authorship.caller, file.project.id, held))
        version = NewVersion(uuid4(), file.id, file.project.id, upload_id, label)
        self.versions.add_next(version, authorship)


def hold(uploads: HeldUploadRecords, upload_id: UUID) -> Upload:
    """The upload, locked so that its bytes stay for the whole transaction.

    Raises NotFound (`upload`).
    """
    return _kept(uploads.hold(upload_id))


def _seen(found: Upload | None, idleness: Idleness) -> Upload | None:
    """The upload as it is now: an open one may have expired without a sweep yet."""
    return found and found.as_of(idleness.since())


def _of_project(caller: Caller, project_id: UUID, found: Upload | None) -> Upload:
    """An upload of the caller's own that may become a file there; raises NotFound and Forbidden."""
    upload = _own(caller, project_id, found)
    if upload.project_id not in {None, project_id}:
        raise NotFound(Kind.UPLOAD)
    return upload


def _own(caller: Caller, project_id: UUID, found: Upload | None) -> Upload:
    """The same for an upload of any project.

    Raises Forbidden for an upload that another member sent to this project. Uploads that others
    sent elsewhere are not to be known: that is NotFound.
    """
    own = found is not None and is_own(caller, found.creator_id)
    if found is None or not (own or found.project_id == project_id):
        raise NotFound(Kind.UPLOAD)
    upload = _kept(found)
    if not own:
        raise Forbidden
    return upload


def _kept(found: Upload | None) -> Upload:
    if found is None:
        raise NotFound(Kind.UPLOAD)
    if found.state in BYTES_GO:
        raise gone(found.state)
    return found


def check_usable(upload: Upload) -> None:
    """Raise ValidationFailed (`upload`) unless it was completed; it may still be being assembled.

    An upload that can be open again afterwards must be assembled: raises NotConsistent until it is.
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
