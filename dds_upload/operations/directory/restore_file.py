"""Brings a deleted file back, for an operator, while its content is still kept."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.directory.files import DeletedFile
from dds_upload.core.directory.projects import ProjectRecords
from dds_upload.core.directory.records import FileRecords, FolderRecords, HeldUploadRecords
from dds_upload.core.errors import NotFound
from dds_upload.core.reasons import Kind
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.upload import BYTES_GO


@dataclass(frozen=True, slots=True, kw_only=True)
class RestoreFile:
    """Nobody's permission is asked: an operator restores what somebody deleted by mistake."""

    files: FileRecords
    folders: FolderRecords
    uploads: HeldUploadRecords
    projects: ProjectRecords
    transactions: Transactions
    clock: Clock

    def __call__(self, file_id: UUID) -> DeletedFile:
        """What is there again, with the versions that were not deleted by themselves.

        It comes back to its folder, or to the root of its project where that folder was deleted.
        Raises NotFound: `file` where there is no such file, or it is not deleted; `project` where
        that was deleted; `upload` where its content is not kept any more.
        """
        with self.transactions.transaction():
            file = self.files.deleted(file_id)
            if file is None:
                raise NotFound(Kind.FILE)
            if not self.projects.hold(file.project_id):
                raise NotFound(Kind.PROJECT)
            upload = self.uploads.hold(file.upload_id)
            if upload is None or upload.state in BYTES_GO:
                raise NotFound(Kind.UPLOAD)
            self.files.restore(file, self._folder(file), self.clock())
        return file

    def _folder(self, file: DeletedFile) -> UUID | None:
        folder = self.folders.get(file.folder_id) if file.folder_id else None
        return folder.id if folder else None
