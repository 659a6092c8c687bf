"""The words of Sentry's API for what core has codes for; sentry-cli shows them as they are."""

from __future__ import annotations

from dds_upload.core.reasons import Reason, Refusal
from dds_upload.operations.blobs.chunk_batch import BatchFault
from dds_upload.web.words import PLAIN, Words

STORAGE = "The storage provider is unavailable"
BUSY = "The service is busy, try again"

WORDS = Words(
    {
        **PLAIN,
        Reason.TOKEN_MISSING: "Authentication credentials were not provided.",
        Reason.TOKEN_EXPIRED: "Invalid token",
        Reason.TOKEN_INVALID: "Invalid token",
        Reason.KIND_UNSUPPORTED: "{kind} are not supported by this installation",
        Reason.STORAGE_REFUSED: STORAGE,
        Reason.DATABASE_UNAVAILABLE: BUSY,
    }
)

#: Of the chunks of one request.
BATCH = {
    BatchFault.TOO_MANY_CHUNKS: "Too many chunks",
    BatchFault.CHUNK_TOO_LARGE: "Chunk size too large",
    BatchFault.BATCH_TOO_LARGE: "Request too large",
    BatchFault.DIGEST_DIFFERS: "Checksum mismatch",
}


def say(refusal: Refusal) -> str:
    """What the answer about a file says of its failure; kinds of files are words there."""
    if refusal.reason is Reason.KIND_UNSUPPORTED:
        kind = str(refusal.details["kind"]).replace("_", " ")
        refusal = Refusal.of(Reason.KIND_UNSUPPORTED, kind=kind)
    return WORDS.say(refusal)
