"""Grants a chunk: the hot path. One read, one judgement, one write, one signature.

Chunks of one upload may be asked for by many clients at once, on many hosts. Each is judged on the
upload as it would then stand, and recorded only where that judgement still holds; one that loses
such a race is judged again, at last with the upload locked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Conflict, ValidationFailed
from dds_upload.core.storage.abilities import Presigner
from dds_upload.core.storage.layout import chunk_key
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.grants import ChunkLedger, GrantContext
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
        context = self._record(caller, upload_id, offer) or self._record(caller, upload_id, offer)
        if context is None:
            with self.transactions.transaction():
                self.ledger.lock(upload_id)
                context = self._record(caller, upload_id, offer)
        if context is None:
            raise Conflict
        key = chunk_key(context.container, upload_id, offer.number)
        return self._presigner(context).sign_put(key, self.clock() + self.url_duration)

    def _record(self, caller: Caller, upload_id: UUID, offer: ChunkOffer) -> GrantContext | None:
        """What the chunk was granted on; None if somebody else was faster."""
        read = self.ledger.read(upload_id, offer.number, caller.user.id)
        context = takes_chunks(caller, read)
        former = context.former_sizes.get(offer.number)
        chunk, tally = judge_offer(context, offer, context.tally, former)
        within = None
        if former is None:
            within = leeway(context.tally, tally, limits=context.limits, file_size=context.size)
        self._presigner(context)
        recorded = self.ledger.record(context, chunk, tally, within, caller, self.clock())
        return context if recorded else None

    def _presigner(self, context: GrantContext) -> Presigner:
        return self.providers.get(context.provider_id).abilities.presigner
