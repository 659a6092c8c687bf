"""Uploads that are broken off: a file of some chunks, of which the last comes slowly."""

from __future__ import annotations

from pathlib import Path

from tests.client.actions import Request, Slow
from tests.client.mischief import Mischief
from tests.e2e.kinds import CHUNK_MAX
from tests.e2e.polling import eventually
from tests.portal.visitor import Visitor

CHUNKS = 6


def began(visitor: Visitor, project: str, file: Path) -> None:
    visitor.signed_in(f"#/projects/{project}")
    visitor.choose(file)


#: Bytes a second of a chunk that takes longer than anything else in these tests.
CRAWLING = 10_000


def one_slowly(request: Request) -> Slow | None:
    """So that an upload is never at its end before it is broken off."""
    return Slow(CRAWLING) if request.chunk == CHUNKS - 1 else None


def all_but_one_stored(relay: Mischief) -> None:
    """Wait for that: of what is broken off in its last moment nobody hears that it arrived."""
    eventually(lambda: len(relay.stored()) == CHUNKS - 1)


def nothing_sent_twice(relay: Mischief) -> bool:
    """Whether storage took each chunk once."""
    return set(relay.stored().values()) == {1}


def begun(visitor: Visitor, project: str, file: Path, chunks: int) -> str:
    """An upload of another day, with its first chunks in storage."""
    content = file.read_bytes()
    upload = str(visitor.caller.upload(project, len(content), name=file.name)["id"])
    visitor.caller.send_chunks(upload, content[: chunks * CHUNK_MAX], CHUNK_MAX)
    return upload
