"""The positions by which pages of uploads are cut: see dds_upload/core/paging.py."""

from __future__ import annotations

import operator
from datetime import datetime
from functools import reduce
from typing import Any
from uuid import UUID

from peewee import JOIN

from db.cuts import cut_columns
from db.gaps import GapList, gaps
from db.tables.projects import ProjectPermissions, Projects
from db.tables.uploads import Uploads
from dds_upload.core.accounts.users import Caller
from dds_upload.core.uploads.search import ALL_UPLOADS, KEPT_IN_PLACE, UploadSearch
from dds_upload.core.uploads.upload import GONE, UploadState

_is_open = Uploads.state == UploadState.OPEN


def of_project(
    project_id: UUID, search: UploadSearch, *, now: datetime, idle_since: datetime
) -> Any:
    """A query for `cut`: all uploads that the project ever had, or those that match a search."""
    query = Uploads.select(*_columns(_is_found(search, idle_since)))
    query = query.where(Uploads.project == project_id)
    if search == ALL_UPLOADS:
        return query.union_all(gaps(GapList.UPLOADS, project_id))
    return _searched(query, search, now, idle_since)


def of_caller(caller: Caller, search: UploadSearch, *, now: datetime, idle_since: datetime) -> Any:
    """A query for `cut`: all uploads that the caller began and that match a search.

    Uploads of a deleted project, and of one that the caller left, keep their positions.
    """
    may_see = Projects.deleted_at.is_null()
    if not caller.user.is_admin:
        may_see &= Uploads.project.is_null() | ProjectPermissions.user.is_null(False)
    query = Uploads.select(*_columns(_is_found(search, idle_since) & may_see))
    query = query.join(Projects, JOIN.LEFT_OUTER, on=(Projects.id == Uploads.project))
    mine = (ProjectPermissions.project == Projects.id) & (ProjectPermissions.user == caller.user.id)
    query = query.join(ProjectPermissions, JOIN.LEFT_OUTER, on=mine)
    return _searched(query.where(Uploads.created_by == caller.user.id), search, now, idle_since)


def _columns(shown: Any) -> tuple[Any, Any, Any]:
    return cut_columns(Uploads.created_at, Uploads.id, shown)


def _is_found(search: UploadSearch, idle_since: datetime) -> Any:
    """Condition: an open upload that was idle for too long has ended, swept or not."""
    in_state, idle = _in_state(search), _is_idle(idle_since)
    return in_state | idle if search.state is UploadState.EXPIRED else in_state & ~idle


def _searched(query: Any, search: UploadSearch, now: datetime, idle_since: datetime) -> Any:
    """The matches of a search, and the uploads that changed their state just now.

    A list of all others would be mostly empty pages.
    """
    query = query.where(*_fields(search)) if _fields(search) else query
    # A union, since SQLite would read all of the project for an OR.
    parts = [_in_state(search), Uploads.moved_at >= now - KEPT_IN_PLACE]
    if search.state is UploadState.EXPIRED:
        parts.append(_is_idle(idle_since))
    return reduce(operator.or_, (query.where(part) for part in parts))


def _in_state(search: UploadSearch) -> Any:
    if search.state is None:
        return Uploads.state.not_in(GONE)
    return Uploads.state == search.state


def _is_idle(idle_since: datetime) -> Any:
    return _is_open & (Uploads.active_at < idle_since)


def _fields(search: UploadSearch) -> list[Any]:
    wanted = {
        Uploads.name: search.name,
        Uploads.size: search.size,
        Uploads.created_by: search.creator_id,
    }
    return [column == value for column, value in wanted.items() if value is not None]
