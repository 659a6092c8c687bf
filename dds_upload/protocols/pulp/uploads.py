"""Uploads: begin, list, read, send a chunk, commit, delete."""

from __future__ import annotations

import falcon

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.ranges import ByteRange
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.blobs.store_stream import Incoming, Received
from dds_upload.operations.placements.bundle import PlacementOperations
from dds_upload.operations.uploads.reported_digest import reported_sha256
from dds_upload.protocols.pulp import rendering as render
from dds_upload.protocols.pulp.content_range import content_range
from dds_upload.protocols.pulp.correlation import correlation_id
from dds_upload.protocols.pulp.digests import check_digests, claimed
from dds_upload.protocols.pulp.fields import (
    read_fields,
    required_integer,
    required_text,
)
from dds_upload.protocols.pulp.file_form import FileForm, FilePart, file_body, no_file
from dds_upload.protocols.pulp.filters import UPLOADS
from dds_upload.protocols.pulp.listing import Pages, selected
from dds_upload.protocols.pulp.names import TASK, UPLOAD
from dds_upload.web.authentication import caller_of
from dds_upload.web.limits import limit_headers
from dds_upload.web.request_key import request_key
from dds_upload.web.words import refused

_CHUNK_FIELDS = ("sha256",)


class UploadCollection:
    """`/uploads/`."""

    def __init__(self, operations: PlacementOperations, pages: Pages) -> None:
        self._do = operations
        self._pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """List a part of them."""
        listing = self._pages.read(req, UPLOADS)
        found = self._do.read.page(caller_of(req), listing)
        self._pages.answer(req, resp, listing, found, render.upload)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Begin one; `completed` is a field that older clients send, and it is ignored."""
        fields = read_fields(req, ("size",), ignored=("completed",))
        size = required_integer(fields, "size")
        made = self._do.create(caller_of(req), size, request_key(req, {"size": size}))
        resp.status = falcon.HTTP_201
        resp.media = render.upload(made)
        resp.location = UPLOAD.href(made.id)
        resp.set_headers(limit_headers(made))


class OneUpload:
    """`/uploads/{id}/`."""

    def __init__(self, operations: PlacementOperations, providers: StorageProviders) -> None:
        self._do = operations
        self._providers = providers

    def on_get(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Read it, with all of its chunks and its missing ranges."""
        upload, chunks = self._do.read.one(caller_of(req), UPLOAD.id(upload_id))
        resp.media = selected(req, render.upload_detail(upload, chunks))
        resp.set_headers(limit_headers(upload))

    def on_put(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Send a chunk."""
        caller, id = caller_of(req), UPLOAD.id(upload_id)
        largest = self._providers.default.policy.chunk_max_size_bytes
        upload = self._do.place.find(caller, id)
        req.context.stores_at = self._providers.get(upload.provider_id).slug
        form = FileForm(req, file_body(req, largest), _CHUNK_FIELDS)
        placed = form.store(lambda file: self._place(req, upload, form, file))
        if placed is None:
            raise no_file()
        resp.media = render.upload(placed)

    def on_delete(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Give it up."""
        self._do.withdraw(caller_of(req), UPLOAD.id(upload_id))
        resp.status = falcon.HTTP_204

    def _place(self, req: falcon.Request, upload: Upload, form: FileForm, file: FilePart) -> Upload:
        file.check(blank=False)
        wanted = content_range(req.get_header("Content-Range"))
        self._do.place.judge(caller_of(req), upload, wanted)
        form.expect(file, wanted.length, _wrong_length(wanted, "more"))

        def approve(received: Received) -> None:
            form.finish()
            if received.size < wanted.length:
                raise _wrong_length(wanted, str(received.size))
            check_digests(form.fields, received, _CHUNK_FIELDS)

        chunk = Incoming(file, wanted.length, claimed(form.fields, "sha256"), approve)
        return self._do.place(caller_of(req), upload, wanted, chunk)


class UploadCommit:
    """`/uploads/{id}/commit/`, by POST as today or by PUT as it once was."""

    def __init__(self, operations: PlacementOperations) -> None:
        self._do = operations

    def on_post(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Commit the upload: all bytes were sent, and this is their digest."""
        id = UPLOAD.id(upload_id)
        digest = reported_sha256(required_text(read_fields(req, ("sha256",)), "sha256"))
        commit = self._do.commit(caller_of(req), id, digest, correlation_id(req))
        resp.status = falcon.HTTP_202
        resp.media = {"task": TASK.href(commit.id)}

    on_put = on_post


def routes(
    operations: PlacementOperations, providers: StorageProviders, pages: Pages
) -> dict[str, object]:
    """Resources by path."""
    return {
        "/uploads": UploadCollection(operations, pages),
        "/uploads/{upload_id}": OneUpload(operations, providers),
        "/uploads/{upload_id}/commit": UploadCommit(operations),
    }


def _wrong_length(wanted: ByteRange, came: str) -> ValidationFailed:
    text = f"Content-Range {wanted} names {wanted.length} bytes, and {came} came"
    return refused(text)
