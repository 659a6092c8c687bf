"""Mounts the DDS API: its paths, its errors, and the headers that pages of other origins read."""

from __future__ import annotations

from collections.abc import Callable

from dds_upload.operations.accounts.bundle import AccountOperations
from dds_upload.operations.directory.bundle import DirectoryOperations
from dds_upload.operations.events.bundle import EventOperations
from dds_upload.operations.storage.bundle import StorageOperations
from dds_upload.operations.uploads.bundle import UploadOperations
from dds_upload.protocols.dds import (
    accounts,
    administration,
    directory_routes,
    status,
    storage_providers,
    uploads,
)
from dds_upload.protocols.dds.authentication import by_token, sender_by_token
from dds_upload.protocols.dds.errors import render_error
from dds_upload.protocols.dds.parameters import PAGING_HEADERS
from dds_upload.web.app import Mount
from dds_upload.web.authentication import Authentication
from dds_upload.web.guide import Guide, Link
from dds_upload.web.limits import LIMIT_HEADERS
from dds_upload.web.openapi.document import ApiDocument
from dds_upload.web.openapi.schemas import Json
from dds_upload.web.openapi.whole import DOCUMENT
from dds_upload.web.origin import Origin

PREFIX = "/api/v1"

#: The name of this installation in `/app/status`.
ENVIRONMENT = "production"

#: The path of the page with all calls.
PAGE = "/docs/dds"

GUIDE = Guide(
    title="Duke Data Service",
    summary="Projects with members, folders, files and their versions. Chunks have numbers, and "
    "each is sent to a signed URL.",
    clients="DukeDSClient, the portal, and any HTTP tool",
    commands="""
curl -H "Authorization: Bearer $TOKEN" {origin}/api/v1/current_user
curl -H "Authorization: Bearer $TOKEN" {origin}/api/v1/storage_providers
curl -H "Authorization: Bearer $TOKEN" {origin}/api/v1/projects

# DukeDSClient reads ~/.ddsclient (chmod 600), with your two keys:
#   url: {origin}/api/v1
#   user_key: ...
#   agent_key: ...
ddsclient upload -p Mice scans/
""",
    links=[
        Link("All calls", PAGE),
        Link("How some of them work", "/docs/dds.md"),
        Link("Codes of errors", "/docs/errors.md"),
        Link("The OpenAPI document", PREFIX + DOCUMENT),
    ],
)


def mount_dds(
    account_operations: AccountOperations,
    storage_operations: StorageOperations,
    upload_operations: UploadOperations,
    directory_operations: DirectoryOperations,
    *,
    event_operations: EventOperations,
    origin: Origin,
    check_database: Callable[[], object],
) -> Mount:
    """`check_database` raises UploadServiceError while the database does not answer."""
    return Mount(
        prefix=PREFIX,
        name="dds",
        routes={
            **directory_routes.routes(directory_operations, origin),
            **uploads.routes(
                upload_operations,
                directory_operations.complete_file,
                origin,
                sender_by_token(account_operations.authenticate),
            ),
            **storage_providers.routes(storage_operations.read),
            **accounts.routes(account_operations),
            **administration.routes(
                account_operations.administer_users,
                upload_operations.administer,
                event_operations.read_statistics,
            ),
            **status.routes(ENVIRONMENT, {"rdbms": check_database}),
        },
        render_error=render_error,
        middleware=[Authentication(PREFIX, by_token(account_operations.authenticate))],
        exposed_headers=(*PAGING_HEADERS, *LIMIT_HEADERS),
        guide=GUIDE,
        document=ApiDocument(PREFIX + DOCUMENT, PAGE, _document),
    )


def _document() -> Json:
    """Its parts are imported at the first request for it, so that no start waits for them."""
    from dds_upload.protocols.dds.document.api import api_document

    return api_document(PREFIX)
