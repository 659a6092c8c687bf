"""The words of Sentry's API for core's codes; sentry-cli shows them as they are."""

from __future__ import annotations

from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.reasons import Reason, Refusal
from dds_upload.operations.blobs.chunk_batch import BatchFault
from dds_upload.web.words import PLAIN, PLAIN_FAILURES, Words

STORAGE = "The storage provider is unavailable"
BUSY = "The service is busy, try again"

#: sentry-cli knows these.
_DIFFERS = "Reported checksum mismatch"
_MISSING = "Not all chunks available for assembling"

WORDS = Words(
    {
        **PLAIN,
        Reason.TOKEN_MISSING: "Authentication credentials were not provided.",
        Reason.TOKEN_EXPIRED: "Invalid token",
        Reason.TOKEN_INVALID: "Invalid token",
        Reason.KIND_UNSUPPORTED: "{kind} are not supported by this installation",
        Reason.STORAGE_REFUSED: STORAGE,
        Reason.DATABASE_UNAVAILABLE: BUSY,
    },
    failures={
        **PLAIN_FAILURES,
        FailureCode.WHOLE_DIGEST_DIFFERS: _DIFFERS,
        FailureCode.WHOLE_SIZE_DIFFERS: _DIFFERS,
        FailureCode.WHOLE_MISSING: _MISSING,
        FailureCode.CHUNK_DIGEST_DIFFERS: _MISSING,
        FailureCode.CHUNK_SIZE_DIFFERS: _MISSING,
        FailureCode.CHUNK_MISSING: _MISSING,
        FailureCode.BYTES_LOST: _MISSING,
    },
)

#: The faults of the chunks of one request.
BATCH = {
    BatchFault.TOO_MANY_CHUNKS: "Too many chunks",
    BatchFault.CHUNK_TOO_LARGE: "Chunk size too large",
    BatchFault.BATCH_TOO_LARGE: "Request too large",
    BatchFault.DIGEST_DIFFERS: "Checksum mismatch",
}


def say(refusal: Refusal | Failure) -> str:
    """The sentence for a file's failure; kinds of files are words there."""
    if isinstance(refusal, Failure):
        return WORDS.say_failure(refusal)
    if refusal.reason is Reason.KIND_UNSUPPORTED:
        kind = str(refusal.details["kind"]).replace("_", " ")
        refusal = Refusal.of(Reason.KIND_UNSUPPORTED, kind=kind)
    return WORDS.say(refusal)
