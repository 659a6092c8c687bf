"""Lists the entries of a project or folder."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.directory.entries import Folder, Parent
from dds_upload.core.directory.listed import EVERY_PART, ListedFile, Part
from dds_upload.core.directory.records import ChildRecords
from dds_upload.core.paging import Page, PageRequest
from dds_upload.operations.directory.project_lock import ProjectLock


@dataclass(frozen=True, slots=True)
class ListChildren:
    """Direct children, or a search by name in all folders below."""

    children: ChildRecords
    lock: ProjectLock

    def __call__(
        self,
        caller: Caller,
        parent: Parent,
        name_contains: str | None,
        page: PageRequest,
        parts: Collection[Part] = EVERY_PART,
    ) -> Page[Folder | ListedFile]:
        """A page as ChildRecords in core.directory.records gives it.

        Raises NotFound and Forbidden.
        """
        location = self.lock.locate(parent)
        self.lock.access.require(caller, location.project_id, Permission.VIEW_PROJECT)
        return self.children.page(location, name_contains, page, parts)
