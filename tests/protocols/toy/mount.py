"""Mounts a protocol of three requests: begin a file of one piece, end it, see what became of it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import falcon

from dds_upload.core import errors
from dds_upload.operations.accounts.bundle import AccountOperations
from dds_upload.operations.uploads.bundle import UploadOperations
from dds_upload.operations.uploads.create_upload import FileOffer
from dds_upload.web.app import Mount
from dds_upload.web.authentication import Authentication, caller_of

PREFIX = "/toy"

#: A real protocol has a line for every error of the register, and a test that proves it.
_STATUSES = {errors.Unauthenticated: 401, errors.Forbidden: 403, errors.NotFound: 404}


@dataclass(frozen=True, slots=True)
class ProjectUploads:
    """`/projects/{id}`."""

    do: UploadOperations

    def on_post(self, req: falcon.Request, resp: falcon.Response, project_id: UUID) -> None:
        """Begin a file, and say where its bytes go."""
        caller = caller_of(req)
        size = req.get_header_as_int("Size", required=True) or 0
        offer = FileOffer(req.get_header("Name") or "", "text/plain", size, chunked=False)
        upload = self.do.create(caller, project_id, offer).upload
        signed = self.do.sign_whole(caller, upload)
        resp.status = falcon.HTTP_201
        resp.location = f"{PREFIX}/uploads/{upload.id}"
        resp.text = signed.url if signed else ""


@dataclass(frozen=True, slots=True)
class OneUpload:
    """`/uploads/{id}`."""

    do: UploadOperations

    def on_put(self, req: falcon.Request, resp: falcon.Response, upload_id: UUID) -> None:
        """Say that all bytes were sent, and which they are."""
        self.do.complete(caller_of(req), upload_id, "md5", req.get_header("MD5") or "")
        resp.status = falcon.HTTP_204

    def on_get(self, req: falcon.Request, resp: falcon.Response, upload_id: UUID) -> None:
        """Say what became of it."""
        resp.text = self.do.read.one(caller_of(req), upload_id).upload.state.value


def mount_toy(accounts: AccountOperations, uploads: UploadOperations) -> Mount:
    """The whole protocol."""
    return Mount(
        prefix=PREFIX,
        routes={
            "/projects/{project_id:uuid}": ProjectUploads(uploads),
            "/uploads/{upload_id:uuid}": OneUpload(uploads),
        },
        render_error=render_error,
        middleware=[
            Authentication(PREFIX, lambda req: accounts.authenticate(req.get_header("Token")))
        ],
        exposed_headers=("Location",),
    )


def render_error(
    req: falcon.Request,
    resp: falcon.Response,
    error: errors.UploadServiceError | falcon.HTTPError | None,
) -> None:
    """One line of text."""
    if isinstance(error, falcon.HTTPError):
        resp.status = error.status
    else:
        resp.status = _STATUSES.get(type(error), 400) if error else 500
    resp.text = f"toy: {error or 'defect'}"
