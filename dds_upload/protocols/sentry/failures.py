"""Why a file could not be made, in the words of Sentry's API."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dds_upload.core.failure import Failure, FailureCode

_DIFFERS = "Reported checksum mismatch"
_MISSING = "Not all chunks available for assembling"

TEXTS: Mapping[FailureCode, str | Callable[[Failure], str]] = {
    FailureCode.WHOLE_DIGEST_DIFFERS: _DIFFERS,
    FailureCode.WHOLE_SIZE_DIFFERS: _DIFFERS,
    FailureCode.WHOLE_MISSING: _MISSING,
    FailureCode.CHUNK_DIGEST_DIFFERS: _MISSING,
    FailureCode.CHUNK_SIZE_DIFFERS: _MISSING,
    FailureCode.CHUNK_MISSING: _MISSING,
    FailureCode.BYTES_LOST: _MISSING,
    FailureCode.UNREADABLE: lambda it: it.text,
    FailureCode.NOT_PROCESSED: lambda it: it.text,
    FailureCode.STORAGE_UNAVAILABLE: "The storage provider is unavailable",
    FailureCode.WITHDRAWN: "upload was deleted",
    FailureCode.NEVER_ENDED: "assembly was begun many times and never ended",
    FailureCode.INTERNAL_ERROR: "assembly failed for a reason of the service's own",
    FailureCode.TOLD: lambda it: it.text,
}


def failure_text(failure: Failure) -> str:
    """What a client is told."""
    text = TEXTS[failure.code]
    return text if isinstance(text, str) else text(failure)
