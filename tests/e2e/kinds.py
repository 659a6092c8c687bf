"""The settings of the two kinds of installation, with limits small enough to be reached."""

from __future__ import annotations

from tests.house.setting import SECRET, swift_environ
from tests.services.swift import SwiftServer

#: The largest chunk of the default providers, and how many of them make the largest file.
CHUNK_MAX, CHUNKS_MAX = 1_000_000, 10
FILE_MAX = CHUNK_MAX * CHUNKS_MAX

#: One of one's own, and a second one that takes large chunks.
LOCAL = {
    "SECRET_KEY_BASE": SECRET,
    "STORAGE_PROVIDERS": "local,roomy",
    "LOCAL_TYPE": "local",
    "LOCAL_DEFAULT": "true",
    "LOCAL_CHUNK_MAX_NUMBER": str(CHUNKS_MAX),
    "LOCAL_CHUNK_MAX_SIZE_BYTES": str(CHUNK_MAX),
    "ROOMY_TYPE": "local",
    "ROOMY_ROOT": "var/roomy",
}

#: What people see of that second one.
ROOMY = "Roomy"


def swift_settings(server: SwiftServer, database_url: str) -> dict[str, str]:
    """Swift, with rows in PostgreSQL."""
    return {
        "DATABASE_URL": database_url,
        "SECRET_KEY_BASE": SECRET,
        "STORAGE_PROVIDER_TYPE": "swift",
        "SWIFT_CHUNK_MAX_NUMBER": str(CHUNKS_MAX),
        "SWIFT_CHUNK_MAX_SIZE_BYTES": str(CHUNK_MAX),
        **swift_environ(server),
    }
