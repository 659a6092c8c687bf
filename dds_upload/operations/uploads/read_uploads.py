"""Shows uploads, and signs the only PUT of uploads that are sent as a whole."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from dds_upload.core.accounts.roles import Permission
from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.core.uploads.records import UploadDetails, UploadRecords
from dds_upload.core.uploads.sealing import HEALING_LOOK_EVERY, SealRecords
from dds_upload.core.uploads.search import UploadSearch
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.operations.accounts.access import Access
from dds_upload.operations.uploads.find_upload import FindUpload, is_own


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadUploads:
    """Reads, and changes nothing."""

    find: FindUpload
    uploads: UploadRecords
    access: Access
    clock: Clock
    upload_expiry: timedelta

    def one(self, caller: Caller, upload_id: UUID) -> UploadDetails:
        """Raises NotFound and Forbidden."""
        return self.find.details(caller, upload_id, Permission.VIEW_PROJECT)

    def of_project(
        self, caller: Caller, project_id: UUID, search: UploadSearch, page: PageRequest
    ) -> Page[UploadDetails]:
        """The uploads that the search finds, newest first; raises NotFound and Forbidden."""
        self.access.require(caller, project_id, Permission.VIEW_PROJECT)
        now, idle_since = self._moments()
        found = self.uploads.page_of_project(
            project_id, search, page, now=now, idle_since=idle_since
        )
        return _as_of(idle_since, found)

    def of_caller(
        self, caller: Caller, search: UploadSearch, page: PageRequest
    ) -> Page[UploadDetails]:
        """The matching uploads that the caller began and may view, newest first."""
        now, idle_since = self._moments()
        found = self.uploads.page_of_caller(caller, search, page, now=now, idle_since=idle_since)
        return _as_of(idle_since, found)

    def _moments(self) -> tuple[datetime, datetime]:
        """Now, and the time since which an upload must have been idle to have expired."""
        now = self.clock()
        return now, now - self.upload_expiry


def _as_of(idle_since: datetime, page: Page[UploadDetails]) -> Page[UploadDetails]:
    return page.of([replace(it, upload=it.upload.as_of(idle_since)) for it in page.items])


@dataclass(frozen=True, slots=True)
class SignWholeUpload:
    """Signs the only PUT of an upload that is sent as one piece, for the caller that began it.

    A caller that may only view the project must not get a URL to write with.
    """

    providers: StorageProviders
    seals: SealRecords
    clock: Clock
    url_duration: timedelta

    def __call__(self, caller: Caller, upload: Upload) -> SignedRequest | None:
        """The signed PUT.

        None if there is nothing more to send, or no place for it (provider gone).
        """
        if upload.state is not UploadState.OPEN:
            return None
        return self._signed(caller, upload, self.clock() + self.url_duration)

    def again(self, caller: Caller, upload: Upload) -> SignedRequest | None:
        """The same for a damaged upload.

        Storage is compared soon after, to see whether the file came.
        """
        if not upload.is_damaged:
            return None
        now = self.clock()
        expires_at = now + self.url_duration
        signed = self._signed(caller, upload, expires_at)
        look_at = now + HEALING_LOOK_EVERY
        if signed is None or not self.seals.await_again(upload, expires_at, look_at):
            return None
        return signed

    def _signed(self, caller: Caller, upload: Upload, expires_at: datetime) -> SignedRequest | None:
        provider = self.providers.find(upload.provider_id)
        if upload.chunked or provider is None or not is_own(caller, upload.creator_id):
            return None
        return provider.abilities.presigner.sign_put(upload.whole_key, expires_at)
