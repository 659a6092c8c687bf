"""Calls that only folders have: POST /folders."""

from __future__ import annotations

from dataclasses import dataclass

import falcon

from dds_upload.operations.directory.create_folder import CreateFolder
from dds_upload.protocols.dds.directory_messages import ENTRY_NAME, PARENT, parent_of
from dds_upload.protocols.dds.entry_rendering import entry
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import Message
from dds_upload.web.request_key import request_key

NEW_FOLDER = Message({"name": ENTRY_NAME, "parent": PARENT}, required=("name", "parent"))


@dataclass(frozen=True, slots=True)
class FolderCollection:
    """POST /folders."""

    create: CreateFolder

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Create."""
        body = NEW_FOLDER.read(req)
        folder = self.create(caller_of(req), body["name"], parent_of(body), request_key(req, body))
        resp.status = falcon.HTTP_201
        resp.media = entry(folder)
