"""The versions of a file: they are read, labelled, deleted, and made current again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.files import FileVersion, NewVersion
from dds_upload.core.directory.records import FileRecords, FileVersionRecords, HeldUploadRecords
from dds_upload.core.errors import NotFound, ValidationFailed
from dds_upload.core.reasons import Kind, Reason
from dds_upload.operations.directory.files import check_usable, hold
from dds_upload.operations.directory.project_lock import ProjectLock, project_of

KIND = Kind.FILE_VERSION


@dataclass(frozen=True, slots=True)
class ManageFileVersions:
    """Every call raises NotFound (`file_version`; `file` for `all_of`) and Forbidden."""

    versions: FileVersionRecords
    files: FileRecords
    uploads: HeldUploadRecords
    lock: ProjectLock

    def all_of(self, caller: Caller, file_id: UUID) -> Sequence[FileVersion]:
        """The versions of a file, newest first."""
        project_id = project_of(self.files, Kind.FILE, file_id)
        self.lock.access.require(caller, project_id, Permission.VIEW_PROJECT)
        return self.versions.all_of(file_id)

    def get(self, caller: Caller, version_id: UUID) -> FileVersion:
        """One version."""
        version = self._found(version_id)
        self.lock.access.require(caller, version.project.id, Permission.VIEW_PROJECT)
        return version

    def label(self, caller: Caller, version_id: UUID, label: str | None) -> FileVersion:
        """Set the label, or remove it (None); the same label again changes nothing."""
        update = Permission.UPDATE_FILE
        with self.lock.record(caller, self.versions, KIND, version_id, update) as authorship:
            version = self._found(version_id)
            if version.label == label:
                return version
            self.versions.label(version_id, label, authorship)
            return self._found(version_id)

    def delete(self, caller: Caller, version_id: UUID) -> None:
        """Delete a version.

        Raises ValidationFailed for the current one: a file always has a content.
        """
        remove = Permission.DELETE_FILE
        with self.lock.record(caller, self.versions, KIND, version_id, remove) as authorship:
            if self._current(self._found(version_id)).id == version_id:
                raise ValidationFailed.of(Reason.CURRENT_VERSION)
            self.versions.delete(version_id, authorship)

    def promote(self, caller: Caller, version_id: UUID) -> FileVersion:
        """Make a new version with the content of an old one; the history stays as it was.

        If that content is current already, no version is made, so a repeat does no harm. Raises
        ValidationFailed (`upload`) for bad content.
        """
        update = Permission.UPDATE_FILE
        with self.lock.record(caller, self.versions, KIND, version_id, update) as authorship:
            old = self._found(version_id)
            current, upload_id = self._current(old), old.content.upload_id
            if current.content.upload_id == upload_id:
                return current
            check_usable(hold(self.uploads, upload_id))
            promoted_id = uuid4()
            promoted = NewVersion(promoted_id, old.file.id, old.project.id, upload_id, old.label)
            self.versions.add_next(promoted, authorship)
            return self._found(promoted_id)

    def _current(self, version: FileVersion) -> FileVersion:
        file = self.files.get(version.file.id)
        if file is None:
            raise NotFound(Kind.FILE)
        return file.current_version

    def _found(self, version_id: UUID) -> FileVersion:
        version = self.versions.get(version_id)
        if version is None:
            raise NotFound(KIND)
        return version
