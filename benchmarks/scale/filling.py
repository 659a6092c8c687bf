"""Fills containers of Swift and tables of PostgreSQL with what years would bring."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from uuid import UUID

import psycopg2

from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.layout import chunk_key
from tests.services.processes import clean_environment, leashed
from tests.services.tools import tool

#: Every upload of the past has so many chunks.
CHUNKS = 1000

_SCRIPT = Path(__file__).with_name("fill_containers.py")

Named = tuple[str, str]


def fill_containers(swift: Path, names: Iterable[Named]) -> None:
    """Have these containers list these names, without objects; `swift` is the folder of a Swift.

    Names of one container come one after the other.
    """
    python = tool("swift") / "bin" / "python"
    command: list[str | Path] = [python, "-I", _SCRIPT, swift / "settings", swift / "node-1" / "d1"]
    with subprocess.Popen(
        leashed(command), stdin=subprocess.PIPE, encoding="utf-8", env=clean_environment()
    ) as process:
        assert process.stdin
        process.stdin.writelines(f"{container}\t{name}\n" for container, name in names)
        process.stdin.close()
        if process.wait():
            raise RuntimeError("Swift's containers were not filled")


def past(container: str, uploads: Iterable[UUID]) -> Iterator[Named]:
    """The names of these uploads' chunks in that container."""
    for upload in uploads:
        for n in range(1, CHUNKS + 1):
            yield container, chunk_key(container, upload, n, Digest("md5", f"{n:032x}")).name


#: `model` is one upload with a chunk; the others of the past are like it, and complete.
_FILL = """
SET session_replication_role = replica;
CREATE TEMPORARY TABLE model AS SELECT * FROM chunks WHERE upload_id = %(model)s LIMIT 1;
CREATE TEMPORARY TABLE new_uploads AS
    SELECT gen_random_uuid() AS id FROM generate_series(1, %(chunks)s / %(each)s);
INSERT INTO uploads SELECT made.* FROM new_uploads i, uploads it, jsonb_populate_record(it,
    jsonb_build_object('id', i.id, 'state', 'complete')) made WHERE it.id = %(model)s;
INSERT INTO chunks (upload_id, number, size, digest_algorithm, digest_value, is_named, created_at,
       granted_at, granted_by_id, granted_agent_id)
SELECT i.id, n, m.size, m.digest_algorithm, md5(i.id::text || n), m.is_named,
       m.created_at, m.granted_at, m.granted_by_id, m.granted_agent_id
FROM new_uploads i, model m, generate_series(1, %(each)s) n
"""


def fill_tables(url: str, model: str, chunks: int) -> None:
    """Add uploads like this one, until there are so many chunks more."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute(_FILL, {"model": model, "chunks": chunks, "each": CHUNKS})
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
