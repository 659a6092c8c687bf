"""The whole document, put together."""

from __future__ import annotations

from dds_upload.protocols.sentry.document import about, assemble, chunk_upload, listing, not_offered
from dds_upload.protocols.sentry.document.calls import errors, path_parts, refused_answers
from dds_upload.web.openapi.schemas import Json
from dds_upload.web.openapi.whole import paths_of, schemas_of, whole_document

_DESCRIPTION = """\
Files are sent in chunks that are named by their SHA-1, so that no chunk is sent twice. A client \
first asks for an assembly. The answer lists the missing chunks. The client sends these, and asks \
again until the state of the file is `ok` or `error`. Paths may end with a slash. Each answer has \
an `X-Request-ID`: that of the request, or a new one."""

_FILES = (about, listing, chunk_upload, assemble, not_offered)


def api_document(prefix: str) -> Json:
    """The whole document of an API below `prefix`, made anew each time."""
    components = {
        "schemas": errors() | schemas_of(_FILES),
        "responses": refused_answers(),
        "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer"}},
    }
    paths = path_parts(paths_of(_FILES))
    return whole_document("Sentry chunk upload API", _DESCRIPTION, prefix, paths, components)
