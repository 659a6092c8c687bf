"""Keeps projects."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence, Set
from dataclasses import asdict
from typing import Any
from uuid import UUID

from peewee import fn

from db.accounts.audit import Audits, stamp
from db.batches import batches
from db.composed import insert, unless_known
from db.cuts import cut, cut_columns
from db.database import Database
from db.gaps import GapList, ever_in
from db.tables.projects import ProjectPermissions
from db.tables.projects import Projects as T
from dds_upload.core.accounts.authorship import Authorship
from dds_upload.core.directory.projects import NewProject, Project, ProjectRecords
from dds_upload.core.events.event import Event, EventKind
from dds_upload.core.events.records import EventRecords
from dds_upload.core.paging import Page, PageRequest

_LIVE = T.deleted_at.is_null()


class ProjectTable(ProjectRecords):
    """Projects kept in `projects`."""

    def __init__(self, database: Database, *, events: EventRecords) -> None:
        self._database = database
        self._events = events

    def add(self, project: NewProject, authorship: Authorship) -> bool:
        """The unique key of the slug decides; this waits for another transaction that takes it."""
        row = {**asdict(project), **stamp("created", authorship.caller, authorship.at)}
        return self._database.run(insert(T, [row], unless_known)) == 1

    def slugs_with(self, root: str) -> Set[str]:
        """LIKE, with its wildcards escaped."""
        query = T.select(T.slug).where(T.slug.startswith(root))
        return {row[0] for row in self._database.rows(query.tuples())}

    def get(self, project_id: UUID) -> Project | None:
        """By primary key."""
        rows = self._database.rows(T.select().where(T.id == project_id, _LIVE).dicts())
        return self._to_projects(rows)[0] if rows else None

    def page(self, viewer_id: UUID | None, slug: str | None, page: PageRequest) -> Page[Project]:
        """Positions include deleted projects, and projects whose member the viewer was once."""
        rows = T.select(*cut_columns(T.created_at, T.id, _LIVE))
        if viewer_id is not None:
            rows = _ever_seen_by(viewer_id)
        if slug is not None:
            rows = rows.where(T.slug == slug)
        found = cut(self._database, rows, page)
        query = T.select().where(T.id.in_(found.ids)).order_by(T.created_at.desc(), T.id.desc())
        projects = self._to_projects(self._database.rows(query.dicts()))
        return Page(projects, found.total, found.positions, unsettled=True)

    def update(self, project_id: UUID, values: Mapping[str, str], authorship: Authorship) -> None:
        """Set the columns given."""
        audit = stamp("updated", authorship.caller, authorship.at)
        self._database.run(T.update({**values, **audit}).where(T.id == project_id, _LIVE))

    def delete(self, project_id: UUID, authorship: Authorship) -> None:
        """Stamp the row; queries for its contents check that."""
        audit = stamp("deleted", authorship.caller, authorship.at)
        deleted = T.update(audit).where(T.id == project_id, _LIVE)
        event = Event(
            EventKind.PROJECT_DELETED,
            authorship.at,
            project_id=project_id,
            user_id=authorship.caller.user.id,
            agent_id=authorship.caller.agent_id,
        )
        with self._database.joined():
            if self._database.run(deleted):
                self._events.record([event])

    def hold(self, project_id: UUID) -> bool:
        """Write the row: that locks it on PostgreSQL, and the database on SQLite."""
        held = T.update(holds=T.holds + 1).where(T.id == project_id, _LIVE)
        return self._database.run(held) == 1

    def hold_all(self, project_ids: Collection[UUID]) -> set[UUID]:
        """Locked before they are written: PostgreSQL would write many rows in any order."""
        held: set[UUID] = set()
        for batch in batches(sorted(project_ids)):
            query = T.select(T.id).where(T.id.in_(batch), _LIVE).order_by(T.id)
            locked = self._database.locking(query, "FOR NO KEY UPDATE").tuples()
            live = [row[0] for row in self._database.rows(locked)]
            self._database.run(T.update(holds=T.holds + 1).where(T.id.in_(live)))
            held.update(live)
        return held

    def _to_projects(self, rows: Sequence[dict[str, Any]]) -> list[Project]:
        audits = Audits.named_in(self._database, rows)
        return [
            Project(
                id=row["id"],
                name=row["name"],
                slug=row["slug"],
                description=row["description"],
                is_deleted=row["deleted_at"] is not None,
                audit=audits.of(row),
            )
            for row in rows
        ]


def _ever_seen_by(viewer_id: UUID) -> Any:
    """Projects whose member the viewer is or was, in the order in which the viewer became that."""
    members = ProjectPermissions
    own = ever_in(
        GapList.MEMBERS, members.project, members.user, lambda _, user: user == viewer_id
    ).alias("own")
    is_there = _LIVE & (fn.MAX(own.c.is_there) == 1)
    rows = T.select(*cut_columns(fn.MIN(own.c.came_at), T.id, is_there))
    return rows.join(own, on=(own.c.owner_id == T.id)).group_by(T.id)
