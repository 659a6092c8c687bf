"""What the installations take, and what the client says when it has nothing to send."""

from __future__ import annotations

MIB = 2**20
CHUNK, CHUNKS_MAX, FILE_MAX = 8 * MIB, 16, 100 * MIB

#: What a provider takes; a request has no more bytes than one full chunk, so these can be counted.
POLICY = {"CHUNK_MAX_SIZE_BYTES": str(CHUNK), "CHUNK_MAX_NUMBER": str(CHUNKS_MAX)}
CHUNK_SETTINGS = {
    "SENTRY_MAX_REQUEST_SIZE": str(CHUNK),
    "SENTRY_MAX_FILE_SIZE": str(FILE_MAX),
    "SENTRY_CONCURRENCY": "4",
}
NOTHING_SENT = "Nothing to upload, all files are on the server"
