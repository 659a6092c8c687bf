"""Chunks addressed by their content: one copy for all who own it, whatever it is used for."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.storage.digest import Digest, StreamHasher
from dds_upload.core.storage.layout import blob_key, new_id_near
from dds_upload.core.storage.manifest import ObjectKey, Segment


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """What a chunk is known by, all of it computed over the same bytes.

    Organisations name it by `sha1`; it is kept by `sha256`, so that two contents made to share a
    SHA-1 stay two. `stored` is the digest storage compares, of the provider's algorithm.

    Only who names a chunk by its SHA-1 has it computed. It is None until an organisation sends the
    same bytes, without which it owns nothing and asks for nothing.
    """

    size: int
    sha1: str | None
    sha256: str
    stored: Digest

    @classmethod
    def of(cls, hashed: StreamHasher, stored: Digest) -> Fingerprint:
        """Of the bytes that went through a hasher of SHA-256, and perhaps of SHA-1."""
        values = {name: digest.value for name, digest in hashed.digests().items()}
        return cls(hashed.size, values.get("sha1"), values["sha256"], stored)


@dataclass(frozen=True, slots=True)
class BlobSite:
    """Where the bytes of a chunk are, or are going to be before anything is known of them."""

    id: UUID
    provider_id: UUID
    key: ObjectKey

    @classmethod
    def new(cls, provider_id: UUID, near: UUID | None = None) -> BlobSite:
        """A site that nothing ever was at, beside others that were made near the same id.

        Its name never comes again: an object that is being removed can so never be mistaken for one
        that was just stored.
        """
        blob_id = new_id_near(near or uuid4())
        return cls(blob_id, provider_id, blob_key(blob_id))

    def holding(self, fingerprint: Fingerprint) -> Blob:
        """The chunk, once its bytes are there."""
        return Blob(self.id, self.provider_id, self.key, fingerprint)


@dataclass(frozen=True, slots=True)
class Blob(BlobSite):
    """A stored chunk."""

    fingerprint: Fingerprint

    @property
    def segment(self) -> Segment:
        """The chunk as a part of a manifest."""
        return Segment(self.key, self.fingerprint.size, self.fingerprint.stored)
