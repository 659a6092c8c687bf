"""Blobs: chunks that are addressed by their content. One copy serves all owners and uses."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID, uuid4

from dds_upload.core.storage.digest import Digest, StreamHasher
from dds_upload.core.storage.layout import blob_key, new_id_near
from dds_upload.core.storage.manifest import ObjectKey, Segment


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The digests that name a chunk, all computed over the same bytes.

    Organisations name it by `sha1`. The service keeps it by `sha256`, so that two contents with the
    same SHA-1 stay two. `stored` is the digest that storage compares, of the provider's algorithm.

    SHA-1 is computed only for a client that names chunks by it. It is None until an organisation
    sends the same bytes; an organisation that has not sent them owns no chunk and asks for none.
    """

    size: int
    sha1: str | None
    sha256: str
    stored: Digest

    @classmethod
    def of(cls, hashed: StreamHasher, stored: Digest) -> Fingerprint:
        """The fingerprint of bytes that went through a hasher of SHA-256, and perhaps of SHA-1."""
        values = {name: digest.value for name, digest in hashed.digests().items()}
        return cls(hashed.size, values.get("sha1"), values["sha256"], stored)


@dataclass(frozen=True, slots=True)
class BlobSite:
    """The place of a chunk's bytes. It is chosen before anything is known of the bytes."""

    id: UUID
    provider_id: UUID
    key: ObjectKey

    @classmethod
    def new(cls, provider_id: UUID, near: UUID | None = None) -> BlobSite:
        """A new site, near the sites whose ids begin as `near` does, if that is given.

        Its name is never used again. So an object that is being removed cannot be mistaken for one
        that was stored just now.
        """
        blob_id = new_id_near(near or uuid4())
        return cls(blob_id, provider_id, blob_key(blob_id))

    def holding(self, fingerprint: Fingerprint) -> Blob:
        """The blob, once its bytes are stored at this site."""
        return Blob(self.id, self.provider_id, self.key, fingerprint)


@dataclass(frozen=True, slots=True)
class Blob(BlobSite):
    """A stored chunk."""

    fingerprint: Fingerprint

    @property
    def segment(self) -> Segment:
        """The chunk as a segment of a manifest."""
        return Segment(self.key, self.fingerprint.size, self.fingerprint.stored)
