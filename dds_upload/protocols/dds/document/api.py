"""The whole document, put together."""

from __future__ import annotations

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
from dds_upload.protocols.dds.document.calls import REFUSALS, path_parts
from dds_upload.web.openapi.parts import refusals
from dds_upload.web.openapi.schemas import Json, reference
from dds_upload.web.openapi.whole import paths_of, schemas_of, whole_document

_DESCRIPTION = """\
Files are sent in numbered chunks, each to its own signed URL. A client learns the limits of the \
storage provider before it sends the first byte. Paths may end with a slash. Bodies are JSON, or \
forms with names such as `hash[value]`. Lists have pages if `page` and `per_page` are among their \
parameters. Instants are in UTC, with milliseconds; sizes are in bytes. Each answer has an \
`X-Request-ID`: that of the request, or a new one."""

#: In the order in which people read them.
_FILES = (
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
    """The whole document of an API below `prefix`, made anew each time."""
    components = {
        "schemas": common.schemas() | schemas_of(_FILES),
        "responses": refusals(REFUSALS, reference("Error")),
        "securitySchemes": _security(),
    }
    paths = path_parts(paths_of(_FILES))
    return whole_document("Duke Data Service API", _DESCRIPTION, prefix, paths, components)


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
