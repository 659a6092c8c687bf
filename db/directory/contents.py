"""Reads versions of files, and files by current version, with everything that belongs to them.

One statement reads it all: the rows, and once each, the folders above them, digests, providers and
people. Lists read less of each file (`listed_files`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from db.accounts.audit import AUDIT_COLUMNS, Authors
from db.database import Database
from db.directory.stored_contents import CONTENT, PROVIDER, providers_in, stored_values
from db.directory.tree import Ancestry
from db.json_rows import WideStatement, list_of, row_of
from dds_upload.core.directory.entries import Named
from dds_upload.core.directory.files import File, FileVersion, UploadedContent
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.digests import ReportedDigest

_FILE = ("f.id", "f.name", "f.parent_id", "p.id", "p.name")
_VERSION = ("v.id", "v.version", "v.label")


def _audit(alias: str) -> tuple[str, ...]:
    return tuple(f"{alias}.{column}" for column in AUDIT_COLUMNS)


def _everybody(who: str) -> str:
    """The ids of those who made, changed or deleted a row, or reported a digest of it."""
    steps = [f"{step}_{who}_id" for step in ("created", "updated", "deleted")]
    columns = [f"{kind}_{step}" for kind in ("file", "version") for step in steps]
    parts = [f"SELECT {column} FROM found" for column in columns]
    return " UNION ".join([*parts, f"SELECT created_{who}_id FROM digests"])


def _named_audit(kind: str, alias: str) -> str:
    return ", ".join(
        f"{column} AS {kind}_{column.partition('.')[2]}"
        for column in _audit(alias)
        if column.endswith("_id")
    )


def _statement(which: str) -> WideStatement:
    """The statement for versions `v` of files `f` that exist, with such a condition."""
    parts = (_FILE, _audit("f"), _VERSION, _audit("v"), CONTENT)
    row = row_of(*(row_of(*part) for part in parts))
    return WideStatement(f"""
WITH RECURSIVE found AS (
    SELECT {row} AS content, f.parent_id, u.id AS upload_id, u.provider_id,
           {_named_audit("file", "f")}, {_named_audit("version", "v")}
    FROM files f JOIN file_versions v ON v.file_id = f.id JOIN uploads u ON u.id = v.upload_id
    JOIN projects p ON p.id = f.project_id
    WHERE {which}
    AND v.deleted_at IS NULL AND f.deleted_at IS NULL AND p.deleted_at IS NULL
), above (id, parent_id, name) AS (
    SELECT d.id, d.parent_id, d.name FROM folders d WHERE d.id IN (SELECT parent_id FROM found)
    UNION SELECT d.id, d.parent_id, d.name FROM folders d JOIN above a ON d.id = a.parent_id
), digests AS (
    SELECT * FROM upload_digests d WHERE d.upload_id IN (SELECT upload_id FROM found)
)
SELECT CAST((SELECT {{rows}}({{json}}(content)) FROM found) AS text),
    CAST((SELECT {{rows}}({row_of("a.id", "a.parent_id", "a.name")}) FROM above a) AS text),
    CAST((SELECT {{rows}}({
        row_of(
            "d.upload_id",
            "d.id",
            "d.created_at",
            "d.created_by_id",
            "d.created_agent_id",
            "d.algorithm",
            "d.value",
            "d.origin",
        )
    }) FROM digests d) AS text),
    CAST((SELECT {{rows}}({PROVIDER.sql}) FROM storage_providers s
        WHERE s.id IN (SELECT provider_id FROM found)) AS text),
    CAST((SELECT {{rows}}({row_of("s.id", "s.username", "s.full_name")}) FROM users s
        WHERE s.id IN ({_everybody("by")})) AS text),
    CAST((SELECT {{rows}}({row_of("s.id", "s.name")}) FROM software_agents s
        WHERE s.id IN ({_everybody("agent")})) AS text)
""")


_FILES = _statement("f.id {ids} AND v.id = f.current_version")
_VERSIONS = _statement("v.id {ids}")
_VERSIONS_OF = _statement("f.id = ?")


def files_by_ids(database: Database, ids: Iterable[UUID]) -> dict[UUID, File]:
    """The files that exist; a file whose current version does not is left out."""
    found = _read(database, _FILES, list_of(database, ids))
    return {it.id: it for it in found}


def versions_by_ids(database: Database, ids: Iterable[UUID]) -> list[FileVersion]:
    """The versions that exist."""
    found = _read(database, _VERSIONS, list_of(database, ids))
    return [it.current_version for it in found]


def versions_of(database: Database, file_id: UUID) -> list[FileVersion]:
    """All versions of a file, in no order."""
    found = _read(database, _VERSIONS_OF, file_id.hex)
    return [it.current_version for it in found]


def _read(database: Database, statement: WideStatement, *parameters: object) -> list[File]:
    """Read each version as the current one of its file."""
    for rows, above, digests, providers, people, agents in statement.read(database, *parameters):
        if rows:
            return _Surroundings(above, digests, providers, Authors(people, agents)).files(rows)
    return []


class _Surroundings:
    """The things that rows refer to by ids, which are texts here.

    Each is made once for all rows.
    """

    def __init__(
        self, above: list[Any], digests: list[Any], providers: list[Any], authors: Authors
    ) -> None:
        self._authors = authors
        self._ancestry = Ancestry.of_texts(above)
        self._providers = providers_in(providers)
        self._projects: dict[str, Named] = {}
        self._digests: dict[str, list[ReportedDigest]] = defaultdict(list)
        for upload_id, _, *audit, algorithm, value, origin in sorted(digests or (), key=_since):
            digest = Digest(algorithm, value)
            self._digests[upload_id].append(ReportedDigest(digest, origin, authors.audit(*audit)))

    def files(self, rows: Iterable[Any]) -> list[File]:
        """The files, in no order."""
        return [self._file(*row) for row in rows]

    def _file(
        self, file: list[Any], audit: list[Any], version: list[Any], its: list[Any], of: list[Any]
    ) -> File:
        file_id, name, parent_id, project_id, project_name = file
        version_id, number, label = version
        project = self._project(project_id, project_name)
        named = Named(UUID(file_id), name)
        current = FileVersion(
            UUID(version_id),
            number,
            label,
            self._content(of),
            named,
            project,
            self._authors.audit(*its),
        )
        return File(
            named.id,
            name,
            project,
            self._ancestry.path(parent_id),
            self._authors.audit(*audit),
            current,
        )

    def _content(self, of: list[Any]) -> UploadedContent:
        upload_id = of[0]
        stored = stored_values(self._providers, *of)
        return UploadedContent(*stored, UUID(upload_id), self._digests.get(upload_id, []))

    def _project(self, id: str, name: str) -> Named:
        if id not in self._projects:
            self._projects[id] = Named(UUID(id), name)
        return self._projects[id]


def _since(row: list[Any]) -> tuple[int, str]:
    """The time at which the digest was reported, and its id if there are several of one time."""
    return row[2], row[1]
