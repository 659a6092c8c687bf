"""The records of uploads, their chunks and their digests."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.authorship import Audit
from dds_upload.core.accounts.users import Caller
from dds_upload.core.paging import Page, PageRequest
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.records import ProviderRecord
from dds_upload.core.uploads.chunk import ListedChunk
from dds_upload.core.uploads.digests import ReportedDigest
from dds_upload.core.uploads.search import UploadSearch
from dds_upload.core.uploads.upload import Upload, UploadState


@dataclass(frozen=True, slots=True)
class UploadDetails:
    """An upload with everything that its client wants to read."""

    upload: Upload
    project_name: str | None
    provider: ProviderRecord
    chunks: Sequence[ListedChunk]
    digests: Sequence[ReportedDigest]
    audit: Audit


class UploadRecords(Protocol):
    """Uploads as their clients create, read and complete them."""

    def add(self, uploads: Sequence[Upload], caller: Caller) -> None:
        """Remember new uploads, in a few statements, however many there are.

        `key` belongs to one alone.

        Raises ValidationFailed (`size`) if they are more than a user may have open.
        """
        ...

    def get(self, upload_id: UUID) -> Upload | None:
        """The upload, also one whose bytes are to be removed; None in a deleted project."""
        ...

    def details(self, upload_id: UUID) -> UploadDetails | None:
        """The upload with its chunks and digests, in a constant number of queries."""
        ...

    def page_of_project(
        self,
        project_id: UUID,
        search: UploadSearch,
        page: PageRequest,
        *,
        now: datetime,
        idle_since: datetime,
    ) -> Page[UploadDetails]:
        """A page of the project's uploads that match the search, as core.paging describes it.

        In few queries. An open upload without activity since `idle_since` is found as an expired
        one.
        """
        ...

    def page_of_caller(
        self,
        caller: Caller,
        search: UploadSearch,
        page: PageRequest,
        *,
        now: datetime,
        idle_since: datetime,
    ) -> Page[UploadDetails]:
        """The same for all uploads that the caller began and may see, in any project."""
        ...

    def begin_assembly(
        self,
        upload: Upload,
        claimed: Digest | None,
        caller: Caller,
        now: datetime,
        urls_end_at: datetime | None = None,
    ) -> bool:
        """Open -> assembling with the client's digest, if the upload is still at its revision.

        `urls_end_at`: until when storage may still take bytes by signed URLs.
        """
        ...

    def add_digest(self, upload_id: UUID, digest: Digest, caller: Caller, now: datetime) -> None:
        """Add a digest that a client reports."""
        ...

    def is_used(self, upload_ids: Collection[UUID], deleted_until: datetime | None) -> bool:
        """Whether one of them has a version that exists, or was deleted later (None: ever)."""
        ...

    def purge(self, uploads: Sequence[Upload], caller: Caller, now: datetime) -> None:
        """Complete -> purged for all of these, which are locked.

        Their bytes are due for removal.
        """
        ...

    def discard(self, upload: Upload, target: UploadState, caller: Caller, now: datetime) -> bool:
        """To aborted or purged, if still in the upload's state; its bytes are due for removal."""
        ...
