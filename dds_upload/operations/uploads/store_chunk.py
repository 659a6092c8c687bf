"""Takes bytes that a signed URL of ours allows in, and reads back what one allows out.

The hash is taken while the bytes stream; they are published only if size and digest are those
promised. No database connection is held while bytes move.
"""

from __future__ import annotations

from dataclasses import dataclass

from dds_upload.core.errors import (
    ContentMismatch,
    Forbidden,
    NotFound,
    ObjectMissing,
    StorageUnavailable,
)
from dds_upload.core.reasons import Kind
from dds_upload.core.storage.abilities import ByteSource
from dds_upload.core.storage.layout import chunk_of
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.providers import StorageProvider
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.grants import ChunkLedger, Grant
from dds_upload.core.uploads.upload import BYTES_GO, UploadState


@dataclass(frozen=True, slots=True)
class StoreChunk:
    """Stores the bytes of one granted chunk, or of an upload that is sent as one piece."""

    ledger: ChunkLedger
    transactions: Transactions

    def promise(self, storage: StorageProvider, key: ObjectKey) -> Grant | None:
        """What was promised for that object; None where nothing ever was."""
        named = chunk_of(key)
        promise = named and self.ledger.promise(storage.id, *named)
        self.transactions.release()
        return promise or None

    def __call__(
        self,
        storage: StorageProvider,
        key: ObjectKey,
        promise: Grant,
        source: ByteSource,
        length: int,
    ) -> None:
        """Stream `length` bytes in; returns once they are durable.

        Raises Forbidden (the upload takes no more bytes), ContentMismatch, StorageUnavailable.
        """
        if promise.state is not UploadState.OPEN:
            raise Forbidden("the upload takes no more bytes")
        if length != promise.size:
            raise ContentMismatch(f"{promise.size} bytes were announced, not {length}")
        try:
            storage.abilities.store.put(
                key,
                source,
                size=promise.size,
                digest=promise.digest,
                algorithm=promise.chunk_hash_algorithm,
            )
        except ObjectMissing as error:  # its container was there when the upload began
            raise StorageUnavailable("the upload's container is gone") from error
        self._remove_if_gone(storage, key, promise)

    def _remove_if_gone(self, storage: StorageProvider, key: ObjectKey, promise: Grant) -> None:
        """An upload given up while its bytes arrived has been swept already; sweep behind it."""
        after = self.ledger.promise(storage.id, promise.upload_id, promise.number)
        self.transactions.release()
        if after is None or after.state in BYTES_GO:
            storage.abilities.store.remove(key)
            raise NotFound(Kind.UPLOAD)
