"""Projects, members, folders, files and versions as JSON; their keys are the contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from dds_upload.core.accounts.roles import Role
from dds_upload.core.directory.entries import Entry, Folder, Named
from dds_upload.core.directory.files import DeletedFile, File, FileVersion, UploadedContent
from dds_upload.core.directory.members import Member
from dds_upload.core.directory.projects import Project
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.protocols.dds.rendering import actor, audit, moment, signed_request
from dds_upload.protocols.dds.upload_rendering import provider_preview, reported_digest

Body = dict[str, Any]

PROJECT_KIND = "dds-project"
FOLDER_KIND = "dds-folder"
FILE_KIND = "dds-file"
VERSION_KIND = "dds-file-version"


def project(value: Project) -> Body:
    """A project."""
    return {
        "kind": PROJECT_KIND,
        "id": str(value.id),
        "name": value.name,
        "slug": value.slug,
        "description": value.description,
        "is_deleted": value.is_deleted,
        "audit": audit(value.audit),
    }


def member(value: Member) -> Body:
    """A user's role in a project."""
    return {
        "project": {"id": str(value.project_id)},
        "user": actor(value.user),
        "auth_role": {key: auth_role(value.role)[key] for key in ("id", "name", "description")},
        "audit": audit(value.audit),
    }


def auth_role(value: Role) -> Body:
    """A role that members of projects may have."""
    return {
        "id": value.id,
        "name": value.name,
        "description": value.description,
        "permissions": [{"id": permission} for permission in sorted(value.permissions)],
        "contexts": ["project"],
        "is_deprecated": False,
    }


def entry(value: Folder | File) -> Body:
    """A folder or a file."""
    return file(value) if isinstance(value, File) else folder(value)


def folder(value: Folder) -> Body:
    """A folder."""
    return {
        "kind": FOLDER_KIND,
        "id": str(value.id),
        "parent": _parent(value),
        "name": value.name,
        "is_deleted": value.is_deleted,
        "audit": audit(value.audit),
        "project": _named(value.project),
        "ancestors": _ancestors(value),
    }


def file(value: File) -> Body:
    """A file with its current version."""
    version = value.current_version
    return {
        "kind": FILE_KIND,
        "id": str(value.id),
        "parent": _parent(value),
        "name": value.name,
        "audit": audit(value.audit),
        "is_deleted": value.is_deleted,
        "current_version": {
            "id": str(version.id),
            "version": version.number,
            "label": version.label,
            "upload": _content(version.content),
        },
        "project": _named(value.project),
        "ancestors": _ancestors(value),
    }


def deleted_file(value: DeletedFile, kept_until: datetime | None) -> Body:
    """A file that can be restored until then (None: for ever), with its former place."""
    return {
        "kind": FILE_KIND,
        "id": str(value.id),
        "parent": _parent(value),
        "parent_is_deleted": value.folder_is_deleted,
        "name": value.name,
        "size": value.size,
        "audit": audit(value.audit),
        "is_deleted": value.is_deleted,
        "kept_until": moment(kept_until),
        "project": _named(value.project),
        "ancestors": _ancestors(value),
    }


def file_version(value: FileVersion) -> Body:
    """A version with its file."""
    return {
        "id": str(value.id),
        "kind": VERSION_KIND,
        "version": value.number,
        "label": value.label,
        "is_deleted": value.is_deleted,
        "audit": audit(value.audit),
        "upload": _content(value.content),
        "file": {**_named(value.file), "project": _named(value.project)},
    }


def project_file(value: File, download: SignedRequest, origin: str) -> Body:
    """A file with its download, for clients that compare it with their own."""
    content = value.current_version.content
    return {
        "id": str(value.id),
        "name": value.name,
        "size": content.size,
        "file_url": signed_request(download, origin),
        "hashes": [
            {"value": it.digest.value, "algorithm": it.digest.algorithm} for it in content.digests
        ],
        "ancestors": _ancestors(value),
    }


def collection(items: Iterable[Body], excluded: Iterable[str] = ()) -> Body:
    """The envelope of collections; `excluded` are keys to leave out of every item."""
    left_out = frozenset(excluded)
    return {
        "results": [
            {key: value for key, value in item.items() if key not in left_out} for item in items
        ]
    }


def _content(value: UploadedContent) -> Body:
    return {
        "id": str(value.upload_id),
        "size": value.size,
        "storage_provider": provider_preview(value.provider),
        "hashes": [reported_digest(digest) for digest in value.digests],
    }


def _named(value: Named) -> Body:
    return {"id": str(value.id), "name": value.name}


def _parent(value: Entry) -> Body:
    if value.ancestors:
        return _reference(FOLDER_KIND, value.ancestors[-1].id)
    return _reference(PROJECT_KIND, value.project.id)


def _ancestors(value: Entry) -> list[Body]:
    folders = [{"kind": FOLDER_KIND, **_named(folder)} for folder in value.ancestors]
    return [{"kind": PROJECT_KIND, **_named(value.project)}, *folders]


def _reference(kind: str, record_id: UUID) -> Body:
    return {"kind": kind, "id": str(record_id)}
