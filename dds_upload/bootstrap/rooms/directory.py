"""Puts the directory together: projects, members, folders, files and their versions."""

from __future__ import annotations

from dds_upload.adapters.jobs import PREPARE
from dds_upload.bootstrap.parts import Parts
from dds_upload.bootstrap.records import Records
from dds_upload.core.reasons import Kind
from dds_upload.core.uploads.idleness import Idleness
from dds_upload.operations.accounts.bundle import AccountOperations
from dds_upload.operations.directory.bundle import DirectoryOperations
from dds_upload.operations.directory.complete_file import CompleteFile
from dds_upload.operations.directory.create_folder import CreateFolder
from dds_upload.operations.directory.create_project import CreateProject
from dds_upload.operations.directory.downloads import Download, ListProjectFiles, SignDownload
from dds_upload.operations.directory.entries import ManageEntries
from dds_upload.operations.directory.file_versions import ManageFileVersions
from dds_upload.operations.directory.files import CreateFile, ReviseFile
from dds_upload.operations.directory.list_children import ListChildren
from dds_upload.operations.directory.list_deleted_files import ListDeletedFiles
from dds_upload.operations.directory.members import ManageMembers
from dds_upload.operations.directory.project_lock import ProjectLock
from dds_upload.operations.directory.projects import ManageProjects
from dds_upload.operations.directory.restore_file import RestoreFile
from dds_upload.operations.uploads.bundle import UploadOperations


def build_directory(
    parts: Parts, records: Records, *, accounts: AccountOperations, uploads: UploadOperations
) -> DirectoryOperations:
    """The operations; every change of a project takes the same lock."""
    database, access, clock = parts.database, accounts.access, parts.clock
    projects, members, folders = records.projects, records.members, records.folders
    files, versions, held = records.files, records.file_versions, records.held_uploads
    lock = ProjectLock(
        access=access, projects=projects, folders=folders, transactions=database, clock=clock
    )
    idleness = Idleness(parts.settings.upload_expiry, clock)
    create_file = CreateFile(
        files=files, versions=versions, uploads=held, lock=lock, idleness=idleness
    )
    sign = SignDownload(parts.providers, clock, parts.settings.signed_url_duration)
    return DirectoryOperations(
        create_project=CreateProject(
            projects=projects,
            members=members,
            access=access,
            find_organization=accounts.find_organization,
            once=accounts.do_once,
            transactions=database,
            clock=clock,
            prepare_project=parts.jobs.hint(PREPARE),
        ),
        projects=ManageProjects(projects, lock),
        members=ManageMembers(members, accounts.read_users, lock),
        create_folder=CreateFolder(folders, lock, accounts.do_once),
        folders=ManageEntries(Kind.FOLDER, folders, lock),
        children=ListChildren(records.children, lock),
        create_file=create_file,
        complete_file=CompleteFile(uploads.complete, create_file),
        revise_file=ReviseFile(
            files=files, versions=versions, uploads=held, lock=lock, idleness=idleness
        ),
        files=ManageEntries(Kind.FILE, files, lock),
        deleted_files=ListDeletedFiles(
            records.deleted_files,
            moments=records.retention,
            retention=parts.settings.retention,
            access=access,
            clock=clock,
        ),
        restore_file=RestoreFile(files, records.deleted_files, held, lock),
        project_files=ListProjectFiles(files, access, sign, clock),
        versions=ManageFileVersions(versions, files, held, lock),
        download=Download(files, versions, access, sign),
    )
