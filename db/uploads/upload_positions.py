"""The positions that pages of uploads are cut out of: see dds_upload/core/paging.py."""

from __future__ import annotations

import operator
from datetime import datetime
from functools import reduce
from typing import Any
from uuid import UUID

from db.cuts import cut_columns
from db.gaps import GapList, gaps
from db.tables.uploads import Uploads
from dds_upload.core.uploads.search import ALL_UPLOADS, KEPT_IN_PLACE, UploadSearch
from dds_upload.core.uploads.upload import GONE, UploadState

_is_open = Uploads.state == UploadState.OPEN


def positions(
    project_id: UUID, search: UploadSearch, *, now: datetime, idle_since: datetime
) -> Any:
    """A query for `cut`.

    All that the project ever had, or of a search what it finds and what has moved just now: the
    others may be many, and a list of them would be mostly empty pages.
    """
    state, idle = search.state, _is_open & (Uploads.active_at < idle_since)
    in_state = Uploads.state.not_in(GONE) if state is None else Uploads.state == state
    # One that is open and idle for too long is over, whether a sweep has seen it or not.
    shown = in_state | idle if state is UploadState.EXPIRED else in_state & ~idle
    query = Uploads.select(*cut_columns(Uploads.created_at, Uploads.id, shown))
    query = query.where(Uploads.project == project_id)
    if search == ALL_UPLOADS:
        return query.union_all(gaps(GapList.UPLOADS, project_id))
    query = query.where(*_fields(search))
    # A union, since SQLite would read all of the project for an OR.
    parts = [in_state, Uploads.moved_at >= now - KEPT_IN_PLACE]
    if state is UploadState.EXPIRED:
        parts.append(idle)
    return reduce(operator.or_, (query.where(part) for part in parts))


def _fields(search: UploadSearch) -> list[Any]:
    wanted = {
        Uploads.name: search.name,
        Uploads.size: search.size,
        Uploads.created_by: search.creator_id,
    }
    return [column == value for column, value in wanted.items() if value is not None]
