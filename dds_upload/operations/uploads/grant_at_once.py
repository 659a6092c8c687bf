"""Grants a chunk of a new number in one statement: the hot path, and the one place made for speed.

For a large file this happens thousands of times, and nearly always in the same way: the chunk is
new, the upload is open, and the sender may send it. So nothing is read first. The facts of the
upload that never change are cached. The chunk is judged as if it were the first of its upload,
together with the tallies on which that judgement holds. The statement that writes the chunk checks
everything else, the sender's rights included, so that a revocation takes effect at once.

If the statement changes nothing, the reading path (`grant_chunks`) follows and finds the reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from dds_upload.core.accounts.tokens import Claims
from dds_upload.core.clock import Clock
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.health.measures import Measures
from dds_upload.core.remembered import Remembered
from dds_upload.core.storage.layout import chunk_key
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.core.uploads.grants import ChunkLedger, NewChunk, UploadFacts
from dds_upload.core.uploads.idleness import Idleness
from dds_upload.core.uploads.tally import Tally, leeway
from dds_upload.operations.uploads.chunk_offers import ChunkOffer, judge_offer
from dds_upload.operations.uploads.find_upload import permission_to_send

_NONE_YET = Tally()


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantAtOnce:
    """Answers a chunk's offer with the signed URL, or with None: nothing was changed."""

    ledger: ChunkLedger
    providers: StorageProviders
    idleness: Idleness
    clock: Clock
    url_duration: timedelta
    known: Remembered[UUID, UploadFacts]
    measures: Measures

    def __call__(self, sender: Claims, upload_id: UUID, offer: ChunkOffer) -> SignedRequest | None:
        """The signed URL, or None. Raises StorageUnavailable if the URL cannot be signed."""
        facts = self.known.get(upload_id)
        provider = self.providers.find(facts.provider_id) if facts else None
        if facts is None or provider is None:
            return None
        try:
            new = _judge(sender, facts, offer)
        except ValidationFailed:
            return None
        now = self.clock()
        # When the URL ends is written down before there is the URL.
        expires_at = now + self.url_duration
        ends_at = expires_at if provider.abilities.takes_bytes_by_itself else None
        idle_since = self.idleness.since()
        if not self.ledger.add(new, now, idle_since=idle_since, urls_end_at=ends_at):
            return None
        self.measures.granted(provider=provider.slug)
        key = chunk_key(facts.container, upload_id, offer.number, new.chunk.digest_in_name)
        return provider.abilities.presigner.sign_put(key, expires_at)


def _judge(sender: Claims, facts: UploadFacts, offer: ChunkOffer) -> NewChunk:
    """The chunk, judged as the first of the upload, and the tallies with the same result."""
    chunk, after = judge_offer(facts, offer, _NONE_YET, None)
    return NewChunk(
        facts=facts,
        chunk=chunk,
        within=leeway(_NONE_YET, after, limits=facts.limits, file_size=facts.size),
        short=after.short,
        sender=sender,
        permission=permission_to_send(own=sender.user_id == facts.creator_id),
    )
