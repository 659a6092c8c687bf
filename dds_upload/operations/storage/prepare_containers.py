"""Makes the containers that projects lack."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dds_upload.core.clock import Clock
from dds_upload.core.errors import StorageRefused, StorageUnavailable
from dds_upload.core.storage.layout import project_container
from dds_upload.core.storage.providers import StorageProvider, StorageProviders
from dds_upload.core.storage.records import ContainerRecords

log = logging.getLogger(__name__)


#: How many projects one round handles.
BATCH = 200

#: A project is recent for this long. Of older ones few lack a container: those that were made while
#: a provider was away, and all when a provider is new. They are looked for hourly.
RECENT = timedelta(days=1)


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
        return self._prepare(project_id)

    def recent(self) -> int:
        """The same for recent projects: the work of a round does not grow with all projects."""
        return self._prepare(since=self.clock() - RECENT)

    def again(self, provider: StorageProvider) -> None:
        """Make every known container again, because a restored storage may lack it.

        Raises StorageUnavailable and StorageRefused.
        """
        after: UUID | None = None
        while projects := self.containers.ready(provider.id, BATCH, after):
            for project in projects:
                provider.abilities.store.ensure_container(project_container(project))
            after = projects[-1]

    def _prepare(self, project_id: UUID | None = None, since: datetime | None = None) -> int:
        open_to_uploads = (provider for provider in self.providers if not provider.is_deprecated)
        return sum(self._at(provider, project_id, since) for provider in open_to_uploads)

    def _at(
        self, provider: StorageProvider, project_id: UUID | None, since: datetime | None
    ) -> int:
        made = 0
        missing = self.containers.missing(provider.id, BATCH, project_id=project_id, since=since)
        for project in missing:
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
