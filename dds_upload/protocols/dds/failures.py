"""What became of an upload that failed, in the words of the DDS API.

Clients look for some of these texts, misspelling included.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dds_upload.core.failure import Failure, FailureCode

_WHOLE_DIFFERS = "reported hash value does not match size computed by StorageProvider"
_CHUNK_DIFFERS = "reported chunk hash does not match that computed by StorageProvider"
_SIZE_DIFFERS = "reported size does not match size computed by StorageProvider"

TEXTS: Mapping[FailureCode, str | Callable[[Failure], str]] = {
    FailureCode.WHOLE_DIGEST_DIFFERS: _WHOLE_DIFFERS,
    FailureCode.WHOLE_SIZE_DIFFERS: _SIZE_DIFFERS,
    FailureCode.WHOLE_MISSING: "NonChunkedUpload not found in object store",
    FailureCode.CHUNK_DIGEST_DIFFERS: _CHUNK_DIFFERS,
    FailureCode.CHUNK_SIZE_DIFFERS: _SIZE_DIFFERS,
    FailureCode.CHUNK_MISSING: _SIZE_DIFFERS,
    FailureCode.BYTES_LOST: lambda it: f"storage has lost bytes {', '.join(it.details['bytes'])}",
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
