"""Fills a project with files, as quickly as PostgreSQL can: only then is it measured."""

from __future__ import annotations

from contextlib import closing

import psycopg2

#: So many files, and so many of them in a folder.
FILES, IN_FOLDER = 100_000, 100

#: All are copies of one file, whose upload, digest, folder and version are copied as well; `i`
#: numbers them, and their positions go on behind what the project has.
_FILL = """
SET session_replication_role = replica;
CREATE TEMPORARY TABLE model AS
    SELECT f.id AS file_id, f.parent_id AS folder_id, v.id AS version_id, v.upload_id
    FROM files f JOIN file_versions v ON v.id = f.current_version WHERE f.id = %(file)s;
CREATE TEMPORARY TABLE new_folders AS
    SELECT n, gen_random_uuid() AS id FROM generate_series(0, (%(files)s - 1) / %(in_folder)s) n;
CREATE TEMPORARY TABLE new_files AS
    SELECT i.n, f.id AS folder_id, gen_random_uuid() AS file_id, gen_random_uuid() AS version_id,
           gen_random_uuid() AS upload_id
    FROM generate_series(0, %(files)s - 1) i (n) JOIN new_folders f ON f.n = i.n / %(in_folder)s;
INSERT INTO folders SELECT made.* FROM new_folders i, model, folders it, jsonb_populate_record(it,
    jsonb_build_object('id', i.id, 'name', 'folder ' || i.n, 'project_position', 10 + i.n,
        'parent_position', 10 + i.n, 'entries_count', %(in_folder)s)) made
    WHERE it.id = model.folder_id;
INSERT INTO uploads SELECT made.* FROM new_files i, model, uploads it, jsonb_populate_record(it,
    jsonb_build_object('id', i.upload_id)) made WHERE it.id = model.upload_id;
INSERT INTO upload_digests SELECT made.* FROM new_files i, model, upload_digests it,
    jsonb_populate_record(it, jsonb_build_object('id', gen_random_uuid(), 'upload_id', i.upload_id))
    made WHERE it.upload_id = model.upload_id;
INSERT INTO files SELECT made.* FROM new_files i, model, files it, jsonb_populate_record(it,
    jsonb_build_object('id', i.file_id, 'parent_id', i.folder_id, 'name', 'file ' || i.n,
        'current_version', i.version_id, 'parent_position', 10 + i.n,
        'project_position', 11 + (%(files)s - 1) / %(in_folder)s + i.n,
        'file_position', 10 + i.n)) made WHERE it.id = model.file_id;
INSERT INTO file_versions SELECT made.* FROM new_files i, model, file_versions it,
    jsonb_populate_record(it, jsonb_build_object('id', i.version_id, 'file_id', i.file_id,
        'upload_id', i.upload_id)) made WHERE it.id = model.version_id;
UPDATE projects SET files_count = files_count + %(files)s,
    entries_count = entries_count + %(files)s + (SELECT COUNT(*) FROM new_folders),
    root_count = root_count + (SELECT COUNT(*) FROM new_folders)
WHERE id = (SELECT project_id FROM files WHERE id = %(file)s)
"""


def fill(url: str, file: str) -> None:
    """Put many files like this one, which lies in a folder, into its project."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(_FILL, {"file": file, "files": FILES, "in_folder": IN_FOLDER})
        cursor.execute("VACUUM ANALYZE")
