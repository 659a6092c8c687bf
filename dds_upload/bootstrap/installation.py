"""Work on an installation as a whole: it is brought to this release, and checked."""

from __future__ import annotations

import logging
from concurrent.futures import ThreadPoolExecutor

from db.migrate import migrate
from dds_upload.bootstrap.rooms import health
from dds_upload.bootstrap.service import Service
from dds_upload.core.errors import UploadServiceError
from dds_upload.operations.storage.read_limits import read_limits

log = logging.getLogger(__name__)


def migrate_all(service: Service) -> list[str]:
    """Bring both databases to this release and write the providers' rows.

    Gives what was changed.
    """
    parts = service.parts
    done = migrate(parts.database, while_locked=parts.jobs.create_tables)
    sync_providers(service)
    mark_storages(service)
    return done


def mark_storages(service: Service) -> None:
    """Mark storages that are new, or that releases without marks have used.

    Faults are left to the checks: nothing begins there.
    """
    for provider in service.parts.providers:
        try:
            made = service.operations.storage.mark(provider)
        except UploadServiceError as error:
            log.info("storage %s is not set up: %s", provider.slug, error)
        else:
            if made:
                log.info("storage %s: %s", provider.slug, made)


def sync_providers(service: Service) -> None:
    """Write the environment's providers into the rows."""
    parts = service.parts
    service.records.providers.sync(list(parts.providers), parts.clock())


def schema_faults(service: Service) -> list[str]:
    """Why this release must not serve this database; empty if the schema is this release's."""
    return health.schema_faults(service.parts)


def storage_faults(service: Service) -> list[str]:
    """The promises of configured limits that the storages cannot keep.

    Unreachable storages are logged. All are asked at the same time: several that hang delay a start
    no longer than one, and systemd waits for a start no longer than TimeoutStartSec.

    All other storages can take new uploads from here on. A deprecated one takes none, so its limits
    are no fault: an old disk that may not be written any more can still be read.
    """
    storages = list(service.parts.providers)
    with ThreadPoolExecutor(len(storages), thread_name_prefix="limits") as pool:
        found = list(pool.map(read_limits, storages))
    return [
        f"{storage.slug}: {fault}"
        for storage, faults in zip(storages, found, strict=True)
        if not storage.is_deprecated
        for fault in faults
    ]
