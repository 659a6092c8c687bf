"""The records of files that were requested by content, and of their destinations."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.content.deliveries import FolderKey, NamedEntry, NewFile, NewFolder
from dds_upload.core.content.processing import DerivedFile
from dds_upload.core.content.requests import (
    Destination,
    DestinationKey,
    FileKey,
    FileRequest,
    Findings,
    NewAssembly,
    RequestedFile,
)
from dds_upload.core.failure import Failure


class RequestedFileRecords(Protocol):
    """Requested files; each call is a few statements, however many files it is about."""

    def find(
        self, organization_id: UUID, keys: Collection[FileKey]
    ) -> Mapping[FileKey, RequestedFile]:
        """The files that were requested before."""
        ...

    def hold(
        self, organization_id: UUID, files: Sequence[FileRequest], now: datetime
    ) -> Mapping[FileKey, RequestedFile]:
        """Lock these files until the transaction ends, so that no other request decides about them.

        Gives all of them as they are now; new ones have no upload.
        """
        ...

    def begin(
        self,
        requested: Mapping[FileKey, RequestedFile],
        new_assemblies: Sequence[NewAssembly],
        caller: Caller,
    ) -> None:
        """Inside that transaction: remember the uploads, which are due at once.

        If an upload takes over from a failed one, that one is purged. Raises Conflict if a blob is
        gone.
        """
        ...

    def destined(
        self, requested_file_ids: Collection[UUID], project_ids: Collection[UUID]
    ) -> Collection[tuple[UUID, DestinationKey]]:
        """The destinations in these projects of files that are not finished, by the files' ids."""
        ...

    def add_destinations(
        self, destinations: Sequence[tuple[UUID, Destination]], now: datetime
    ) -> None:
        """Add destinations of unfinished files; destinations that exist are left as they are."""
        ...

    def forget_failures(self, organization_id: UUID, blob_ids: Collection[UUID]) -> None:
        """Forget failures of files with these chunks, which arrived again: they are judged anew."""
        ...


class ContentUploadRecords(Protocol):
    """Uploads by content, as the worker makes them."""

    def kind(self, upload_id: UUID) -> str | None:
        """The kind of the requested file; None if no organisation requests it any more."""
        ...

    def destinations(self, upload_id: UUID, *, hold: bool = False) -> Sequence[Destination]:
        """The destinations that the file has not reached yet.

        With `hold`, inside a transaction: no other one adds any until it ends.
        """
        ...

    def forget_destinations(self, upload_id: UUID) -> None:
        """Forget destinations that were reached; by the transaction that locked them."""
        ...

    def report(
        self,
        upload_id: UUID,
        findings: Findings | None,
        fault: Failure | None,
        derived: Sequence[DerivedFile],
        now: datetime,
    ) -> None:
        """Remember the results of processing; by the transaction that finishes the upload."""
        ...

    def derived(self, upload_id: UUID) -> Sequence[DerivedFile]:
        """The files that were derived from the upload, by kind."""
        ...


class DeliveryRecords(Protocol):
    """Project trees as finished files are put into them.

    A caller that writes locks the projects first.
    """

    def present(
        self, upload_ids: Collection[UUID], project_ids: Collection[UUID]
    ) -> Collection[tuple[UUID, DestinationKey]]:
        """The files in these projects whose content is one of these uploads, by upload.

        The id is the debug id that a file was delivered for; None if it was delivered without one.
        """
        ...

    def named(self, parents: Collection[FolderKey], names: Collection[str]) -> Sequence[NamedEntry]:
        """Folders and files of these names directly in these folders, the oldest first."""
        ...

    def add_folders(self, folders: Sequence[NewFolder], now: datetime) -> None:
        """Make folders; a parent comes before the folders in it."""
        ...

    def add_files(self, files: Sequence[NewFile], now: datetime) -> None:
        """Make a file of each upload. Raises Conflict unless all uploads are complete.

        Until the transaction ends no upload can be purged. A caller that judged that before judges
        again.
        """
        ...
