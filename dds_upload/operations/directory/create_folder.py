"""Makes a folder in a project's root or in another folder."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID, uuid4

from dds_upload.core.accounts.request_keys import RequestKey
from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import Folder, Parent
from dds_upload.core.directory.records import FolderRecords
from dds_upload.core.errors import NotFound
from dds_upload.core.reasons import Kind
from dds_upload.operations.accounts.do_once import DoOnce, Keep
from dds_upload.operations.directory.entries import check_depth
from dds_upload.operations.directory.project_lock import ProjectLock


@dataclass(frozen=True, slots=True)
class CreateFolder:
    """Makes a folder. Names need not be unique: only ids distinguish twins."""

    folders: FolderRecords
    lock: ProjectLock
    once: DoOnce

    def __call__(
        self, caller: Caller, name: str, parent: Parent, key: RequestKey | None = None
    ) -> Folder:
        """The folder; with a key, the one that was made with it before, in any place by now.

        Raises NotFound (`project`, `folder`), Forbidden, KeyReused, ValidationFailed (too deep).
        """
        find, make = partial(self._find, caller), partial(self._make, caller, name, parent)
        return self.once(caller, "folders", key, find=find, make=make)

    def _find(self, caller: Caller, folder_id: UUID) -> Folder | None:
        folder = self.folders.get(folder_id)
        if folder is not None:
            self.lock.access.require(caller, folder.project.id, Permission.CREATE_FILE)
        return folder

    def _make(self, caller: Caller, name: str, parent: Parent, keep: Keep) -> Folder:
        folder_id: UUID = uuid4()
        with self.lock.inside(caller, parent, Permission.CREATE_FILE) as (location, authorship):
            check_depth(location, 1)
            keep(folder_id)
            self.folders.add(folder_id, location, name, authorship)
            folder = self.folders.get(folder_id)
        if folder is None:
            raise NotFound(Kind.FOLDER)
        return folder
