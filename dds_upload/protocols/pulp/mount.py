"""Mounts Pulp's API: its paths, its errors, and the headers that pages of other origins read."""

from __future__ import annotations

from collections.abc import Callable

from dds_upload.core.clock import Clock
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.operations.accounts.bundle import AccountOperations
from dds_upload.operations.placements.bundle import PlacementOperations
from dds_upload.protocols.pulp import about, artifacts, tasks, uploads
from dds_upload.protocols.pulp.authentication import by_password
from dds_upload.protocols.pulp.correlation import HEADER, Correlation
from dds_upload.protocols.pulp.errors import render_error
from dds_upload.protocols.pulp.listing import Pages
from dds_upload.protocols.pulp.names import DOCUMENT, PREFIX
from dds_upload.web.app import Mount
from dds_upload.web.authentication import Authentication
from dds_upload.web.guide import Guide, Link
from dds_upload.web.openapi.document import ApiDocument
from dds_upload.web.openapi.schemas import Json
from dds_upload.web.origin import Origin

#: The path of the page with all calls.
PAGE = "/docs/pulp"

GUIDE = Guide(
    title="Pulp",
    summary="Chunks at byte offsets, in any order and side by side, committed by their SHA-256 to "
    "an artifact.",
    clients="pulp, pulp-glue and the generated bindings",
    commands="""
pulp config create --base-url {origin} --username NAME --password $TOKEN
pulp artifact upload --file scan.dat --chunk-size 5MB
""",
    links=[Link("All calls", PAGE), Link("The OpenAPI document", PREFIX + DOCUMENT)],
)


def mount_pulp(
    accounts: AccountOperations,
    placements: PlacementOperations,
    *,
    providers: StorageProviders,
    origin: Origin,
    clock: Clock,
    check_database: Callable[[], object],
) -> Mount:
    """`check_database` raises UploadServiceError while the database does not answer."""
    pages = Pages(origin, clock)
    identify = by_password(accounts.authenticate_basic)
    return Mount(
        prefix=PREFIX,
        name="pulp",
        routes={
            **uploads.routes(placements, providers, pages),
            **artifacts.routes(placements, pages),
            **tasks.routes(placements.read_commits, pages),
            **about.routes(check_database, origin),
        },
        render_error=render_error,
        middleware=[Correlation(PREFIX), Authentication(PREFIX, identify)],
        exposed_headers=("Location", HEADER),
        guide=GUIDE,
        document=ApiDocument(PREFIX + DOCUMENT, PAGE, _document),
    )


def _document() -> Json:
    """Its parts are imported at the first request for it, so that no start waits for them."""
    from dds_upload.protocols.pulp.document.api import api_document

    return api_document()
