"""Ends the sending of an upload, and makes a file of it if the client asks for that."""

from __future__ import annotations

from dataclasses import dataclass

import falcon

from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.complete_file import CompleteFile
from dds_upload.operations.uploads.complete_upload import CompleteUpload
from dds_upload.protocols.dds.chunk_messages import HASH
from dds_upload.protocols.dds.directory_messages import LABEL, PARENT, parent_of
from dds_upload.protocols.dds.entry_rendering import entry
from dds_upload.protocols.dds.parameters import to_id
from dds_upload.protocols.dds.shown_upload import ShowUpload
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import Message

COMPLETION = Message(
    {
        "hash": HASH,
        "file": {
            "type": ["object", "null"],
            "properties": {"parent": PARENT, "label": LABEL},
            "required": ["parent"],
        },
    },
    required=("hash",),
)


@dataclass(frozen=True, slots=True)
class UploadCompletion:
    """`/uploads/{id}/complete`."""

    complete: CompleteUpload
    complete_file: CompleteFile
    show: ShowUpload

    def on_put(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Complete the upload: all bytes were sent."""
        upload, body = to_id(upload_id, Kind.UPLOAD), COMPLETION.read(req)
        algorithm, value = body["hash"]["algorithm"], body["hash"]["value"]
        wanted = body.get("file")
        resp.status = falcon.HTTP_202
        if wanted is None:
            self.show(req, resp, self.complete(caller_of(req), upload, algorithm, value))
            return
        done, file = self.complete_file(
            caller_of(req),
            upload,
            algorithm=algorithm,
            value=value,
            parent=parent_of(wanted),
            label=wanted.get("label"),
        )
        self.show(req, resp, done, file=file and entry(file))
