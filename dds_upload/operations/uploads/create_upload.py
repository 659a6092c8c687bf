"""Begins an upload: the one moment at which a file is promised a place, or refused one."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Faults, FieldError, NotConsistent, NotFound, ValidationFailed
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.storage.providers import StorageProvider, StorageProviders
from dds_upload.core.storage.records import ContainerRecords, ProviderRecords
from dds_upload.core.uploads.records import UploadDetails, UploadRecords
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.accounts.access import Access


@dataclass(frozen=True, slots=True)
class FileOffer:
    """A file as a client offers it; size in bytes, no provider means the default one."""

    name: str
    content_type: str
    size: int
    chunked: bool = True
    provider_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class CreateUpload:
    """Computes what the file's chunks must be like, and remembers the upload."""

    uploads: UploadRecords
    access: Access
    providers: ProviderRecords
    containers: ContainerRecords
    storages: StorageProviders
    clock: Clock

    def __call__(self, caller: Caller, project_id: UUID, offer: FileOffer) -> UploadDetails:
        """The upload with its limits.

        What will never pass is said before what will pass later: raises NotFound, Forbidden,
        ValidationFailed, and NotConsistent while the project's container is being made.
        """
        self.access.require(caller, project_id, Permission.CREATE_FILE)
        storage, limits = self._admit(offer)
        if not self.containers.is_ready(project_id, storage.id):
            raise NotConsistent("the project's container is being made")
        upload = self._new(caller, project_id, storage, limits, offer)
        self.uploads.add(upload, caller)
        details = self.uploads.details(upload.id)
        if details is None:
            raise NotFound("Project")
        return details

    def _admit(self, offer: FileOffer) -> tuple[StorageProvider, ChunkLimits]:
        faults = Faults()
        with faults:
            storage = self._storage(offer.provider_id)
            with faults:
                admit = (
                    storage.limits.chunk_limits if offer.chunked else storage.limits.whole_limits
                )
                limits = admit(offer.size)
            if storage.is_deprecated:
                raise _deprecated()
        faults.raise_any()
        return storage, limits

    def _storage(self, provider_id: UUID | None) -> StorageProvider:
        if provider_id is None:
            return self.storages.default
        storage = self.storages.find(provider_id)
        if storage is not None:
            return storage
        if self.providers.get(provider_id) is not None:
            raise _deprecated()  # it left the environment: listed, and closed to new uploads
        raise NotFound("StorageProvider")

    def _new(
        self,
        caller: Caller,
        project_id: UUID,
        storage: StorageProvider,
        limits: ChunkLimits,
        offer: FileOffer,
    ) -> Upload:
        now = self.clock()
        return Upload(
            id=uuid4(),
            project_id=project_id,
            provider_id=storage.id,
            container=str(project_id),
            name=offer.name,
            content_type=offer.content_type,
            size=offer.size,
            chunked=offer.chunked,
            limits=limits,
            chunk_hash_algorithm=storage.policy.chunk_hash_algorithm,
            creator_id=caller.user.id,
            created_at=now,
            active_at=now,
        )


def _deprecated() -> ValidationFailed:
    return ValidationFailed([FieldError("storage_provider", "cannot be deprecated")])
