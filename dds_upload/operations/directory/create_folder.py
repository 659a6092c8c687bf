"""Makes a folder in a project's root or in another folder."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import Folder, Parent
from dds_upload.core.directory.records import FolderRecords
from dds_upload.core.errors import NotFound
from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.entries import check_depth
from dds_upload.operations.directory.project_lock import ProjectLock


@dataclass(frozen=True, slots=True)
class CreateFolder:
    """Names need not be unique: only ids distinguish twins."""

    folders: FolderRecords
    lock: ProjectLock

    def __call__(self, caller: Caller, name: str, parent: Parent) -> Folder:
        """Raises NotFound (`project`, `folder`), Forbidden, ValidationFailed (too deep)."""
        folder_id: UUID = uuid4()
        with self.lock.inside(caller, parent, Permission.CREATE_FILE) as (location, authorship):
            check_depth(location, 1)
            self.folders.add(folder_id, location, name, authorship)
            folder = self.folders.get(folder_id)
        if folder is None:
            raise NotFound(Kind.FOLDER)
        return folder
