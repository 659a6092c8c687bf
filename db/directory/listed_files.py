"""Reads files for lists: of each only what the list shows, and what many of them share once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import repeat
from typing import Any
from uuid import UUID

from db.accounts.audit import Authors
from db.database import Database
from db.directory.listed_statements import AUDIT, FILE, listed, readable
from db.directory.stored_contents import providers_in, stored_values
from db.directory.tree import Ancestry
from db.json_rows import list_of, rows_in
from dds_upload.core.directory.entries import Named
from dds_upload.core.directory.files import StoredContent
from dds_upload.core.directory.listed import ListedFile, ListedVersion, Part, ReadableFile
from dds_upload.core.paging import PageRequest
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.records import ProviderRecord
from dds_upload.core.uploads.digests import ReportedDigest

_READABLE = readable()

#: What a statement gives for columns, and for rows of which there may be none.
_Columns = list[Any]
_Rows = list[Any] | None


def listed_files(
    database: Database, ids: Collection[UUID], parts: Collection[Part]
) -> dict[UUID, ListedFile]:
    """The files that exist, with these parts, by their ids."""
    has_audit, has_version = Part.AUDIT in parts, Part.VERSION in parts
    (read,) = listed(has_audit, has_version).read(database, list_of(database, ids))
    columns, above, projects, people, agents, providers, digests = read
    files, more, authors = columns[: len(FILE)], columns[len(FILE) :], Authors(people, agents)
    audits: Iterable[Any] = repeat(None)
    versions: Iterable[Any] = repeat(None)
    if has_audit:
        audits = (authors.audit(*it) for it in rows_in(more[: len(AUDIT)]))
        more = more[len(AUDIT) :]
    if has_version:
        versions = _versions(more, providers_in(providers), _reported(digests, authors))
    ancestry, project = Ancestry.of_texts(above), _project(projects)
    return {
        (file_id := UUID(id)): ListedFile(
            file_id, name, project, ancestry.path(parent_id), audit, version
        )
        for (_, id, name, parent_id), audit, version in zip(  # noqa: B905 - repeat has no end
            rows_in(files), audits, versions
        )
    }


def readable_files(database: Database, project_id: UUID, page: PageRequest) -> list[ReadableFile]:
    """The files at the positions of a page of their project, the newest first."""
    (read,) = _READABLE.read(database, project_id.hex, page.offset + 1, page.last)
    columns, above, projects, providers, digests = read
    ancestry, project = Ancestry.of_texts(above), _project(projects)
    known, of_upload = providers_in(providers), _digests(digests)
    rows = sorted(rows_in(columns), reverse=True)  # no two have the same position
    return [
        ReadableFile(
            UUID(id),
            name,
            project,
            ancestry.path(parent_id),
            StoredContent(*stored_values(known, *upload)),
            of_upload.get(upload[0], ()),
        )
        for _, id, name, parent_id, *upload in rows
    ]


def _versions(
    columns: _Columns,
    providers: Mapping[str, ProviderRecord],
    digests: Mapping[str, list[ReportedDigest]],
) -> Iterator[ListedVersion]:
    for id, number, label, upload_id, size, provider_id in rows_in(columns):
        yield ListedVersion(
            UUID(id),
            number,
            label,
            UUID(upload_id),
            size,
            providers[provider_id],
            digests.get(upload_id, ()),
        )


def _project(rows: _Rows) -> Named:
    """The project of all of them; if there are no files, nobody looks at it."""
    return next((Named(UUID(id), name) for id, name in rows or ()), _NO_PROJECT)


_NO_PROJECT = Named(UUID(int=0), "")


def _reported(columns: _Columns, authors: Authors) -> Mapping[str, list[ReportedDigest]]:
    """By the ids of uploads, in the order in which they were reported."""
    found: dict[str, list[ReportedDigest]] = defaultdict(list)
    for at, _, upload_id, algorithm, value, origin, *by in sorted(rows_in(columns)):
        audit = authors.audit(at, *by)
        found[upload_id].append(ReportedDigest(Digest(algorithm, value), origin, audit))
    return found


def _digests(columns: _Columns) -> Mapping[str, list[Digest]]:
    """The same without who reported them."""
    found: dict[str, list[Digest]] = defaultdict(list)
    for _, _, upload_id, algorithm, value in sorted(rows_in(columns)):
        found[upload_id].append(Digest(algorithm, value))
    return found
