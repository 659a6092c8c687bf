"""What is counted of projects and folders, beside what there is."""

from __future__ import annotations

from typing import Any

from db.database import Database

_ROWS = "(SELECT COUNT(*) FROM {table} it WHERE it.{owner} = o.id AND it.deleted_at IS NULL{more})"


def _rows(table: str, owner: str, more: str = "") -> str:
    return _ROWS.format(table=table, owner=owner, more=more)


def _both(owner: str, more: str = "") -> str:
    return f"{_rows('folders', owner, more)} + {_rows('files', owner, more)}"


_PROJECTS = f"""
SELECT o.id, o.entries_count, o.files_count, o.root_count, {_both("project_id")},
       {_rows("files", "project_id")}, {_both("project_id", " AND it.parent_id IS NULL")}
FROM projects o
"""
_FOLDERS = f"SELECT o.id, o.entries_count, {_both('parent_id')} FROM folders o"


def check_counts(database: Database) -> None:
    """All that is kept is what counting gives."""
    for statement in (_PROJECTS, _FOLDERS):
        for _, *numbers in database.sql(statement).fetchall():
            kept: list[Any] = numbers[: len(numbers) // 2]
            assert kept == numbers[len(numbers) // 2 :]
