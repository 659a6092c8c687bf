"""Every way into the service over HTTP; a new protocol is one line more in `mounts`."""

from __future__ import annotations

from config.settings import Settings
from dds_upload.bootstrap.operations import Operations
from dds_upload.bootstrap.parts import Parts
from dds_upload.protocols.dds.mount import mount_dds
from dds_upload.protocols.pulp.mount import mount_pulp
from dds_upload.protocols.sentry.capabilities import ChunkUploadSettings
from dds_upload.protocols.sentry.mount import mount_sentry
from dds_upload.web.app import Mount
from dds_upload.web.origin import origin_of
from dds_upload.web.storage_urls import mount_storage_urls


def mounts(parts: Parts, do: Operations) -> list[Mount]:
    """The mount of each protocol; the first also answers for paths that belong to none."""
    settings, providers, database = parts.settings, parts.providers, parts.database
    origin = origin_of(settings.public_url)
    return [
        mount_dds(
            do.accounts,
            do.storage,
            do.uploads,
            do.directory,
            event_operations=do.events,
            origin=origin,
            check_database=database.check,
        ),
        mount_sentry(
            do.accounts,
            do.blobs,
            do.content,
            providers=providers,
            settings=_chunk_upload_settings(settings),
            takes=parts.processors.takes,
            origin=origin_of(settings.upload_url_prefix or settings.public_url),
        ),
        mount_pulp(
            do.accounts,
            do.placements,
            providers=providers,
            origin=origin,
            clock=parts.clock,
            check_database=database.check,
        ),
        mount_storage_urls(providers, do.uploads.store_chunk, parts.clock),
    ]


def _chunk_upload_settings(settings: Settings) -> ChunkUploadSettings:
    sentry = settings.sentry
    return ChunkUploadSettings(
        chunk_size=sentry.chunk_size,
        chunks_per_request=sentry.chunks_per_request,
        max_request_size=sentry.max_request_size,
        concurrency=1 if settings.debug else sentry.concurrency,
        max_file_size=sentry.max_file_size,
    )
