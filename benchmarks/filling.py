"""Fills a project with files, as quickly as PostgreSQL can: only then is it measured."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import closing
from typing import Any, NamedTuple

import psycopg2

#: So many files, and so many of them in a folder.
FILES, IN_FOLDER = 100_000, 100

#: `n` numbers folders and files. The tables' foreign keys hold by construction and are not checked.
_PREPARE = """
SET LOCAL session_replication_role = replica;
CREATE TEMPORARY TABLE model ON COMMIT DROP AS
    SELECT f.id AS file_id, f.parent_id AS folder_id, v.id AS version_id, v.upload_id
    FROM files f JOIN file_versions v ON v.id = f.current_version WHERE f.id = %(file)s;
CREATE TEMPORARY TABLE new_folders ON COMMIT DROP AS
    SELECT n, gen_random_uuid() AS id FROM generate_series(0, (%(files)s - 1) / %(in_folder)s) n;
CREATE TEMPORARY TABLE new_files ON COMMIT DROP AS
    SELECT i.n, f.id AS folder_id, gen_random_uuid() AS file_id, gen_random_uuid() AS version_id,
           gen_random_uuid() AS upload_id
    FROM generate_series(0, %(files)s - 1) i (n) JOIN new_folders f ON f.n = i.n / %(in_folder)s
"""

_COUNT = """
UPDATE projects SET files_count = files_count + %(files)s,
    entries_count = entries_count + %(files)s + (SELECT COUNT(*) FROM new_folders),
    root_count = root_count + (SELECT COUNT(*) FROM new_folders)
WHERE id = (SELECT project_id FROM files WHERE id = %(file)s)
"""

#: As if they had come one after the other, so that no two have the same time.
_CREATED = {"created_at": "it.created_at + 1000 * (i.n + 1)"}


class _Copies(NamedTuple):
    """Copies of the model's row in a table, one for each of the new things.

    `own` are columns in which a copy differs from the row.
    """

    table: str
    of: str
    where: str
    own: Mapping[str, str]


#: Positions go on behind those of the project, and folders come first.
_TABLES = (
    _Copies(
        "folders",
        "new_folders",
        "it.id = model.folder_id",
        {
            "id": "i.id",
            "name": "'folder ' || i.n",
            "project_position": "10 + i.n",
            "parent_position": "10 + i.n",
            "entries_count": "LEAST(%(in_folder)s, %(files)s - i.n * %(in_folder)s)",
        },
    ),
    _Copies("uploads", "new_files", "it.id = model.upload_id", {"id": "i.upload_id"}),
    _Copies(
        "upload_digests",
        "new_files",
        "it.upload_id = model.upload_id",
        {"id": "gen_random_uuid()", "upload_id": "i.upload_id"},
    ),
    _Copies(
        "files",
        "new_files",
        "it.id = model.file_id",
        {
            "id": "i.file_id",
            "parent_id": "i.folder_id",
            "name": "'file ' || i.n",
            "current_version": "i.version_id",
            "parent_position": "10 + i.n",
            "project_position": "11 + (%(files)s - 1) / %(in_folder)s + i.n",
            "file_position": "10 + i.n",
        },
    ),
    _Copies(
        "file_versions",
        "new_files",
        "it.id = model.version_id",
        {"id": "i.version_id", "file_id": "i.file_id", "upload_id": "i.upload_id"},
    ),
)

_COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = current_schema() AND table_name = %s ORDER BY ordinal_position
"""


def fill(url: str, file: str, files: int = FILES) -> None:
    """Put that many files like this one, which lies in a folder, into its project.

    Uploads, digests, versions and folders are copied with it.
    """
    values = {"file": file, "files": files, "in_folder": IN_FOLDER}
    with closing(psycopg2.connect(url)) as connection:
        with connection, connection.cursor() as cursor:
            cursor.execute(_PREPARE, values)
            for copies in _TABLES:
                cursor.execute(_insert(cursor, copies), values)
            cursor.execute(_COUNT, values)
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")


def _insert(cursor: Any, copies: _Copies) -> str:
    """The statement; a column that a later release adds is copied as well."""
    cursor.execute(_COLUMNS, [copies.table])
    names = [name for (name,) in cursor.fetchall()]
    own = {**_CREATED, **copies.own}
    values = ", ".join(own.get(name, f"it.{name}") for name in names)
    return (
        f"INSERT INTO {copies.table} ({', '.join(names)}) "
        f"SELECT {values} FROM {copies.of} i, model, {copies.table} it WHERE {copies.where}"
    )
