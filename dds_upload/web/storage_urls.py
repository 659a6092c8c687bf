"""Mounts the signed URLs of those providers whose bytes go through this service."""

from __future__ import annotations

from dds_upload.core.clock import Clock
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.operations.uploads.store_chunk import StoreChunk
from dds_upload.web.app import Mount
from dds_upload.web.storage_errors import render_error
from dds_upload.web.stored_objects import StoredObjects

#: Every such URL is below this, each provider's behind its slug.
PREFIX = "/storage/"

#: Headers that a page of another origin needs to go on with a download.
EXPOSED_HEADERS = ("ETag", "Accept-Ranges", "Content-Range")


def mount_storage_urls(providers: StorageProviders, store_chunk: StoreChunk, clock: Clock) -> Mount:
    """A sink for each provider that verifies signatures of its own."""
    sinks = {
        verifier.prefix: StoredObjects(provider, verifier, store_chunk, clock)
        for provider in providers
        if (verifier := provider.abilities.verifier) is not None
    }
    return Mount(
        prefix=PREFIX,
        name="storage",
        render_error=render_error,
        sinks=sinks,
        exposed_headers=EXPOSED_HEADERS,
    )
