"""Judges chunks that clients offer to an upload, one or many."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import Forbidden, NotFound, ValidationFailed
from dds_upload.core.faults import Faults
from dds_upload.core.reasons import Field, Kind, Reason
from dds_upload.core.storage.digest import Digest
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.chunk import Chunk
from dds_upload.core.uploads.grants import GrantContext, UploadFacts
from dds_upload.core.uploads.tally import Tally, judge
from dds_upload.core.uploads.upload import GONE, UploadState
from dds_upload.operations.accounts.access import may
from dds_upload.operations.uploads.find_upload import gone, is_own, permission_to_write
from dds_upload.operations.uploads.reported_digest import CHUNK_DIGEST, reported_digest

#: Chunks of these uploads have no numbers, and callers that number chunks do not find them.
_UNKNOWN = frozenset({Addressing.WHOLE, Addressing.OFFSET})


@dataclass(frozen=True, slots=True)
class ChunkOffer:
    """A chunk as a client offers it; the size in bytes, the digest as the client spelled it."""

    number: int
    size: int
    algorithm: str
    value: str


def takes_chunks(
    caller: Caller, context: GrantContext | None, idle_since: datetime
) -> GrantContext:
    """The same context, if the caller may send chunks to that upload now.

    An open upload without activity since `idle_since` has expired.

    Raises NotFound, Forbidden, and ValidationFailed for an upload that is neither open nor damaged.
    """
    if context is None or context.addressing in _UNKNOWN:
        raise NotFound(Kind.UPLOAD)
    context = context.as_of(idle_since)
    if context.state in GONE:
        raise gone(context.state) if _is_allowed(caller, context) else NotFound(Kind.UPLOAD)
    if not _is_allowed(caller, context):
        raise NotFound(Kind.UPLOAD) if context.project_id is None else Forbidden()
    if context.state is not UploadState.OPEN and not context.is_damaged:
        raise ValidationFailed.of(Reason.UPLOAD_CLOSED, state=context.state.value)
    return context


def judge_offer(
    facts: UploadFacts, offer: ChunkOffer, tally: Tally, former: Chunk | None
) -> tuple[Chunk, Tally]:
    """The chunk, and the tally with it; `former` is the chunk that it replaces.

    Raises ValidationFailed with all faults at once.
    """
    faults = Faults()
    with faults:
        digest = reported_digest(
            offer.algorithm, offer.value, CHUNK_DIGEST, only=facts.chunk_hash_algorithm
        )
    with faults:
        after = judge(
            offer.number,
            offer.size,
            former_size=former.size if former else None,
            tally=tally,
            limits=facts.limits,
            file_size=facts.size,
        )
    faults.raise_any()
    return Chunk(offer.number, offer.size, digest, _is_named(former, digest)), after


def judge_again(context: GrantContext, offer: ChunkOffer, former: Chunk | None) -> Chunk:
    """The chunk of a damaged upload, which takes only lost chunks, as they were announced.

    Raises ValidationFailed for any other chunk.
    """
    lost = context.failure.details.get("chunks", ()) if context.failure else ()
    digest = reported_digest(
        offer.algorithm, offer.value, CHUNK_DIGEST, only=context.chunk_hash_algorithm
    )
    same = former is not None and (former.size, former.digest) == (offer.size, digest)
    if former is None or not same or offer.number not in lost:
        raise ValidationFailed.of(Reason.CHUNK_NOT_DAMAGED, Field.NUMBER, number=offer.number)
    return former


def _is_named(former: Chunk | None, digest: Digest) -> bool:
    """Whether the name contains the digest.

    The same content keeps its name, as earlier releases made it.
    """
    return former is None or former.is_named or former.digest != digest


def _is_allowed(caller: Caller, context: GrantContext) -> bool:
    if context.project_id is None:
        return is_own(caller, context.creator_id)
    permission = permission_to_write(caller, context.creator_id)
    return may(caller, context.auth_role, permission)
