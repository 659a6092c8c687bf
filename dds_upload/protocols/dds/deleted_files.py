"""Deleted files: they are listed, and restored."""

from __future__ import annotations

from dataclasses import dataclass

import falcon

from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.list_deleted_files import ListDeletedFiles
from dds_upload.operations.directory.restore_file import RestoreFile
from dds_upload.protocols.dds import directory_rendering as render
from dds_upload.protocols.dds.entry_rendering import entry
from dds_upload.protocols.dds.parameters import page_request, set_page, to_id
from dds_upload.web.authentication import caller_of


@dataclass(frozen=True, slots=True)
class DeletedFileCollection:
    """GET /projects/{id}/deleted_files."""

    list_deleted: ListDeletedFiles

    def on_get(self, req: falcon.Request, resp: falcon.Response, project_id: str) -> None:
        """A page of files that can be restored."""
        wanted = page_request(req)
        page = self.list_deleted(caller_of(req), to_id(project_id, Kind.PROJECT), wanted)
        set_page(resp, wanted, page)
        resp.media = render.collection(
            render.deleted_file(file, kept_until) for file, kept_until in page.items
        )


@dataclass(frozen=True, slots=True)
class FileRestoration:
    """PUT /files/{id}/restore."""

    restore: RestoreFile

    def on_put(self, req: falcon.Request, resp: falcon.Response, entry_id: str) -> None:
        """Restore."""
        resp.media = entry(self.restore(caller_of(req), to_id(entry_id, Kind.FILE)))
