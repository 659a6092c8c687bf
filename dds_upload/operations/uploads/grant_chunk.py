"""Grants a chunk: in one statement if possible, otherwise on the reading path."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.accounts.senders import Sender
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.operations.uploads.chunk_offers import ChunkOffer
from dds_upload.operations.uploads.grant_at_once import GrantAtOnce
from dds_upload.operations.uploads.grant_chunks import GrantChunks


@dataclass(frozen=True, slots=True)
class GrantChunk:
    """Answers a chunk's offer with the signed URL to send it to."""

    at_once: GrantAtOnce
    reading: GrantChunks

    def __call__(self, sender: Sender, upload_id: UUID, offer: ChunkOffer) -> SignedRequest:
        """The signed URL.

        Raises NotFound, Forbidden, ValidationFailed, StorageUnavailable (provider gone).

        Also raises what finding the caller raises.
        """
        signed = self.at_once(sender.claims, upload_id, offer) if sender.claims else None
        if signed is not None:
            return signed
        (answer,) = self.reading(sender.caller(), upload_id, [offer])
        if isinstance(answer, ValidationFailed):
            raise answer
        return answer
