"""Decides whether a file can be made of the chunks an organisation owns, and begins its upload.

A fault that will never pass is reported before the client is asked for chunks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.blobs.blob import Blob
from dds_upload.core.blobs.records import BlobRecords
from dds_upload.core.clock import Clock
from dds_upload.core.content.processing import Processors
from dds_upload.core.content.requests import (
    FileKey,
    FileRequest,
    FilesRequest,
    NewAssembly,
    RequestedFileState,
    RequestedFileStatus,
)
from dds_upload.core.reasons import Reason, Refusal
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.policy import too_large, too_many_chunks
from dds_upload.core.storage.providers import StorageProvider, StorageProviders
from dds_upload.core.uploads.axes import Addressing, OutcomeKind
from dds_upload.operations.blobs.confirm_blobs import ConfirmBlobs
from dds_upload.operations.uploads.begin_upload import BeginUpload, NewUpload

_EMPTY = Digest.of("sha1", b"").value


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeFiles:
    """Judges many files at once; touches the chunks it finds, and marks those that storage lost.

    `file_max_size` is the operator's limit in bytes; None: the provider's alone.
    """

    blobs: BlobRecords
    confirm: ConfirmBlobs
    providers: StorageProviders
    processors: Processors
    begin: BeginUpload
    file_max_size: int | None
    clock: Clock

    def __call__(
        self, caller: Caller, request: FilesRequest, files: Sequence[FileRequest]
    ) -> Iterator[tuple[FileKey, RequestedFileStatus | NewAssembly]]:
        """The answer for each of these files, or the upload to begin, one after another.

        Raises StorageUnavailable while the limits of the storage are not known.
        """
        provider = self.providers.default
        refused = {file.key: self._refusal(file, provider) for file in files}
        wanted = [file for file in files if not refused[file.key]]
        owned = self._owned(request.organization_id, wanted, provider)
        for file in files:
            yield (
                file.key,
                refused[file.key]
                or self._shortage(file, owned, provider)
                or _badly_cut([owned[sha1] for sha1 in file.chunks], provider)
                or self._new_assembly(caller, request, file, [owned[it] for it in file.chunks]),
            )

    def _owned(
        self, organization_id: UUID, files: Sequence[FileRequest], provider: StorageProvider
    ) -> Mapping[str, Blob]:
        """The organisation's chunks of these files, by SHA-1.

        There may be hundreds of thousands.
        """
        wanted = [sha1 for file in files for sha1 in file.chunks]
        if not wanted:
            return {}
        found = self.blobs.owned(provider.id, organization_id, wanted, self.clock())
        lost = self.confirm(provider, (blob.segment for blob in found.values()))
        if not lost:
            return found
        return {sha1: blob for sha1, blob in found.items() if blob.key not in lost}

    def _refusal(self, file: FileRequest, provider: StorageProvider) -> RequestedFileStatus | None:
        """The fault of the request itself; None if it has none."""
        if not self.processors.takes(file.kind):
            return RequestedFileStatus.failed(Refusal.of(Reason.KIND_UNSUPPORTED, kind=file.kind))
        most = provider.limits().chunk_max_number
        if len(file.chunks) > most:
            return RequestedFileStatus.failed(too_many_chunks(most))
        if not file.chunks and file.checksum != _EMPTY:
            return RequestedFileStatus(RequestedFileState.MISSING)
        return None

    def _shortage(
        self, file: FileRequest, owned: Mapping[str, Blob], provider: StorageProvider
    ) -> RequestedFileStatus | None:
        """The fault if there are too many bytes, or too few chunks.

        A chunk counts as often as it is named.
        """
        size = sum(owned[sha1].fingerprint.size for sha1 in file.chunks if sha1 in owned)
        possible = provider.limits().file_max_size_bytes
        largest = min(possible, self.file_max_size or possible)
        if size > largest:
            return RequestedFileStatus.failed(too_large(largest))
        missing = dict.fromkeys(sha1 for sha1 in file.chunks if sha1 not in owned)
        if missing:
            return RequestedFileStatus(RequestedFileState.MISSING, missing=tuple(missing))
        return None

    def _new_assembly(
        self, caller: Caller, request: FilesRequest, file: FileRequest, blobs: Sequence[Blob]
    ) -> NewAssembly:
        """An upload of the only project that the file is for.

        For several projects, it belongs to none.
        """
        new = NewUpload(
            size=sum(blob.fingerprint.size for blob in blobs),
            addressing=Addressing.CONTENT,
            name=file.name,
            project_id=_only(request.project_ids),
            outcome=OutcomeKind.FILES,
            claimed=Digest("sha1", file.checksum),
        )
        upload = self.begin.judge(caller, self.providers.default, new)
        return NewAssembly(file, upload, [blob.id for blob in blobs])


def _badly_cut(blobs: Sequence[Blob], provider: StorageProvider) -> RequestedFileStatus | None:
    """Chunks before the last that are too small for storage; those without bytes are left out."""
    sizes = [blob.fingerprint.size for blob in blobs if blob.fingerprint.size]
    limits = provider.limits()
    if all(size >= limits.chunk_min_size_bytes for size in sizes[:-1]):
        return None
    return RequestedFileStatus.failed(limits.chunk_limits(sum(sizes)).wrong_size())


def _only(project_ids: Sequence[UUID]) -> UUID | None:
    return project_ids[0] if len(project_ids) == 1 else None
