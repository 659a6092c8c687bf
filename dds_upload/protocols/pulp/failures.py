"""Why a commit failed, in words for those who read its task."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dds_upload.core.failure import Failure, FailureCode

_LOST = "storage has lost bytes of the upload, send them again"

TEXTS: Mapping[FailureCode, str | Callable[[Failure], str]] = {
    FailureCode.WHOLE_DIGEST_DIFFERS: lambda it: (
        f"the content is {it.details['computed']}, not {it.details['claimed']}"
    ),
    FailureCode.WHOLE_SIZE_DIFFERS: _LOST,
    FailureCode.WHOLE_MISSING: _LOST,
    FailureCode.CHUNK_DIGEST_DIFFERS: _LOST,
    FailureCode.CHUNK_SIZE_DIFFERS: _LOST,
    FailureCode.CHUNK_MISSING: _LOST,
    FailureCode.BYTES_LOST: lambda it: (
        f"storage has lost bytes {', '.join(it.details['bytes'])}, send them again"
    ),
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
