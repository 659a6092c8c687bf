"""The operations of the directory as one value."""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.directory.entries import Folder
from dds_upload.core.directory.files import File
from dds_upload.operations.directory.complete_file import CompleteFile
from dds_upload.operations.directory.create_folder import CreateFolder
from dds_upload.operations.directory.create_project import CreateProject
from dds_upload.operations.directory.downloads import Download, ListProjectFiles
from dds_upload.operations.directory.entries import ManageEntries
from dds_upload.operations.directory.file_versions import ManageFileVersions
from dds_upload.operations.directory.files import CreateFile, ReviseFile
from dds_upload.operations.directory.list_children import ListChildren
from dds_upload.operations.directory.list_deleted_files import ListDeletedFiles
from dds_upload.operations.directory.members import ManageMembers
from dds_upload.operations.directory.projects import ManageProjects
from dds_upload.operations.directory.restore_file import RestoreFile


@dataclass(frozen=True, slots=True)
class DirectoryOperations:
    """Projects, members, folders, files and their versions."""

    create_project: CreateProject
    projects: ManageProjects
    members: ManageMembers
    create_folder: CreateFolder
    folders: ManageEntries[Folder]
    children: ListChildren
    create_file: CreateFile
    complete_file: CompleteFile
    revise_file: ReviseFile
    files: ManageEntries[File]
    deleted_files: ListDeletedFiles
    restore_file: RestoreFile
    project_files: ListProjectFiles
    versions: ManageFileVersions
    download: Download
