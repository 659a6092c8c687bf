"""Chunks addressed by their content: one copy for all who own it, whatever it is used for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from dds_upload.core.digest import Digest
from dds_upload.core.manifest import ObjectKey, Segment


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a chunk is known by, all of it computed over the same bytes.

    Clients name it by `sha1`; it is kept by `sha256`, so that two contents made to share a SHA-1
    stay two. `stored` is the digest storage compares, of the provider's algorithm.
    """

    size: int
    sha1: str
    sha256: str
    stored: Digest


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored chunk."""

    id: UUID
    provider_id: UUID
    key: ObjectKey
    fingerprint: Fingerprint

    @property
    def segment(self) -> Segment:
        """The chunk as a part of a manifest."""
        return Segment(self.key, self.fingerprint.size, self.fingerprint.stored)


def blob_key(blob_id: UUID, sha256: str) -> ObjectKey:
    """Where a new blob is put: spread over containers, under a name that never comes again.

    An object that is being removed can so never be mistaken for one that was just stored.
    """
    return ObjectKey(f"content-{sha256[:2]}", f"{sha256[2:4]}/{blob_id}")
