"""Takes the chunks of one request out of its body, proven and ready to be stored.

Refusals are judged over the whole request, in this order: too many chunks, a chunk too large, all
of them too large together, and last a name that is not the SHA-1 of its bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from dds_upload.core.blobs.blob import Fingerprint
from dds_upload.core.errors import BadRequest, ValidationFailed
from dds_upload.core.storage.abilities import BLOCK_SIZE, ByteSource
from dds_upload.core.storage.digest import Digest, new_hasher
from dds_upload.operations.blobs.store_blobs import IncomingBlob
from dds_upload.protocols.sentry.capabilities import Capabilities
from dds_upload.protocols.sentry.inflating import Inflating
from dds_upload.web.multipart import Part
from dds_upload.web.spool import Spool

#: The names of parts that are chunks, plain and compressed; others are passed over.
PLAIN, GZIP = "file", "file_gzip"

TOO_MANY = "Too many chunks"
CHUNK_TOO_LARGE = "Chunk size too large"
REQUEST_TOO_LARGE = "Request too large"
MISMATCH = "Checksum mismatch"


class ChunkReceiver:
    """The chunks of one request; the spool holds at most a request and a chunk."""

    def __init__(self, capabilities: Capabilities, algorithm: str, spool: Spool) -> None:
        self._capabilities = capabilities
        self._algorithm = algorithm
        self._spool = spool
        self._count = 0
        self._too_large: str | None = None
        self._mismatch = False
        #: Those that are what their names say.
        self.chunks: list[IncomingBlob] = []

    def read(self, parts: Iterable[Part]) -> None:
        """Read all parts. Raises ValidationFailed, and then none of the chunks is to be stored."""
        for part in parts:
            if _is_chunk(part):
                self._take(part)
        self.refuse_sizes()

    def refuse_sizes(self) -> None:
        """Raise ValidationFailed if a chunk, or all together, were too large."""
        if self._too_large is not None:
            raise ValidationFailed.about(self._too_large)

    def refuse_mismatch(self) -> None:
        """Raise ValidationFailed if a chunk was left out for not being what its name says."""
        if self._mismatch:
            raise ValidationFailed.about(MISMATCH)

    def _take(self, part: Part) -> None:
        self._count += 1
        if self._count > self._capabilities.chunks_per_request:
            raise ValidationFailed.about(TOO_MANY)
        if self._too_large is None:  # otherwise it is enough to count them
            self._receive(part)

    def _receive(self, part: Part) -> None:
        start = self._spool.size
        fingerprint = self._spooled(Inflating(part.stream) if part.name == GZIP else part.stream)
        if fingerprint.size > self._capabilities.chunk_size:
            self._too_large = CHUNK_TOO_LARGE
        elif self._spool.size > self._capabilities.max_request_size:
            self._too_large = REQUEST_TOO_LARGE
        elif fingerprint.sha1 != part.filename:
            self._mismatch = True
        else:
            source = partial(self._spool.source, start, fingerprint.size)
            self.chunks.append(IncomingBlob(fingerprint, source))

    def _spooled(self, source: ByteSource) -> Fingerprint:
        """Write and hash the bytes as they come, until they are one too many for a chunk."""
        hashers = {name: new_hasher(name) for name in {"sha1", "sha256", self._algorithm}}
        size, limit = 0, self._capabilities.chunk_size + 1
        while size < limit and (block := source.read(min(BLOCK_SIZE, limit - size))):
            for hasher in hashers.values():
                hasher.update(block)
            self._spool.write(block)
            size += len(block)
        values = {name: hasher.hexdigest() for name, hasher in hashers.items()}
        stored = Digest(self._algorithm, values[self._algorithm])
        return Fingerprint(size, values["sha1"], values["sha256"], stored)


def _is_chunk(part: Part) -> bool:
    """Raises BadRequest for a part without a name, and for a chunk without a file name."""
    if not part.name:
        raise BadRequest("a part has no name")
    if part.name not in (PLAIN, GZIP):
        return False
    if not part.filename:
        raise BadRequest(f"a part {part.name} has no filename")
    return True
