"""Begins an upload into a project: this is where a file is accepted or refused."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from uuid import UUID

from dds_upload.core.accounts.request_keys import RequestKey
from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import NotConsistent, NotFound, ValidationFailed
from dds_upload.core.faults import Faults
from dds_upload.core.reasons import Field, Kind, Reason
from dds_upload.core.storage.providers import StorageProvider, StorageProviders
from dds_upload.core.storage.records import ContainerRecords, ProviderRecords
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.records import UploadDetails, UploadRecords
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.accounts.access import Access
from dds_upload.operations.storage.check_quota import check_quota
from dds_upload.operations.uploads.begin_once import BeginOnce
from dds_upload.operations.uploads.begin_upload import BeginUpload, NewUpload


@dataclass(frozen=True, slots=True)
class FileOffer:
    """A file as a client offers it.

    Size in bytes; without a provider it goes to the default one.
    """

    name: str
    content_type: str
    size: int
    chunked: bool = True
    provider_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateUpload:
    """For a file in a project whose pieces have numbers, or which is sent as a whole."""

    begin_upload: BeginUpload
    once: BeginOnce
    uploads: UploadRecords
    access: Access
    provider_records: ProviderRecords
    containers: ContainerRecords
    providers: StorageProviders

    def __call__(
        self, caller: Caller, project_id: UUID, offer: FileOffer, key: RequestKey | None = None
    ) -> UploadDetails:
        """The upload with its limits; with a key, the one that was begun with it before.

        Faults that will never pass are reported before those that may. Raises NotFound, Forbidden,
        KeyReused, ValidationFailed, StorageUnavailable while the limits of the storage are not
        known, StorageRefused if an operator has to mend it, and NotConsistent while the project's
        container is being made.
        """
        return self.shown(self.begin(caller, project_id, offer, key).id)

    def begin(
        self, caller: Caller, project_id: UUID, offer: FileOffer, key: RequestKey | None = None
    ) -> Upload:
        """The same, giving the upload alone."""
        self.access.require(caller, project_id, Permission.CREATE_FILE)
        judge = partial(self._judge, caller, project_id, offer)
        return self.once(caller, f"projects/{project_id.hex}/uploads", key, judge)

    def shown(self, upload_id: UUID) -> UploadDetails:
        """The details of an upload that was begun just now."""
        details = self.uploads.details(upload_id)
        if details is None:
            raise NotFound(Kind.PROJECT)
        return details

    def _judge(self, caller: Caller, project_id: UUID, offer: FileOffer) -> Upload:
        provider, upload = self._admit(caller, project_id, offer)
        if not self.containers.is_ready(project_id, provider.id):
            if provider.abilities.self_check is not None:
                provider.abilities.self_check.check()
            raise NotConsistent
        return upload

    def _admit(
        self, caller: Caller, project_id: UUID, offer: FileOffer
    ) -> tuple[StorageProvider, Upload]:
        provider, faults = self._provider(offer.provider_id), Faults()
        with faults:
            if provider.is_deprecated:
                raise _deprecated()
        if not provider.limits.is_known:
            faults.raise_any()
        with faults:
            upload = self.begin_upload.judge(caller, provider, _new_upload(project_id, offer))
        faults.raise_any()
        check_quota(provider, upload.size, upload.container)
        return provider, upload

    def _provider(self, provider_id: UUID | None) -> StorageProvider:
        if provider_id is None:
            return self.providers.default
        provider = self.providers.find(provider_id)
        if provider is not None:
            return provider
        if self.provider_records.get(provider_id) is not None:
            raise _deprecated()  # it left the environment: listed, and closed to new uploads
        raise NotFound(Kind.STORAGE_PROVIDER)


def _new_upload(project_id: UUID, offer: FileOffer) -> NewUpload:
    return NewUpload(
        size=offer.size,
        addressing=Addressing.NUMBER if offer.chunked else Addressing.WHOLE,
        name=offer.name,
        content_type=offer.content_type,
        project_id=project_id,
    )


def _deprecated() -> ValidationFailed:
    return ValidationFailed.of(Reason.PROVIDER_DEPRECATED, Field.STORAGE_PROVIDER)
