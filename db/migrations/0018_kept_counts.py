"""How many folders and files there are is kept: counting them took longer than reading a page.

Of a project all entries, its files, and what lies in its root; of a folder what lies directly in
it. What was deleted does not count.
"""

from __future__ import annotations

from typing import Any

_THERE = "SELECT COUNT(*) FROM {0} AS it WHERE it.{1} = {2}.id AND it.deleted_at IS NULL"


def _number(owner: str, column: str, *tables: str, root: bool = False) -> str:
    of_root = " AND it.parent_id IS NULL" if root else ""
    return " + ".join(f"({_THERE.format(it, column, owner)}{of_root})" for it in tables)


_BOTH = ("folders", "files")

STATEMENTS = (
    "ALTER TABLE projects ADD COLUMN entries_count BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE projects ADD COLUMN files_count BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE projects ADD COLUMN root_count BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE folders ADD COLUMN entries_count BIGINT NOT NULL DEFAULT 0",
    f"UPDATE projects SET entries_count = {_number('projects', 'project_id', *_BOTH)}, "
    f"files_count = {_number('projects', 'project_id', 'files')}, "
    f"root_count = {_number('projects', 'project_id', *_BOTH, root=True)}",
    f"UPDATE folders SET entries_count = {_number('folders', 'parent_id', *_BOTH)}",
)


def up(migrator: Any, db: Any) -> None:
    """One statement at a time."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
