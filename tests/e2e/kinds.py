"""The two kinds of installation, with limits small enough to be reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from tests.e2e.installation import Installation
from tests.house.setting import SECRET, swift_environ
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer

NOTHING: Mapping[str, str] = MappingProxyType({})

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


@contextmanager
def on_local(folder: Path, settings: Mapping[str, str] = NOTHING) -> Iterator[Installation]:
    """One of the local kind that runs; `settings` are added."""
    with Installation(folder, {**LOCAL, **settings}, is_forked=True) as installation:
        installation.start()
        yield installation


@contextmanager
def on_swift(
    folder: Path,
    swift_server: SwiftServer,
    postgres_server: PostgresServer,
    settings: Mapping[str, str] = NOTHING,
) -> Iterator[Installation]:
    """One of the Swift kind that runs, with a database of its own; `settings` are added."""
    own = swift_settings(swift_server, postgres_server.create_database())
    with Installation(folder, {**own, **settings}, is_forked=True) as installation:
        installation.succeed("providers", "configure")
        installation.start()
        yield installation
