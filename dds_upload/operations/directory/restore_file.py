"""Restores a deleted file while its content is still kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.files import DeletedFile, File
from dds_upload.core.directory.records import DeletedFileRecords, FileRecords, HeldUploadRecords
from dds_upload.core.errors import NotFound, ObjectMissing
from dds_upload.core.reasons import Kind
from dds_upload.core.uploads.upload import BYTES_GO
from dds_upload.operations.directory.project_lock import ProjectLock


@dataclass(frozen=True, slots=True)
class RestoreFile:
    """Restores a file, with the versions that were not deleted by themselves.

    It comes back to its folder, or to the root of its project if that folder was deleted. Names
    need not be unique, so another file of its name is no obstacle.
    """

    files: FileRecords
    deleted: DeletedFileRecords
    uploads: HeldUploadRecords
    lock: ProjectLock

    def __call__(self, caller: Caller, file_id: UUID) -> File:
        """The restored file, for a caller who may delete files there.

        A file that is not deleted is given as it is: a client whose answer was lost asks again.
        Raises NotFound (`file`; `project` if that was deleted), Forbidden, and ObjectMissing if its
        content is no longer kept.
        """
        project_id = self.deleted.project_of(file_id)
        if project_id is None:
            raise NotFound(Kind.FILE)
        with self.lock.project(caller, project_id, Permission.DELETE_FILE) as authorship:
            found = self.deleted.get(file_id)
            if found is not None:
                self._restore(found, caller, authorship.at)
            file = self.files.get(file_id)
            if file is None:
                raise NotFound(Kind.FILE)
            return file

    def by_operator(self, file_id: UUID) -> DeletedFile:
        """The same without checking rights.

        Raises the same, and NotFound for a file that is not deleted.
        """
        with self.lock.held(self._deleted(file_id).project.id) as now:
            file = self._deleted(file_id)
            self._restore(file, None, now)
            return file

    def _deleted(self, file_id: UUID) -> DeletedFile:
        file = self.deleted.get(file_id)
        if file is None:
            raise NotFound(Kind.FILE)
        return file

    def _restore(self, file: DeletedFile, caller: Caller | None, at: datetime) -> None:
        upload = self.uploads.hold(file.upload_id)
        if upload is None or upload.state in BYTES_GO:
            raise ObjectMissing
        self.deleted.restore(file, caller, at)
