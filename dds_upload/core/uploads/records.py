"""What is remembered of uploads, their chunks and their digests."""

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
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.digests import ReportedDigest
from dds_upload.core.uploads.search import UploadSearch
from dds_upload.core.uploads.upload import Upload, UploadState


@dataclass(frozen=True, slots=True)
class UploadDetails:
    """An upload with all that its client wants to read."""

    upload: Upload
    project_name: str | None
    provider: ProviderRecord
    chunks: Sequence[Chunk]
    digests: Sequence[ReportedDigest]
    audit: Audit


class UploadRecords(Protocol):
    """Uploads as their clients create, read and complete them."""

    def add(self, uploads: Sequence[Upload], caller: Caller) -> None:
        """Remember new uploads, in few statements, whatever their number.

        Raises ValidationFailed (`size`) where that is more than a user may have open.
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
        """What the search finds of the project's uploads, as core.paging has it, in few queries.

        One that is open without activity since `idle_since` is found as one that has expired.
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
        """The same of all uploads that the caller began and may see, whatever their project."""
        ...

    def begin_assembly(
        self,
        upload: Upload,
        claimed: Digest | None,
        caller: Caller,
        now: datetime,
        urls_end_at: datetime | None = None,
    ) -> bool:
        """Open -> assembling with the client's digest, if still at the upload's revision.

        `urls_end_at`: until when storage may still take bytes by signed URLs.
        """
        ...

    def add_digest(self, upload_id: UUID, digest: Digest, caller: Caller, now: datetime) -> None:
        """One more digest that a client reports."""
        ...

    def is_used(self, upload_ids: Collection[UUID], deleted_until: datetime | None) -> bool:
        """Whether a version is made of one of them that is there, or deleted later (None: ever)."""
        ...

    def purge(self, uploads: Sequence[Upload], caller: Caller, now: datetime) -> None:
        """Complete -> purged for all of these, which are held; their bytes are due for removal."""
        ...

    def discard(self, upload: Upload, target: UploadState, caller: Caller, now: datetime) -> bool:
        """To aborted or purged, if still in the upload's state; its bytes are due for removal."""
        ...
