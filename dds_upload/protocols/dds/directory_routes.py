"""All paths of the directory: projects, members, folders, files, versions."""

from __future__ import annotations

from collections.abc import Iterator

from dds_upload.operations.directory.bundle import DirectoryOperations
from dds_upload.protocols.dds import (
    deleted_files,
    entries,
    file_versions,
    files,
    folders,
    permissions,
    projects,
)
from dds_upload.web.origin import Origin


def routes(operations: DirectoryOperations, origin: Origin) -> dict[str, object]:
    """Resources by path, below the prefix."""
    return {
        **dict(_projects(operations, origin)),
        **dict(_members(operations)),
        **dict(_folders(operations)),
        **dict(_files(operations, origin)),
        **dict(_versions(operations, origin)),
    }


_Routes = Iterator[tuple[str, object]]


def _projects(operations: DirectoryOperations, origin: Origin) -> _Routes:
    children = entries.ChildCollection(operations.children, entries.project_parent)
    listed = files.ProjectFileCollection(operations.project_files, origin)
    yield (
        "/projects",
        projects.ProjectCollection(operations.create_project, operations.projects),
    )
    yield "/projects/{project_id}", projects.ProjectItem(operations.projects)
    yield "/projects/{project_id}/children", children
    yield "/projects/{project_id}/files", listed
    yield (
        "/projects/{project_id}/deleted_files",
        deleted_files.DeletedFileCollection(operations.deleted_files),
    )


def _members(operations: DirectoryOperations) -> _Routes:
    one = permissions.PermissionItem(operations.members)
    yield (
        "/projects/{project_id}/permissions",
        permissions.PermissionCollection(operations.members),
    )
    yield "/projects/{project_id}/permissions/{user_id}", one
    yield "/auth_roles", permissions.AuthRoleCollection()
    yield "/auth_roles/{role_id}", permissions.AuthRoleItem()


def _folders(operations: DirectoryOperations) -> _Routes:
    children = entries.ChildCollection(operations.children, entries.folder_parent)
    yield "/folders", folders.FolderCollection(operations.create_folder)
    yield "/folders/{entry_id}", entries.EntryItem(operations.folders)
    yield "/folders/{entry_id}/rename", entries.EntryName(operations.folders)
    yield "/folders/{entry_id}/move", entries.EntryParent(operations.folders)
    yield "/folders/{entry_id}/children", children


def _files(operations: DirectoryOperations, origin: Origin) -> _Routes:
    yield "/files", files.FileCollection(operations.create_file)
    yield "/files/{entry_id}", files.FileItem(operations.files, operations.revise_file)
    yield "/files/{entry_id}/rename", entries.EntryName(operations.files)
    yield "/files/{entry_id}/move", entries.EntryParent(operations.files)
    yield "/files/{entry_id}/restore", deleted_files.FileRestoration(operations.restore_file)
    yield "/files/{entry_id}/url", files.FileDownload(operations.download, origin)
    yield "/files/{entry_id}/versions", file_versions.VersionCollection(operations.versions)


def _versions(operations: DirectoryOperations, origin: Origin) -> _Routes:
    path = "/file_versions/{version_id}"
    yield path, file_versions.VersionItem(operations.versions)
    yield f"{path}/current", file_versions.CurrentVersion(operations.versions)
    yield f"{path}/url", file_versions.VersionDownload(operations.download, origin)
