"""Grants chunks of one upload, one or many, with the same number of statements.

Each chunk is judged on the tally that the one before it left, as if they had come one after the
other; a refused chunk changes nothing. All are judged in memory on rows that were read once, and
written in one statement, if the judgement still holds then: many clients, on many hosts, may ask
for chunks of one upload. A request that loses such a race is judged again, at last with the upload
locked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.errors import Conflict, ValidationFailed
from dds_upload.core.health.measures import Measures
from dds_upload.core.remembered import Remembered
from dds_upload.core.storage.layout import chunk_key
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.grants import ChunkLedger, GrantContext, UploadFacts
from dds_upload.core.uploads.idleness import Idleness
from dds_upload.core.uploads.tally import Leeway, Tally, leeway
from dds_upload.operations.events.count_refusals import CountRefusals
from dds_upload.operations.uploads.chunk_offers import (
    ChunkOffer,
    judge_again,
    judge_offer,
    takes_chunks,
)

#: A judged chunk, or the reason of its refusal.
Verdict = Chunk | ValidationFailed

#: The same, answered.
Answer = SignedRequest | ValidationFailed


@dataclass(frozen=True, slots=True)
class Judged:
    """A verdict on each offer, in their order, and the tally after all of them.

    `expires_at` is the end of the URLs that are signed for granted chunks.
    """

    context: GrantContext
    verdicts: Sequence[Verdict]
    tally: Tally
    expires_at: datetime

    @property
    def granted(self) -> Sequence[Chunk]:
        """The chunks to be recorded; if a number was offered twice, the last one."""
        chunks = (it for it in self.verdicts if isinstance(it, Chunk))
        return list({it.number: it for it in chunks}.values())

    @property
    def refusals(self) -> Sequence[ValidationFailed]:
        """The reasons why chunks were refused."""
        return [it for it in self.verdicts if isinstance(it, ValidationFailed)]

    def leeway(self, granted: Sequence[Chunk]) -> Leeway | None:
        """The leeway of all chunks; None unless all numbers are new and no chunk was refused."""
        context = self.context
        if context.former or len(granted) < len(self.verdicts):
            return None
        return leeway(context.tally, self.tally, limits=context.limits, file_size=context.size)


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantChunks:
    """Answers each offer with the signed URL to send the chunk to, or with a refusal."""

    ledger: ChunkLedger
    transactions: Transactions
    providers: StorageProviders
    idleness: Idleness
    clock: Clock
    url_duration: timedelta
    count_refusal: CountRefusals
    known: Remembered[UUID, UploadFacts]
    measures: Measures

    def __call__(
        self, caller: Caller, upload_id: UUID, offers: Sequence[ChunkOffer]
    ) -> Sequence[Answer]:
        """An answer to each offer, in their order.

        Raises only faults of the upload: NotFound, Forbidden, ValidationFailed if it is not open,
        StorageUnavailable (provider gone).
        """
        try:
            judged = self._grant(caller, upload_id, offers)
        except ValidationFailed as error:
            self.count_refusal(caller, upload_id, error)
            raise
        self.count_refusal.all(caller, upload_id, judged.refusals)
        self.known.put(upload_id, judged.context.facts)
        provider = self.providers.get(judged.context.provider_id)
        presigner, container = provider.abilities.presigner, judged.context.container

        def answer(verdict: Verdict) -> Answer:
            if not isinstance(verdict, Chunk):
                return verdict
            self.measures.granted(provider=provider.slug)
            key = chunk_key(container, upload_id, verdict.number, verdict.digest_in_name)
            return presigner.sign_put(key, judged.expires_at)

        return [answer(it) for it in judged.verdicts]

    def _grant(self, caller: Caller, upload_id: UUID, offers: Sequence[ChunkOffer]) -> Judged:
        judged = self._record(caller, upload_id, offers) or self._record(caller, upload_id, offers)
        if judged is None:
            with self.transactions.transaction():
                self.ledger.lock(upload_id)
                judged = self._record(caller, upload_id, offers)
        if judged is None:
            raise Conflict
        return judged

    def _record(
        self, caller: Caller, upload_id: UUID, offers: Sequence[ChunkOffer]
    ) -> Judged | None:
        """The verdicts that were recorded; None if another request was faster."""
        numbers = {it.number for it in offers}
        read = self.ledger.read_many(upload_id, numbers, caller.user.id)
        context, now = takes_chunks(caller, read, self.idleness.since()), self.clock()
        # When the URLs end is written down before there are the URLs.
        judged = _judge(context, offers, now + self.url_duration)
        provider = self.providers.get(context.provider_id)
        by_itself = provider.abilities.takes_bytes_by_itself
        granted = judged.granted
        recorded = not granted or self.ledger.record_many(
            judged.context,
            granted,
            judged.tally,
            judged.leeway(granted),
            caller,
            now,
            urls_end_at=judged.expires_at if by_itself else None,
        )
        return judged if recorded else None


def _judge(context: GrantContext, offers: Sequence[ChunkOffer], expires_at: datetime) -> Judged:
    tally, known = context.tally, dict(context.former)
    verdicts: list[Verdict] = []
    for offer in offers:
        former = known.get(offer.number)
        try:
            if context.is_damaged:
                chunk = judge_again(context, offer, former)
            else:
                chunk, tally = judge_offer(context, offer, tally, former)
        except ValidationFailed as refused:
            verdicts.append(refused)
        else:
            known[offer.number] = chunk
            verdicts.append(chunk)
    return Judged(context, verdicts, tally, expires_at)
