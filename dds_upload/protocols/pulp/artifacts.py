"""Artifacts: list by digest, read, make, delete."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

import falcon

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.placements.commits import Artifact
from dds_upload.core.storage.policy import too_large
from dds_upload.operations.blobs.store_stream import Incoming, Received
from dds_upload.operations.placements.bundle import PlacementOperations
from dds_upload.protocols.pulp import rendering as render
from dds_upload.protocols.pulp.correlation import correlation_id
from dds_upload.protocols.pulp.digests import ALGORITHMS, FORBIDDEN, check_digests, claimed
from dds_upload.protocols.pulp.fields import read_fields, required_integer, required_text
from dds_upload.protocols.pulp.file_form import (
    OVERHEAD,
    FileForm,
    FilePart,
    file_body,
    may_have_file,
    no_file,
)
from dds_upload.protocols.pulp.filters import ARTIFACTS
from dds_upload.protocols.pulp.listing import Pages, selected
from dds_upload.protocols.pulp.names import ARTIFACT, UPLOAD
from dds_upload.protocols.pulp.words import WORDS
from dds_upload.web.authentication import caller_of
from dds_upload.web.names import file_name
from dds_upload.web.words import refused, worded

_FIELDS = ("size", "upload", *ALGORITHMS, *FORBIDDEN)

#: Digests that are checked while a file arrives, and not kept.
_UNKNOWN_LATER = tuple(name for name in ALGORITHMS if name != "sha256")


class ArtifactCollection:
    """`/artifacts/`."""

    def __init__(self, operations: PlacementOperations, pages: Pages) -> None:
        self._do = operations
        self._pages = pages

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """List a part of them."""
        listing = self._pages.read(req, ARTIFACTS)
        found = self._do.artifacts.page(caller_of(req), listing)
        self._pages.answer(req, resp, listing, found, render.artifact)

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Make one of a file, or of an upload that was committed."""
        if may_have_file(req):
            made = self._of_file(req)
        else:
            made = self._of_upload(req, read_fields(req, _FIELDS))
        resp.status = falcon.HTTP_201
        resp.media = render.artifact(made)
        resp.location = ARTIFACT.href(made.id)

    def _of_file(self, req: falcon.Request) -> Artifact:
        body = file_body(req, self._do.create_artifact.size_allowed)
        size_max = self._do.create_artifact.size_max
        if (req.content_length or 0) > size_max + OVERHEAD:
            raise _too_large(size_max)
        form = FileForm(req, body, _FIELDS)
        made = form.store(lambda file: self._store(req, form, file))
        return made or self._of_upload(req, form.fields)

    def _store(self, req: falcon.Request, form: FileForm, file: FilePart) -> Artifact:
        file.check(blank=True)
        req.context.stores_at = self._do.create_artifact.providers.default.slug
        size_max = self._do.create_artifact.size_max
        form.expect(file, size_max, _too_large(size_max))
        _check_fields(form.fields)

        def approve(received: Received) -> None:
            form.finish()
            _check_fields(form.fields)
            if "size" in form.fields and required_integer(form.fields, "size") != received.size:
                raise refused(f"the content has {received.size} bytes", "size")
            check_digests(form.fields, received)

        chunk = Incoming(
            file,
            size=None,
            claimed=claimed(form.fields, "sha256"),
            approve=approve,
            algorithms=[name for name in ALGORITHMS if name in form.fields],
        )
        name = file_name(file.filename or "", "")
        return self._do.create_artifact(caller_of(req), chunk, name, correlation_id(req))

    def _of_upload(self, req: falcon.Request, fields: Mapping[str, Any]) -> Artifact:
        """Every other claim about the upload has to be true."""
        if not fields.get("upload"):
            raise no_file("No file was submitted, and no upload was named.")
        upload_id = _upload_id(required_text(fields, "upload"))
        found = self._do.artifacts.of_upload(caller_of(req), upload_id)
        _check_forbidden(fields, *FORBIDDEN, *_UNKNOWN_LATER)
        if "size" in fields and required_integer(fields, "size") != found.size:
            raise refused(f"the artifact has {found.size} bytes", "size")
        if fields.get("sha256"):
            check_digests({"sha256": required_text(fields, "sha256")}, _known(found))
        return found


class OneArtifact:
    """`/artifacts/{id}/`."""

    def __init__(self, operations: PlacementOperations) -> None:
        self._do = operations

    def on_get(self, req: falcon.Request, resp: falcon.Response, artifact_id: str) -> None:
        """Read it."""
        found = self._do.artifacts.one(caller_of(req), ARTIFACT.id(artifact_id))
        resp.media = selected(req, render.artifact(found))

    def on_delete(self, req: falcon.Request, resp: falcon.Response, artifact_id: str) -> None:
        """Delete it, unless a file is made of it."""
        self._do.artifacts.delete(caller_of(req), ARTIFACT.id(artifact_id))
        resp.status = falcon.HTTP_204


def routes(operations: PlacementOperations, pages: Pages) -> dict[str, object]:
    """Resources by path."""
    return {
        "/artifacts": ArtifactCollection(operations, pages),
        "/artifacts/{artifact_id}": OneArtifact(operations),
    }


def _known(artifact: Artifact) -> Received:
    return Received(artifact.size, {"sha256": artifact.sha256})


def _upload_id(href: str) -> UUID:
    try:
        return UPLOAD.named(href)
    except ValueError:
        raise refused("is not the href of an upload", "upload") from None


def _check_fields(fields: Mapping[str, Any]) -> None:
    """Check the fields of a form that has a file."""
    if "upload" in fields:
        raise refused("may not be given together with a file", "upload")
    _check_forbidden(fields, *FORBIDDEN)


def _check_forbidden(fields: Mapping[str, Any], *names: str) -> None:
    faults = [worded("is not accepted here", name) for name in names if fields.get(name)]
    if faults:
        raise ValidationFailed(*faults)


def _too_large(size_max: int) -> ValidationFailed:
    return no_file(f"{WORDS.say(too_large(size_max))}, unless it is sent in chunks")
