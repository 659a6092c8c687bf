"""Locks a project for one change at a time; every operation that changes a tree comes through here.

Two changes that are fine one by one can break a tree together: two moves make a circle, a folder is
made inside one that is being deleted, two revisions get one number. So an operation that changes
the tree or the members of a project locks it first, and judges by what it reads after that.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.directory.entries import Location, Parent
from dds_upload.core.directory.projects import ProjectRecords
from dds_upload.core.directory.records import FolderRecords, Located
from dds_upload.core.errors import NotFound
from dds_upload.core.reasons import Kind
from dds_upload.core.transactions import Transactions
from dds_upload.operations.accounts.access import Access


@dataclass(frozen=True, slots=True, kw_only=True)
class ProjectLock:
    """The ways to lock a project; each is a transaction, and raises NotFound and Forbidden."""

    access: Access
    projects: ProjectRecords
    folders: FolderRecords
    transactions: Transactions
    clock: Clock

    @contextmanager
    def project(
        self, caller: Caller, project_id: UUID, permission: Permission
    ) -> Iterator[Authorship]:
        """For a change to the project itself."""
        self.access.require(caller, project_id, permission)
        with self.held(project_id) as now:
            yield Authorship(caller, now)

    @contextmanager
    def held(self, project_id: UUID) -> Iterator[datetime]:
        """The same without a caller, for code that has judged rights otherwise."""
        with self.transactions.transaction():
            if not self.projects.hold(project_id):
                raise NotFound(Kind.PROJECT)
            yield self.clock()

    @contextmanager
    def record(
        self,
        caller: Caller,
        records: Located,
        kind: Kind,
        record_id: UUID,
        permission: Permission,
    ) -> Iterator[Authorship]:
        """For a change to a record of that kind; the record exists until the transaction ends."""
        project_id = project_of(records, kind, record_id)
        with self.project(caller, project_id, permission) as authorship:
            project_of(records, kind, record_id)  # it may have been deleted before we held it
            yield authorship

    @contextmanager
    def inside(
        self, caller: Caller, parent: Parent, permission: Permission
    ) -> Iterator[tuple[Location, Authorship]]:
        """For something new in a location; the location exists until the transaction ends."""
        with self.project(caller, self._project_of(parent), permission) as authorship:
            yield self.locate(parent), authorship  # it may have been deleted before we held it

    def look(self, caller: Caller, parent: Parent, permission: Permission) -> Location:
        """The location of something new, without a lock; raises NotFound and Forbidden."""
        self.access.require(caller, self._project_of(parent), permission)
        return self.locate(parent)

    def locate(self, parent: Parent) -> Location:
        """The location that a caller means; raises NotFound (`folder`).

        A project is not looked up.
        """
        if parent.is_project:
            return Location(parent.id)
        folder = self.folders.get(parent.id)
        if folder is None:
            raise NotFound(Kind.FOLDER)
        return Location(folder.project.id, folder)

    def _project_of(self, parent: Parent) -> UUID:
        if parent.is_project:
            return parent.id
        return project_of(self.folders, Kind.FOLDER, parent.id)


def project_of(records: Located, kind: Kind, record_id: UUID) -> UUID:
    """The project of a record; raises NotFound naming the kind."""
    project_id = records.project_of(record_id)
    if project_id is None:
        raise NotFound(kind)
    return project_id
