"""Grants a chunk: the hot path. One read, one judgement, one write, one signature.

Chunks of one upload may be asked for by many clients at once, on many hosts. Each is judged on the
upload as it would then stand, and recorded only where that judgement still holds; one that loses
such a race is judged again, at last with the upload locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Conflict, ValidationFailed
from dds_upload.core.storage.abilities import Presigner
from dds_upload.core.storage.layout import chunk_key
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.grants import ChunkLedger
from dds_upload.core.uploads.tally import leeway
from dds_upload.operations.events.count_refusals import CountRefusals
from dds_upload.operations.uploads.chunk_offers import ChunkOffer, judge_offer, takes_chunks


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantChunk:
    """Answers a chunk's offer with the signed URL to send it to."""

    ledger: ChunkLedger
    transactions: Transactions
    providers: StorageProviders
    clock: Clock
    url_duration: timedelta
    count_refusal: CountRefusals

    def __call__(self, caller: Caller, upload_id: UUID, offer: ChunkOffer) -> SignedRequest:
        """Raises NotFound, Forbidden, ValidationFailed, StorageUnavailable (provider gone)."""
        try:
            return self._grant(caller, upload_id, offer)
        except ValidationFailed as error:
            self.count_refusal(caller, upload_id, error)
            raise

    def _grant(self, caller: Caller, upload_id: UUID, offer: ChunkOffer) -> SignedRequest:
        granted = self._record(caller, upload_id, offer) or self._record(caller, upload_id, offer)
        if granted is None:
            with self.transactions.transaction():
                self.ledger.lock(upload_id)
                granted = self._record(caller, upload_id, offer)
        if granted is None:
            raise Conflict
        return granted.presigner.sign_put(granted.key, granted.expires_at)

    def _record(self, caller: Caller, upload_id: UUID, offer: ChunkOffer) -> _Granted | None:
        """What is to be signed; None if somebody else was faster."""
        read = self.ledger.read(upload_id, offer.number, caller.user.id)
        context = takes_chunks(caller, read)
        former = context.former.get(offer.number)
        chunk, tally = judge_offer(context, offer, context.tally, former)
        within = None
        if former is None:
            within = leeway(context.tally, tally, limits=context.limits, file_size=context.size)
        abilities, now = self.providers.get(context.provider_id).abilities, self.clock()
        # When a URL ends is written down before there is the URL.
        expires_at = now + self.url_duration
        ends_at = expires_at if abilities.takes_bytes_by_itself else None
        recorded = self.ledger.record(
            context, chunk, tally, within, caller, now, urls_end_at=ends_at
        )
        key = chunk_key(context.container, upload_id, chunk.number, chunk.promise)
        return _Granted(abilities.presigner, key, expires_at) if recorded else None


@dataclass(frozen=True, slots=True)
class _Granted:
    presigner: Presigner
    key: ObjectKey
    expires_at: datetime
