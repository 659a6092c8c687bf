"""The headers with the bounds of a client's chunks, the same in every protocol."""

from __future__ import annotations

from dds_upload.core.uploads.upload import Upload

_MIN_CHUNK, _MAX_CHUNK = "X-MIN-CHUNK-UPLOAD-SIZE", "X-MAX-CHUNK-UPLOAD-SIZE"
_MAX_WHOLE = "X-MAX-UPLOAD-SIZE"

#: Headers a page of another origin may read.
LIMIT_HEADERS = (_MIN_CHUNK, _MAX_CHUNK, _MAX_WHOLE)


def limit_headers(it: Upload) -> dict[str, str]:
    """The bounds for the client, in bytes."""
    limits = it.limits
    if not it.chunked:
        return {_MAX_WHOLE: str(limits.chunk_max_size_bytes)}
    return {
        _MIN_CHUNK: str(limits.chunk_min_size_bytes),
        _MAX_CHUNK: str(limits.chunk_max_size_bytes),
    }
