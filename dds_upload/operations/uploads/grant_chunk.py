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
from dds_upload.core.errors import Conflict, Faults, Forbidden, NotFound, ValidationFailed
from dds_upload.core.reasons import Kind, Reason
from dds_upload.core.storage.abilities import Presigner
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.layout import chunk_key
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.grants import ChunkLedger, GrantContext
from dds_upload.core.uploads.tally import Leeway, Tally, judge, leeway
from dds_upload.core.uploads.upload import GONE, UploadState
from dds_upload.operations.accounts.access import may
from dds_upload.operations.events.count_refusals import CountRefusals
from dds_upload.operations.uploads.find_upload import gone, is_own, permission_to_write
from dds_upload.operations.uploads.reported_digest import CHUNK_DIGEST, reported_digest

#: No chunk of these has a number, and nothing shows them to those who number chunks.
_UNKNOWN = frozenset({Addressing.WHOLE, Addressing.OFFSET})


@dataclass(frozen=True, slots=True)
class ChunkOffer:
    """A chunk as a client offers it; the size in bytes, the digest as it was spelled."""

    number: int
    size: int
    algorithm: str
    value: str


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
        context = self.ledger.read(upload_id, offer.number, caller.user.id)
        if context is None or context.addressing in _UNKNOWN:
            raise NotFound(Kind.UPLOAD)
        if context.state in GONE:
            raise gone(context.state) if _is_allowed(caller, context) else NotFound(Kind.UPLOAD)
        _check_permission(caller, context)
        if context.state is not UploadState.OPEN:
            raise ValidationFailed.of(Reason.UPLOAD_CLOSED, state=context.state.value)
        digest, tally = _judge(context, offer)
        self._presigner(context)
        chunk = Chunk(offer.number, offer.size, digest)
        recorded = self.ledger.record(
            context, chunk, tally, _leeway(context, offer), caller, self.clock()
        )
        return context if recorded else None

    def _presigner(self, context: GrantContext) -> Presigner:
        return self.providers.get(context.provider_id).abilities.presigner


def _is_allowed(caller: Caller, context: GrantContext) -> bool:
    if context.project_id is None:
        return is_own(caller, context.creator_id)
    permission = permission_to_write(caller, context.creator_id)
    return may(caller, context.auth_role, permission)


def _check_permission(caller: Caller, context: GrantContext) -> None:
    if not _is_allowed(caller, context):
        raise NotFound(Kind.UPLOAD) if context.project_id is None else Forbidden()


def _judge(context: GrantContext, offer: ChunkOffer) -> tuple[Digest, Tally]:
    faults = Faults()
    with faults:
        digest = reported_digest(
            offer.algorithm, offer.value, CHUNK_DIGEST, only=context.chunk_hash_algorithm
        )
    with faults:
        tally = judge(
            offer.number,
            offer.size,
            former_size=context.former_size,
            tally=context.tally,
            limits=context.limits,
            file_size=context.size,
        )
    faults.raise_any()
    return digest, tally


def _leeway(context: GrantContext, offer: ChunkOffer) -> Leeway:
    return leeway(
        offer.number,
        offer.size,
        tally=context.tally,
        limits=context.limits,
        file_size=context.size,
    )
