"""Stores the bytes that a client sends to a signed URL of this service.

They are hashed while they stream, and published only if size and digest are those of the grant. No
database connection is held while bytes move.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.errors import (
    ContentMismatch,
    Forbidden,
    NotFound,
    ObjectMissing,
    StorageUnavailable,
)
from dds_upload.core.reasons import Kind, Reason
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.layout import chunk_of
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.object_store import ByteSource
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.uploads.grants import ChunkLedger, Grant
from dds_upload.core.uploads.idleness import Idleness
from dds_upload.core.uploads.upload import BYTES_GO, UploadState
from dds_upload.operations.events.count_refusals import CountRefusals
from dds_upload.operations.uploads.find_upload import gone


@dataclass(frozen=True, slots=True)
class StoreChunk:
    """Stores the bytes of one granted chunk, or of an upload that is sent as one piece."""

    ledger: ChunkLedger
    count_refusal: CountRefusals
    idleness: Idleness

    def granted(self, provider: StorageProvider, key: ObjectKey) -> Grant | None:
        """The last grant for that chunk; None if there never was one."""
        named = chunk_of(key)
        return named and self._granted(provider, named.upload_id, named.number)

    def __call__(
        self,
        provider: StorageProvider,
        key: ObjectKey,
        grant: Grant,
        source: ByteSource,
        length: int,
    ) -> Digest:
        """Receive `length` bytes; gives their digest once they are durable.

        Raises Forbidden (the upload takes no more bytes, or other content was announced since),
        ContentMismatch, StorageUnavailable.
        """
        try:
            stored = self._store(provider, key, grant, source, length)
        except (Forbidden, ContentMismatch) as error:
            self.count_refusal(None, grant.upload_id, error)
            raise
        self._remove_if_late(provider, key, grant)
        return stored

    def _store(
        self,
        provider: StorageProvider,
        key: ObjectKey,
        grant: Grant,
        source: ByteSource,
        length: int,
    ) -> Digest:
        if grant.state is UploadState.EXPIRED:
            raise Forbidden(reason=Reason.UPLOAD_EXPIRED)
        if grant.state is not UploadState.OPEN and not grant.is_damaged:
            raise Forbidden(reason=Reason.UPLOAD_CLOSED, state=grant.state.value)
        if grant.key != key:
            raise Forbidden(reason=Reason.URL_SUPERSEDED)
        if length != grant.size:
            raise ContentMismatch(reason=Reason.CONTENT_SIZE_MISMATCH, size=grant.size)
        try:
            return provider.abilities.store.put(
                key,
                source,
                size=grant.size,
                digest=grant.digest,
                algorithm=grant.chunk_hash_algorithm,
            )
        except ObjectMissing as error:  # its container was there when the upload began
            raise StorageUnavailable("the upload's container is gone") from error

    def _remove_if_late(self, provider: StorageProvider, key: ObjectKey, grant: Grant) -> None:
        """Remove the bytes if their upload was given up or joined while they arrived.

        Its other bytes were removed by then. A superseded chunk of an open upload is removed when
        it is joined.
        """
        after = self._granted(provider, grant.upload_id, grant.number)
        if after is None or after.state in BYTES_GO:
            provider.abilities.store.remove(key)
            raise gone(after.state) if after else NotFound(Kind.UPLOAD)
        if after.key != key and after.state is not UploadState.OPEN:
            provider.abilities.store.remove(key)
            raise Forbidden(reason=Reason.URL_SUPERSEDED)

    def _granted(self, provider: StorageProvider, upload_id: UUID, number: int) -> Grant | None:
        found = self.ledger.granted(provider.id, upload_id, number)
        return found and found.as_of(self.idleness.since())
