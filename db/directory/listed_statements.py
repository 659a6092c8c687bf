"""The statements that read a page of files, as columns; see `listed_files`.

PostgreSQL plans such a statement once for each connection, for any page. If it expected a part of
all files, it would look for the versions of a page in those of the whole installation. A list of
ids is few files to it, whose versions and uploads it looks up by primary keys.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

from db.accounts.audit import AUDIT_COLUMNS
from db.directory.stored_contents import CONTENT, PROVIDER
from db.json_rows import WideStatement, columns_of, row_of

FILE = ("f.file_position", "f.id", "f.name", "f.parent_id")
#: Nothing that is listed is deleted.
AUDIT = tuple(f"f.{it}" for it in AUDIT_COLUMNS if not it.startswith("deleted"))
_VERSION = ("v.id", "v.version", "v.label", "u.id", "u.size", "u.provider_id")

#: In the order of the first two, the digests of an upload are as they were reported.
_DIGEST = ("d.created_at", "d.id", "d.upload_id", "d.algorithm", "d.value")
_REPORTED = (*_DIGEST, "d.origin", "d.created_by_id", "d.created_agent_id")

_NOTHING = "CAST(NULL AS text)"


@cache
def listed(has_audit: bool, has_version: bool) -> WideStatement:
    """Reads the files of a list of ids.

    It gives the columns of files, of audits and of versions, if these are asked for; then folders
    above, projects, people, agents, providers and digests, of which each may be None.
    """
    columns = (*FILE, *(AUDIT if has_audit else ()), *(_VERSION if has_version else ()))
    authored = [("found", f"f_{step}") for step in ("created", "updated") if has_audit]
    authored += [("digests", "d_created")] if has_version else []
    return _statement(
        "f.id {ids}",
        columns,
        _authors(("id", "username", "full_name"), "users", "by", authored),
        _authors(("id", "name"), "software_agents", "agent", authored),
        *(_of_uploads(_REPORTED) if has_version else [_NOTHING] * 2),
    )


def readable() -> WideStatement:
    """Reads the files of a project from one position to another.

    It gives the columns of files and of their contents; then folders above, projects, providers and
    digests.
    """
    which = "SELECT i.id FROM files i WHERE i.project_id = ? AND i.file_position BETWEEN ? AND ?"
    which = f"f.id {{any}}{which} AND i.deleted_at IS NULL{{end}}"
    return _statement(which, (*FILE, *CONTENT), *_of_uploads(_DIGEST))


def _statement(which: str, columns: Iterable[str], *parts: str) -> WideStatement:
    found = dict.fromkeys((*columns, "f.project_id", "u.id", "u.provider_id"))
    return WideStatement(f"""
WITH RECURSIVE found AS (
    SELECT {_named(found)}
    FROM files f JOIN projects p ON p.id = f.project_id
    JOIN file_versions v ON v.id = f.current_version JOIN uploads u ON u.id = v.upload_id
    WHERE {which} AND v.deleted_at IS NULL AND f.deleted_at IS NULL AND p.deleted_at IS NULL
), above (id, parent_id, name) AS (
    SELECT d.id, d.parent_id, d.name FROM folders d WHERE d.id IN (SELECT f_parent_id FROM found)
    UNION SELECT d.id, d.parent_id, d.name FROM folders d JOIN above a ON d.id = a.parent_id
), digests AS (
    SELECT {_named(_REPORTED)} FROM upload_digests d WHERE d.upload_id IN (SELECT u_id FROM found)
)
SELECT {_columns(columns, "found")}, {_rows(row_of("s.id", "s.parent_id", "s.name"), "above")},
    {_rows(row_of("s.id", "s.name"), "projects", "SELECT f_project_id FROM found")},
    {", ".join(parts)}
""")


def _of_uploads(digest: Iterable[str]) -> tuple[str, str]:
    """Providers and digests."""
    providers = _rows(PROVIDER.sql, "storage_providers", "SELECT u_provider_id FROM found")
    return providers, _columns(digest, "digests")


def _authors(
    columns: Iterable[str], table: str, who: str, authored: Iterable[tuple[str, str]]
) -> str:
    """Those whom these columns of `found` and `digests` name."""
    named = " UNION ".join(f"SELECT {it}_{who}_id FROM {source}" for source, it in authored)
    return _rows(row_of(*(f"s.{it}" for it in columns)), table, named) if named else _NOTHING


def _rows(row: str, table: str, ids: str = "") -> str:
    which = f" WHERE s.id IN ({ids})" if ids else ""
    return f"CAST((SELECT {{rows}}({row}) FROM {table} s{which}) AS text)"


def _columns(columns: Iterable[str], source: str) -> str:
    return f"CAST((SELECT {columns_of(*map(_name, columns))} FROM {source}) AS text)"


def _named(columns: Iterable[str]) -> str:
    return ", ".join(f"{it} AS {_name(it)}" for it in columns)


def _name(column: str) -> str:
    """Its name in `found` and `digests`, where columns of several tables lie side by side."""
    return column.replace(".", "_")
