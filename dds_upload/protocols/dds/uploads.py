"""Uploads: begin, complete, report, read, give up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import falcon

from dds_upload.core.accounts.senders import Sender
from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.complete_file import CompleteFile
from dds_upload.operations.uploads.bundle import UploadOperations
from dds_upload.operations.uploads.create_upload import FileOffer
from dds_upload.protocols.dds.chunk_messages import CHUNKS, SIZE, chunk_items, offers_in
from dds_upload.protocols.dds.chunks import UploadChunks, chunk_results
from dds_upload.protocols.dds.completion import UploadCompletion
from dds_upload.protocols.dds.parameters import page_request, set_page, to_id
from dds_upload.protocols.dds.rendering import signed_request
from dds_upload.protocols.dds.shown_upload import ShowUpload
from dds_upload.protocols.dds.upload_search import upload_search
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import Message, name, text
from dds_upload.web.origin import Origin
from dds_upload.web.request_key import request_key
from dds_upload.web.words import refused

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
        "chunks": {**CHUNKS, "type": ["array", "null"]},
        "chunked": {"type": ["boolean", "null"]},
        "storage_provider": {
            "type": ["object", "null"],
            "properties": {"id": text()},
            "required": ["id"],
        },
    },
    required=("name", "content_type", "size"),
)
NEW_HASH = Message({"value": text(), "algorithm": text()}, required=("value", "algorithm"))


@dataclass(frozen=True, slots=True)
class ProjectUploads:
    """`/projects/{id}/uploads`."""

    do: UploadOperations
    show: ShowUpload

    def on_get(self, req: falcon.Request, resp: falcon.Response, project_id: str) -> None:
        """List a page of the matching uploads."""
        project = to_id(project_id, Kind.PROJECT)
        wanted, search = page_request(req), upload_search(req)
        page = self.do.read.of_project(caller_of(req), project, search, wanted)
        resp.media = {"results": [self.show.body(req, details) for details in page.items]}
        set_page(resp, wanted, page)

    def on_post(self, req: falcon.Request, resp: falcon.Response, project_id: str) -> None:
        """Begin an upload, with chunks if some are announced at once."""
        caller, project = caller_of(req), to_id(project_id, Kind.PROJECT)
        body = NEW_UPLOAD.read(req)
        offer, key, chunks = _offer(body), request_key(req, body), body.get("chunks")
        resp.status = falcon.HTTP_201
        if chunks is None:
            self.show(req, resp, self.do.create(caller, project, offer, key))
            return
        if not offer.chunked:
            raise refused("are not announced of a file that is sent as one piece", "chunks")
        items = chunk_items(chunks)
        begun, answers = self.do.begin_with_chunks(caller, project, offer, offers_in(items), key)
        results = chunk_results(items, answers, self.show.origin(req), req.user_agent or "")
        self.show(req, resp, begun, granted=results)


def _offer(body: Mapping[str, Any]) -> FileOffer:
    provider = body.get("storage_provider")
    return FileOffer(
        name=body["name"],
        content_type=body["content_type"] or "",
        size=body["size"],
        chunked=body.get("chunked") is not False,
        provider_id=to_id(provider["id"], Kind.STORAGE_PROVIDER) if provider else None,
    )


@dataclass(frozen=True, slots=True)
class OwnUploads:
    """`/uploads`."""

    do: UploadOperations
    show: ShowUpload

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """List a page of the matching uploads among those that the caller began."""
        wanted, search = page_request(req), upload_search(req)
        page = self.do.read.of_caller(caller_of(req), search, wanted)
        resp.media = {"results": [self.show.body(req, details) for details in page.items]}
        set_page(resp, wanted, page)


@dataclass(frozen=True, slots=True)
class OneUpload:
    """`/uploads/{id}`."""

    do: UploadOperations
    show: ShowUpload

    def on_get(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Read it, with all of its chunks; a damaged one with the URL to send it to again."""
        details = self.do.read.one(caller_of(req), to_id(upload_id, Kind.UPLOAD))
        self.show(req, resp, details)
        again = self.do.sign_whole.again(caller_of(req), details.upload)
        if again is not None:
            resp.media["signed_url"] = signed_request(again, self.show.origin(req))

    def on_delete(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Give it up."""
        self.do.abort(caller_of(req), to_id(upload_id, Kind.UPLOAD))
        resp.status = falcon.HTTP_204


@dataclass(frozen=True, slots=True)
class UploadHashes:
    """`/uploads/{id}/hashes`."""

    do: UploadOperations
    show: ShowUpload

    def on_put(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Report one more digest of the whole file."""
        upload = to_id(upload_id, Kind.UPLOAD)
        body = NEW_HASH.read(req)
        found = self.do.add_digest(caller_of(req), upload, body["algorithm"], body["value"])
        self.show(req, resp, found)


def routes(
    operations: UploadOperations,
    complete_file: CompleteFile,
    origin: Origin,
    sender_of: Callable[[falcon.Request], Sender],
) -> dict[str, object]:
    """Resources by path."""
    show = ShowUpload(operations.sign_whole, origin)
    return {
        "/projects/{project_id}/uploads": ProjectUploads(operations, show),
        "/uploads": OwnUploads(operations, show),
        "/uploads/{upload_id}": OneUpload(operations, show),
        "/uploads/{upload_id}/chunks": UploadChunks(operations, origin, sender_of),
        "/uploads/{upload_id}/complete": UploadCompletion(operations.complete, complete_file, show),
        "/uploads/{upload_id}/hashes": UploadHashes(operations, show),
    }
