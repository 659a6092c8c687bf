"""Calls that only files have: made of uploads, downloaded, listed for a whole project."""

from __future__ import annotations

from dataclasses import dataclass

import falcon

from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.downloads import Download, ListProjectFiles
from dds_upload.operations.directory.files import CreateFile, ReviseFile
from dds_upload.protocols.dds.directory_messages import LABEL, PARENT, REFERENCE, parent_of
from dds_upload.protocols.dds.directory_rendering import collection
from dds_upload.protocols.dds.entries import EntryItem
from dds_upload.protocols.dds.entry_rendering import entry, project_files
from dds_upload.protocols.dds.parameters import page_request, set_page, to_id
from dds_upload.protocols.dds.rendering import signed_request
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import Message
from dds_upload.web.origin import Origin

NEW_FILE = Message(
    {"parent": PARENT, "upload": REFERENCE, "label": LABEL}, required=("parent", "upload")
)
FILE_REVISION = Message({"upload": REFERENCE, "label": LABEL})


@dataclass(frozen=True, slots=True)
class FileCollection:
    """POST /files."""

    create: CreateFile

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Create."""
        body = NEW_FILE.read(req)
        parent, upload_id = parent_of(body), to_id(body["upload"]["id"], Kind.UPLOAD)
        file = self.create(caller_of(req), parent, upload_id, body.get("label"))
        resp.status = falcon.HTTP_201
        resp.media = entry(file)


@dataclass(frozen=True, slots=True)
class FileItem(EntryItem):
    """GET, PUT and DELETE /files/{id}."""

    revise: ReviseFile

    def on_put(self, req: falcon.Request, resp: falcon.Response, entry_id: str) -> None:
        """Give it another content, another label, or both."""
        body, file_id = FILE_REVISION.read(req), to_id(entry_id, self.manage.kind)
        upload_id = to_id(body["upload"]["id"], Kind.UPLOAD) if "upload" in body else None
        file = self.revise(caller_of(req), file_id, upload_id, body.get("label"))
        resp.media = entry(file)


@dataclass(frozen=True, slots=True)
class FileDownload:
    """GET /files/{id}/url."""

    download: Download
    origin: Origin

    def on_get(self, req: falcon.Request, resp: falcon.Response, entry_id: str) -> None:
        """Sign."""
        signed = self.download.file(caller_of(req), to_id(entry_id, Kind.FILE))
        resp.media = signed_request(signed, self.origin(req))


@dataclass(frozen=True, slots=True)
class ProjectFileCollection:
    """GET /projects/{id}/files: clients compare uploads with it and plan downloads."""

    list_files: ListProjectFiles
    origin: Origin

    def on_get(self, req: falcon.Request, resp: falcon.Response, project_id: str) -> None:
        """A page of files, each with its download."""
        wanted = page_request(req)
        page = self.list_files(caller_of(req), to_id(project_id, Kind.PROJECT), wanted)
        set_page(resp, wanted, page)
        resp.media = collection(project_files(page.items, self.origin(req)))
