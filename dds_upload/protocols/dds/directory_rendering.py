"""Projects, members, folders, files and versions as JSON; their keys are the contract."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from dds_upload.core.accounts.roles import Role
from dds_upload.core.directory.files import DeletedFile, FileVersion, UploadedContent
from dds_upload.core.directory.members import Member
from dds_upload.core.directory.projects import Project
from dds_upload.protocols.dds.entry_rendering import FILE_KIND, PROJECT_KIND, Places, named
from dds_upload.protocols.dds.rendering import actor, audit, moment
from dds_upload.protocols.dds.upload_rendering import provider_preview, reported_digest

Body = dict[str, Any]

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


def deleted_file(value: DeletedFile, kept_until: datetime | None) -> Body:
    """A file that can be restored until then (None: for ever), with its former place."""
    places = Places()
    return {
        "kind": FILE_KIND,
        "id": str(value.id),
        "parent": places.parent(value),
        "parent_is_deleted": value.folder_is_deleted,
        "name": value.name,
        "size": value.size,
        "audit": audit(value.audit),
        "is_deleted": value.is_deleted,
        "kept_until": moment(kept_until),
        "project": named(value.project),
        "ancestors": places.ancestors(value),
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
        "file": {**named(value.file), "project": named(value.project)},
    }


def collection(items: Iterable[Body]) -> Body:
    """The envelope of collections."""
    return {"results": list(items)}


def _content(value: UploadedContent) -> Body:
    return {
        "id": str(value.upload_id),
        "size": value.size,
        "storage_provider": provider_preview(value.provider),
        "hashes": [reported_digest(digest) for digest in value.digests],
    }
