"""All of the document, put together."""

from __future__ import annotations

from dds_upload import __version__
from dds_upload.protocols.sentry.document import about, assemble, chunk_upload, listing, not_offered
from dds_upload.protocols.sentry.document.calls import Paths, errors, path_parts, refused_answers
from dds_upload.web.openapi.schemas import Json

#: Below the prefix of the API.
DOCUMENT = "/openapi.json"

_DESCRIPTION = """\
Files are sent in chunks that are found by their SHA-1, so that nothing is sent twice. A client \
asks for an assembly first, is told which chunks are missing, sends those, and asks again until \
the state of the file is `ok` or `error`. Paths may end with a slash. Each answer has an \
`X-Request-ID`: that of the request, or a new one."""

_ROOMS = (about, listing, chunk_upload, assemble, not_offered)


def api_document(prefix: str) -> Json:
    """The whole of it, new each time, for an API behind `prefix`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Sentry chunk upload API",
            "version": __version__,
            "description": _DESCRIPTION,
        },
        "servers": [{"url": prefix}],
        "security": [{"bearer": []}],
        "paths": path_parts(_paths()),
        "components": {
            "schemas": errors() | _schemas(),
            "responses": refused_answers(),
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
        },
    }


def _paths() -> Paths:
    return {path: item for room in _ROOMS for path, item in room.paths().items()}


def _schemas() -> dict[str, Json]:
    return {name: schema for room in _ROOMS for name, schema in room.schemas().items()}
