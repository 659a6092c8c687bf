"""The limits of chunks for clients: the operator's settings, within the provider's limits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from dds_upload.core.storage.policy import EffectiveLimits, power_of_two_from
from dds_upload.operations.blobs.chunk_batch import BatchLimits

#: Beyond the chunks themselves a body has a margin for what proxies and compression add ...
_MARGIN = 2**16
#: ... since gzip makes bytes that cannot be compressed more by less than a thousandth ...
_GROWTH = 1000
#: ... and room for each part's boundary and headers, of about 250 bytes.
_PART_OVERHEAD = 2**10

#: Parts that are no chunks are skipped, up to this number.
_OTHER_PARTS = 100


@dataclass(frozen=True, slots=True)
class ChunkUploadSettings:
    """The operator's settings; sizes in bytes, `max_file_size` None means no bound."""

    chunk_size: int
    chunks_per_request: int
    max_request_size: int
    concurrency: int
    max_file_size: int | None

    @property
    def parts_max(self) -> int:
        """The most parts of a body that are read; one chunk too many must be among them."""
        return self.chunks_per_request + 1 + _OTHER_PARTS


@dataclass(frozen=True, slots=True)
class Capabilities:
    """The limits at one provider."""

    chunk_size: int
    chunks_per_request: int
    max_request_size: int
    concurrency: int
    max_file_size: int

    @classmethod
    def of(cls, settings: ChunkUploadSettings, limits: EffectiveLimits) -> Capabilities:
        """The stricter of both; the size of chunks stays a power of two, as clients demand.

        If the storage joins no chunks of the configured size, they get the smallest size that it
        does.
        """
        largest = min(settings.chunk_size, limits.chunk_max_size_bytes)
        smallest = power_of_two_from(limits.chunk_min_size_bytes)
        chunk_size = max(1 << (largest.bit_length() - 1), smallest)
        possible = chunk_size * limits.chunk_max_number
        return cls(
            chunk_size=chunk_size,
            chunks_per_request=settings.chunks_per_request,
            max_request_size=max(settings.max_request_size, chunk_size),
            concurrency=settings.concurrency,
            max_file_size=min(possible, settings.max_file_size or possible),
        )

    @property
    def batch(self) -> BatchLimits:
        """The limits for the chunks of one request."""
        return BatchLimits(self.chunks_per_request, self.chunk_size, self.max_request_size)

    @property
    def body_max(self) -> int:
        """The largest body of a request within all of these limits."""
        overhead = self.chunks_per_request * _PART_OVERHEAD
        return self.max_request_size + self.max_request_size // _GROWTH + overhead + _MARGIN

    def body(self, url: str, accept: Sequence[str]) -> dict[str, Any]:
        """The answer to GET; all fields are always there."""
        return {
            "url": url,
            "chunkSize": self.chunk_size,
            "chunksPerRequest": self.chunks_per_request,
            "maxFileSize": self.max_file_size,
            "maxRequestSize": self.max_request_size,
            "concurrency": self.concurrency,
            "hashAlgorithm": "sha1",
            "compression": ["gzip"],
            "accept": list(accept),
        }
