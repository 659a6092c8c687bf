"""Uploads: begin, complete, report, read, give up."""

from __future__ import annotations

from typing import Any

import falcon

from dds_upload.core.reasons import Kind
from dds_upload.core.uploads.records import UploadDetails
from dds_upload.operations.uploads.bundle import UploadOperations
from dds_upload.operations.uploads.create_upload import FileOffer
from dds_upload.protocols.dds.chunk_messages import HASH, SIZE
from dds_upload.protocols.dds.chunks import UploadChunks
from dds_upload.protocols.dds.parameters import page_request, set_page, to_id
from dds_upload.protocols.dds.rendering import signed_request
from dds_upload.protocols.dds.request_key import request_key
from dds_upload.protocols.dds.upload_rendering import upload
from dds_upload.protocols.dds.upload_search import upload_search
from dds_upload.web.authentication import caller_of
from dds_upload.web.limits import limit_headers
from dds_upload.web.messages import Message, name, text
from dds_upload.web.origin import Origin

#: Names of types and subtypes have at most 127 characters each (RFC 6838); storage keeps it all in
#: one header.
CONTENT_TYPE_MAX = 255

NEW_UPLOAD = Message(
    {
        "name": name("file-name"),
        "content_type": {
            **text(format="header-text", blank=True, optional=True),
            "maxLength": CONTENT_TYPE_MAX,
        },
        "size": SIZE,
        "chunked": {"type": ["boolean", "null"]},
        "storage_provider": {
            "type": ["object", "null"],
            "properties": {"id": text()},
            "required": ["id"],
        },
    },
    required=("name", "content_type", "size"),
)
COMPLETION = Message({"hash": HASH}, required=("hash",))
NEW_HASH = Message({"value": text(), "algorithm": text()}, required=("value", "algorithm"))


class _Resource:
    def __init__(self, operations: UploadOperations, origin: Origin) -> None:
        self._do = operations
        self._origin = origin

    def _show(self, req: falcon.Request, resp: falcon.Response, details: UploadDetails) -> None:
        resp.media = self._body(req, details)
        resp.set_headers(limit_headers(details.upload))

    def _body(self, req: falcon.Request, details: UploadDetails) -> dict[str, Any]:
        body = upload(details)
        signed = self._do.sign_whole(caller_of(req), details.upload)
        if signed is not None:
            body["signed_url"] = signed_request(signed, self._origin(req))
        return body


class ProjectUploads(_Resource):
    """`/projects/{id}/uploads`."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, project_id: str) -> None:
        """List a page of what is looked for."""
        project = to_id(project_id, Kind.PROJECT)
        wanted, search = page_request(req), upload_search(req)
        page = self._do.read.of_project(caller_of(req), project, search, wanted)
        resp.media = {"results": [self._body(req, details) for details in page.items]}
        set_page(resp, wanted, page)

    def on_post(self, req: falcon.Request, resp: falcon.Response, project_id: str) -> None:
        """Begin an upload."""
        project = to_id(project_id, Kind.PROJECT)
        body = NEW_UPLOAD.read(req)
        provider = body.get("storage_provider")
        offer = FileOffer(
            name=body["name"],
            content_type=body["content_type"] or "",
            size=body["size"],
            chunked=body.get("chunked") is not False,
            provider_id=to_id(provider["id"], Kind.STORAGE_PROVIDER) if provider else None,
        )
        key = request_key(req, body)
        self._show(req, resp, self._do.create(caller_of(req), project, offer, key))
        resp.status = falcon.HTTP_201


class OneUpload(_Resource):
    """`/uploads/{id}`."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Read it, with all of its chunks; a damaged one with where to send it again."""
        details = self._do.read.one(caller_of(req), to_id(upload_id, Kind.UPLOAD))
        self._show(req, resp, details)
        again = self._do.sign_whole.again(caller_of(req), details.upload)
        if again is not None:
            resp.media["signed_url"] = signed_request(again, self._origin(req))

    def on_delete(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Give it up."""
        self._do.abort(caller_of(req), to_id(upload_id, Kind.UPLOAD))
        resp.status = falcon.HTTP_204


class UploadCompletion(_Resource):
    """`/uploads/{id}/complete`."""

    def on_put(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Say that all bytes were sent."""
        upload = to_id(upload_id, Kind.UPLOAD)
        digest = COMPLETION.read(req)["hash"]
        done = self._do.complete(caller_of(req), upload, digest["algorithm"], digest["value"])
        self._show(req, resp, done)
        resp.status = falcon.HTTP_202


class UploadHashes(_Resource):
    """`/uploads/{id}/hashes`."""

    def on_put(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Report one more digest of the whole file."""
        upload = to_id(upload_id, Kind.UPLOAD)
        body = NEW_HASH.read(req)
        found = self._do.add_digest(caller_of(req), upload, body["algorithm"], body["value"])
        self._show(req, resp, found)


def routes(operations: UploadOperations, origin: Origin) -> dict[str, object]:
    """Resources by path."""
    kinds: dict[str, type[_Resource]] = {
        "/projects/{project_id}/uploads": ProjectUploads,
        "/uploads/{upload_id}": OneUpload,
        "/uploads/{upload_id}/complete": UploadCompletion,
        "/uploads/{upload_id}/hashes": UploadHashes,
    }
    return {
        "/uploads/{upload_id}/chunks": UploadChunks(operations, origin),
        **{path: kind(operations, origin) for path, kind in kinds.items()},
    }
