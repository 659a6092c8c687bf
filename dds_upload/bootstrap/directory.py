"""Puts the directory together: projects, members, folders, files and their versions."""

from __future__ import annotations

from db.accounts.accounts import AccountTable
from db.directory.children import ChildrenTables
from db.directory.file_versions import FileVersionTable
from db.directory.files import FileTable
from db.directory.folders import FolderTable
from db.directory.held_uploads import HeldUploadTable
from db.directory.members import MemberTable
from db.directory.projects import ProjectTable
from dds_upload.bootstrap.service import PREPARE, Service
from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.create_folder import CreateFolder
from dds_upload.operations.directory.create_project import CreateProject
from dds_upload.operations.directory.downloads import Download, ListProjectFiles, SignDownload
from dds_upload.operations.directory.entries import ManageEntries
from dds_upload.operations.directory.file_versions import ManageFileVersions
from dds_upload.operations.directory.files import CreateFile, ReviseFile
from dds_upload.operations.directory.list_children import ListChildren
from dds_upload.operations.directory.members import ManageMembers
from dds_upload.operations.directory.project_lock import ProjectLock
from dds_upload.operations.directory.projects import ManageProjects
from dds_upload.protocols.dds.directory_routes import DirectoryOperations


def directory_operations(service: Service) -> DirectoryOperations:
    """All of them, over one database."""
    database, access, clock = service.database, service.access, service.clock
    projects, members = ProjectTable(database), MemberTable(database)
    folders, files = FolderTable(database), FileTable(database)
    versions, uploads = FileVersionTable(database), HeldUploadTable(database)
    editing = ProjectLock(access, projects, folders, database, clock)
    sign = SignDownload(service.storages, clock, service.settings.signed_url_duration)
    prepare = service.jobs.hint(PREPARE)
    return DirectoryOperations(
        create_project=CreateProject(
            projects, members, service.find_organization, database, clock, prepare
        ),
        projects=ManageProjects(projects, editing),
        members=ManageMembers(members, AccountTable(database), editing),
        create_folder=CreateFolder(folders, editing),
        folders=ManageEntries(Kind.FOLDER, folders, editing),
        children=ListChildren(ChildrenTables(database), editing),
        create_file=CreateFile(files, versions, uploads, editing),
        revise_file=ReviseFile(files, versions, uploads, editing),
        files=ManageEntries(Kind.FILE, files, editing),
        project_files=ListProjectFiles(files, access, sign),
        versions=ManageFileVersions(versions, files, uploads, editing),
        download=Download(files, versions, access, sign),
    )
