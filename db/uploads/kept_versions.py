"""Versions of files that still use their uploads."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from peewee import SQL

from db.tables.directory import Files, FileVersions
from db.tables.projects import Projects


def kept_versions(deleted_until: datetime | None) -> Any:
    """Query: versions that exist, or were deleted later, by themselves, their file or project.

    None: whenever they were deleted.
    """
    query = FileVersions.select(SQL("1")).join(Files, on=(Files.id == FileVersions.file))
    query = query.join(Projects, on=(Projects.id == Files.project))
    if deleted_until is not None:
        for table in (FileVersions, Files, Projects):
            query = query.where(table.deleted_at.is_null() | (table.deleted_at > deleted_until))
    return query
