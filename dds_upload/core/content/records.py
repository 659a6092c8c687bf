"""What is remembered of files that were asked for by content, and where they are to go."""

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
    """Files as their clients ask for them; each call is few statements, whatever their number."""

    def find(
        self, organization_id: UUID, keys: Collection[FileKey]
    ) -> Mapping[FileKey, RequestedFile]:
        """What was asked for before."""
        ...

    def hold(
        self, organization_id: UUID, files: Sequence[FileRequest], now: datetime
    ) -> Mapping[FileKey, RequestedFile]:
        """Inside a transaction: until it ends, nobody else decides about these files.

        Gives all of them as they now are; those that were new have no upload.
        """
        ...

    def begin(
        self,
        requested: Mapping[FileKey, RequestedFile],
        new_assemblies: Sequence[NewAssembly],
        caller: Caller,
    ) -> None:
        """Inside that transaction: remember the uploads, which are due at once.

        A failed upload that one takes over from is purged. Raises Conflict where a blob is gone.
        """
        ...

    def destined(
        self, requested_file_ids: Collection[UUID], project_ids: Collection[UUID]
    ) -> Collection[tuple[UUID, DestinationKey]]:
        """Where in these projects files that are under way are to go, by their ids."""
        ...

    def add_destinations(
        self, destinations: Sequence[tuple[UUID, Destination]], now: datetime
    ) -> None:
        """Let files that are under way go there too; where they do already, nothing changes."""
        ...

    def forget_failures(self, organization_id: UUID, blob_ids: Collection[UUID]) -> None:
        """Chunks arrived again: files that failed with them are judged anew when asked for."""
        ...


class ContentUploadRecords(Protocol):
    """Files by content as the worker makes them."""

    def kind(self, upload_id: UUID) -> str | None:
        """What kind of file it is; None where nobody asks for it any more."""
        ...

    def destinations(self, upload_id: UUID, *, hold: bool = False) -> Sequence[Destination]:
        """Where it is still to go.

        `hold`, inside a transaction: nobody adds any until it ends.
        """
        ...

    def forget_destinations(self, upload_id: UUID) -> None:
        """It went there; by the transaction that held them."""
        ...

    def report(
        self,
        upload_id: UUID,
        findings: Findings | None,
        fault: Failure | None,
        derived: Sequence[DerivedFile],
        now: datetime,
    ) -> None:
        """What processing found and made; by the transaction that finishes the upload."""
        ...

    def derived(self, upload_id: UUID) -> Sequence[DerivedFile]:
        """What was made of it, by kind."""
        ...


class DeliveryRecords(Protocol):
    """Project trees as finished files are put into them. Who writes holds the projects first."""

    def present(
        self, upload_ids: Collection[UUID], project_ids: Collection[UUID]
    ) -> Collection[tuple[UUID, DestinationKey]]:
        """The files in these projects whose content are these uploads, by upload and as named.

        The id is the one a file was delivered for, None where it came without one.
        """
        ...

    def named(self, parents: Collection[FolderKey], names: Collection[str]) -> Sequence[NamedEntry]:
        """Folders and files of these names directly in these folders, the oldest first."""
        ...

    def add_folders(self, folders: Sequence[NewFolder], now: datetime) -> None:
        """Make folders, each behind the one it lies in."""
        ...

    def add_files(self, files: Sequence[NewFile], now: datetime) -> None:
        """Make a file of each upload. Raises Conflict unless all are complete.

        Nobody can purge them until the transaction ends; who judged that before has to do so again.
        """
        ...
