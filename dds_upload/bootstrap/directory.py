"""Puts the directory together: projects, members, folders, files and their versions."""

from __future__ import annotations

from db.accounts import AccountTable
from db.children import ChildrenTables
from db.file_versions import FileVersionTable
from db.files import FileTable
from db.folders import FolderTable
from db.held_uploads import HeldUploadTable
from db.members import MemberTable
from db.projects import ProjectTable
from dds_upload.bootstrap.service import PREPARE, Service
from dds_upload.operations.create_folder import CreateFolder
from dds_upload.operations.create_project import CreateProject
from dds_upload.operations.downloads import Download, ListProjectFiles, SignDownload
from dds_upload.operations.editing import Editing
from dds_upload.operations.entries import ManageEntries
from dds_upload.operations.file_versions import ManageFileVersions
from dds_upload.operations.files import CreateFile, ReviseFile
from dds_upload.operations.list_children import ListChildren
from dds_upload.operations.members import ManageMembers
from dds_upload.operations.projects import ManageProjects
from dds_upload.protocols.dds.directory_routes import DirectoryOperations


def directory_operations(service: Service) -> DirectoryOperations:
    """All of them, over one database."""
    database, access, clock = service.database, service.access, service.clock
    projects, members = ProjectTable(database), MemberTable(database)
    folders, files = FolderTable(database), FileTable(database)
    versions, uploads = FileVersionTable(database), HeldUploadTable(database)
    editing = Editing(access, projects, folders, database, clock)
    sign = SignDownload(service.storages, clock, service.settings.signed_url_duration)
    prepare = service.jobs.hint(PREPARE)
    return DirectoryOperations(
        create_project=CreateProject(
            projects, members, service.find_organization, database, clock, prepare
        ),
        projects=ManageProjects(projects, editing),
        members=ManageMembers(members, AccountTable(database), editing),
        create_folder=CreateFolder(folders, editing),
        folders=ManageEntries("Folder", folders, editing),
        children=ListChildren(ChildrenTables(database), editing),
        create_file=CreateFile(files, versions, uploads, editing),
        revise_file=ReviseFile(files, versions, uploads, editing),
        files=ManageEntries("DataFile", files, editing),
        project_files=ListProjectFiles(files, access, sign),
        versions=ManageFileVersions(versions, files, uploads, editing),
        download=Download(files, versions, access, sign),
    )
