"""Uploads and their chunks, as the service describes them. Sizes are in bytes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from dds_client.errors import Problem

Json = dict[str, Any]

OPEN, ASSEMBLING, COMPLETE, FAILED = "open", "assembling", "complete", "failed"

#: The state of a chunk whose bytes are in storage as they were announced.
STORED = "stored"


@dataclass(frozen=True, slots=True)
class ChunkLimits:
    """The bounds of one upload's chunks; the last chunk of a file may be smaller."""

    min_size: int
    max_size: int

    @classmethod
    def of(cls, headers: Mapping[str, str]) -> Self | None:
        """As answers about an upload carry it."""
        try:
            return cls(
                int(headers["x-min-chunk-upload-size"]), int(headers["x-max-chunk-upload-size"])
            )
        except (KeyError, ValueError):
            return None


@dataclass(frozen=True, slots=True)
class Chunk:
    """A chunk as it is announced; chunks are numbered from 1 in the order of the file."""

    number: int
    offset: int
    size: int
    algorithm: str
    digest: str

    def json(self) -> Json:
        """As the service reads it."""
        return {
            "number": self.number,
            "size": self.size,
            "hash": {"value": self.digest, "algorithm": self.algorithm},
        }


@dataclass(frozen=True, slots=True)
class KnownChunk:
    """A chunk as the service and its storage know it."""

    number: int
    size: int
    algorithm: str
    digest: str
    state: str

    @classmethod
    def of(cls, body: Json) -> Self:
        """As the service writes it; where nothing is said of storage, the chunk is but granted."""
        digest = body.get("hash") or {}
        return cls(
            number=int(body["number"]),
            size=int(body["size"]),
            algorithm=str(digest.get("algorithm") or "").lower(),
            digest=str(digest.get("value") or "").lower(),
            state=str(body.get("state") or "granted"),
        )


@dataclass(frozen=True, slots=True)
class Upload:
    """An upload."""

    id: str
    name: str
    size: int
    state: str
    project_id: str
    started_on: str
    failure: str
    limits: ChunkLimits | None = None
    hashes: tuple[tuple[str, str], ...] = ()
    chunk_count: int = 0
    chunk_bytes: int = 0

    @property
    def settled(self) -> bool:
        """Whether storage is done with it, for better or worse."""
        return self.state not in {OPEN, ASSEMBLING}

    @classmethod
    def of(cls, body: Json, headers: Mapping[str, str] | None = None) -> Self:
        """As the service writes it."""
        status = body.get("status") or {}
        chunks = body.get("chunks") or ()
        return cls(
            id=str(body["id"]),
            name=str(body["name"]),
            size=int(body["size"]),
            state=str(body.get("state") or _state_of(status)),
            project_id=str((body.get("project") or {}).get("id") or ""),
            started_on=str(status.get("initiated_on") or ""),
            failure=str(status.get("error_message") or ""),
            limits=ChunkLimits.of(headers) if headers else None,
            hashes=tuple(
                (str(each["algorithm"]).lower(), str(each["value"]).lower())
                for each in body.get("hashes") or ()
            ),
            chunk_count=len(chunks),
            chunk_bytes=sum(int(chunk["size"]) for chunk in chunks),
        )


@dataclass(frozen=True, slots=True)
class GrantRefused:
    """The reason why one chunk of several was not granted."""

    number: int
    problem: Problem


def _state_of(status: Json) -> str:
    if status.get("error_on"):
        return FAILED
    if status.get("is_consistent"):
        return COMPLETE
    return ASSEMBLING if status.get("completed_on") else OPEN
