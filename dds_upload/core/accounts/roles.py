"""The permissions of a project's members: five roles, each a set of permissions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One thing that a member may be allowed to do in a project."""

    VIEW_PROJECT = "view_project"
    UPDATE_PROJECT = "update_project"
    DELETE_PROJECT = "delete_project"
    MANAGE_PERMISSIONS = "manage_project_permissions"
    DOWNLOAD_FILE = "download_file"
    CREATE_FILE = "create_file"
    UPDATE_FILE = "update_file"
    DELETE_FILE = "delete_file"


@dataclass(frozen=True, slots=True)
class Role:
    """A named set of permissions."""

    id: str
    name: str
    description: str
    permissions: frozenset[Permission]


_P = Permission

ROLES: dict[str, Role] = {
    role.id: role
    for role in (
        Role("project_admin", "Project Admin", "Can do everything in the project", frozenset(_P)),
        Role(
            "file_editor",
            "File Editor",
            "Can view, download, create, update and delete files",
            frozenset(
                {_P.VIEW_PROJECT, _P.DOWNLOAD_FILE, _P.CREATE_FILE, _P.UPDATE_FILE, _P.DELETE_FILE}
            ),
        ),
        Role(
            "file_uploader",
            "File Uploader",
            "Can add files",
            frozenset({_P.VIEW_PROJECT, _P.CREATE_FILE}),
        ),
        Role(
            "file_downloader",
            "File Downloader",
            "Can view and download files",
            frozenset({_P.VIEW_PROJECT, _P.DOWNLOAD_FILE}),
        ),
        Role(
            "project_viewer",
            "Project Viewer",
            "Can view the names of files",
            frozenset({_P.VIEW_PROJECT}),
        ),
    )
}

#: The role a project's creator gets.
CREATOR_ROLE = "project_admin"
