"""Mounts Sentry's chunk upload: its paths, its errors, and how its callers are found."""

from __future__ import annotations

from collections.abc import Callable

from dds_upload.core.storage.providers import StorageProviders
from dds_upload.operations.accounts.bundle import AccountOperations
from dds_upload.operations.blobs.bundle import BlobOperations
from dds_upload.operations.content.bundle import ContentOperations
from dds_upload.protocols.sentry import assemble, not_offered
from dds_upload.protocols.sentry.about import About
from dds_upload.protocols.sentry.authentication import by_bearer_token
from dds_upload.protocols.sentry.capabilities import ChunkUploadSettings
from dds_upload.protocols.sentry.chunk_upload import ChunkUpload
from dds_upload.protocols.sentry.errors import render_error
from dds_upload.protocols.sentry.kinds import features
from dds_upload.protocols.sentry.listing import ListOrganizations, ListProjects
from dds_upload.web.app import Mount
from dds_upload.web.authentication import Authentication
from dds_upload.web.guide import Guide, Link
from dds_upload.web.openapi.document import ApiDocument
from dds_upload.web.openapi.schemas import Json
from dds_upload.web.openapi.whole import DOCUMENT
from dds_upload.web.origin import Origin

PREFIX = "/api/0"


#: The path of the page with all calls.
PAGE = "/docs/sentry"

GUIDE = Guide(
    title="Sentry chunk upload",
    summary="Debug files, ProGuard maps and source maps. Chunks are found by their content, so "
    "that nothing is sent twice.",
    clients="sentry-cli 2 and 3",
    commands="""
export SENTRY_URL={origin} SENTRY_AUTH_TOKEN=$TOKEN
export SENTRY_ORG=default SENTRY_PROJECT=mice
sentry-cli info
sentry-cli debug-files upload --wait symbols/
""",
    links=[Link("All calls", PAGE), Link("The OpenAPI document", PREFIX + DOCUMENT)],
)


def mount_sentry(
    accounts: AccountOperations,
    blobs: BlobOperations,
    content: ContentOperations,
    *,
    providers: StorageProviders,
    settings: ChunkUploadSettings,
    takes: Callable[[str], bool],
    origin: Origin,
) -> Mount:
    """Chunks are to be sent to `origin`.

    `takes` says which kinds of files this installation accepts.
    """
    find = accounts.find_organization
    chunks = ChunkUpload(
        find=find,
        store=blobs.store,
        providers=providers,
        settings=settings,
        accept=features(takes),
        origin=origin,
    )
    return Mount(
        prefix=PREFIX,
        name="sentry",
        routes={
            "/chunk-upload": chunks,
            "/organizations/{org}/chunk-upload": chunks,
            **assemble.routes(find, content.request_files, providers),
            "": About(),
            "/organizations": ListOrganizations(find),
            "/organizations/{org}/projects": ListProjects(find),
            **not_offered.routes(find),
        },
        render_error=render_error,
        middleware=[Authentication(PREFIX, by_bearer_token(accounts.authenticate))],
        guide=GUIDE,
        document=ApiDocument(PREFIX + DOCUMENT, PAGE, _document),
    )


def _document() -> Json:
    """Its parts are imported at the first request for it, so that no start waits for them."""
    from dds_upload.protocols.sentry.document.api import api_document

    return api_document(PREFIX)
