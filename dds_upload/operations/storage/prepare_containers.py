"""Makes the containers that projects lack."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.storage.layout import project_container
from dds_upload.core.storage.providers import StorageProvider, StorageProviders
from dds_upload.core.storage.records import ContainerRecords

log = logging.getLogger(__name__)


#: How many projects one round handles.
BATCH = 200


@dataclass(frozen=True, slots=True)
class PrepareContainers:
    """Makes the containers that projects lack at the providers that take uploads."""

    containers: ContainerRecords
    providers: StorageProviders
    clock: Clock

    def __call__(self, project_id: UUID | None = None) -> int:
        """Make those of one project or of all; gives how many were made.

        A provider that is down is skipped.
        """
        open_to_uploads = (provider for provider in self.providers if not provider.is_deprecated)
        return sum(self._at(provider, project_id) for provider in open_to_uploads)

    def again(self, provider: StorageProvider) -> None:
        """Make every known container again, because a restored storage may lack it.

        Raises StorageUnavailable and StorageRefused.
        """
        after: UUID | None = None
        while projects := self.containers.ready(provider.id, BATCH, after):
            for project in projects:
                provider.abilities.store.ensure_container(project_container(project))
            after = projects[-1]

    def _at(self, provider: StorageProvider, project_id: UUID | None) -> int:
        made = 0
        for project in self.containers.missing(provider.id, BATCH, project_id):
            try:
                provider.abilities.store.ensure_container(project_container(project))
            except StorageUnavailable as error:
                log.warning("%s is not available: %s", provider.slug, error)
                break
            except StorageRefused as error:
                log.error("%s: no container for project %s: %s", provider.slug, project, error)
                continue
            self.containers.mark_ready(project, provider.id, self.clock())
            made += 1
        return made
