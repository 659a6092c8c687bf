"""All of the document, put together."""

from __future__ import annotations

from dds_upload import __version__
from dds_upload.protocols.dds.document import (
    accounts,
    administration,
    chunks,
    common,
    completion,
    deleted_files,
    entries,
    file_versions,
    files,
    folders,
    permissions,
    projects,
    status,
    storage_providers,
    uploads,
)
from dds_upload.protocols.dds.document.calls import REFUSALS, Paths, path_parts
from dds_upload.web.openapi.parts import refusals
from dds_upload.web.openapi.schemas import Json, reference

#: Below the prefix of the API.
DOCUMENT = "/openapi.json"

_DESCRIPTION = """\
Files are sent in chunks that have numbers, each to a signed URL of its own, under the limits of \
the storage provider, which says them before the first byte. Paths may end with a slash. Bodies \
are JSON, or forms with names such as `hash[value]`. Lists are cut into pages by `page` and \
`per_page` where these are named. Instants are in UTC, with milliseconds; sizes are in bytes. Each \
answer has an `X-Request-ID`: that of the request, or a new one."""

#: In the order in which people read them.
_ROOMS = (
    accounts,
    projects,
    permissions,
    storage_providers,
    uploads,
    chunks,
    completion,
    files,
    deleted_files,
    file_versions,
    folders,
    entries,
    administration,
    status,
)


def api_document(prefix: str) -> Json:
    """The whole of it, new each time, for an API behind `prefix`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Duke Data Service API",
            "version": __version__,
            "description": _DESCRIPTION,
        },
        "servers": [{"url": prefix}],
        "security": [{"bearer": []}, {"token": []}],
        "paths": path_parts(_paths()),
        "components": {
            "schemas": common.schemas() | _schemas(),
            "responses": refusals(REFUSALS, reference("Error")),
            "securitySchemes": _security(),
        },
    }


def _paths() -> Paths:
    return {path: item for room in _ROOMS for path, item in room.paths().items()}


def _schemas() -> dict[str, Json]:
    return {name: schema for room in _ROOMS for name, schema in room.schemas().items()}


def _security() -> dict[str, Json]:
    return {
        "bearer": {"type": "http", "scheme": "bearer", "description": "`Bearer TOKEN`."},
        "token": {
            "type": "apiKey",
            "in": "header",
            "name": "Authorization",
            "description": "The token alone, as DukeDSClient sends it.",
        },
    }
