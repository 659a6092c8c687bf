"""How an upload's addressing leads to its manifest, and the failures if storage disagrees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from dds_upload.core.errors import Mismatch
from dds_upload.core.failure import Failure, FailureCode
from dds_upload.core.storage.layout import chunk_of
from dds_upload.core.storage.manifest import Manifest, Segment
from dds_upload.core.uploads.axes import Addressing
from dds_upload.core.uploads.grants import ChunkLedger
from dds_upload.core.uploads.upload import Upload

#: Positions in a manifest, each with its fault.
Problems = Sequence[tuple[int, Mismatch]]


class Pieces(Protocol):
    """The pieces of uploads of one addressing."""

    def manifest(self, upload: Upload) -> Manifest:
        """The segments of the file, in order."""
        ...

    def refused(self, upload: Upload, manifest: Manifest, problems: Problems) -> Failure:
        """The failure if storage does not have these segments as the manifest promises them."""
        ...

    def find_damage(self, upload: Upload, manifest: Manifest) -> Failure | None:
        """The failure if the joined file is not the claimed one.

        It names the segments at fault, if any are known.
        """
        ...


PiecesByAddressing = Mapping[Addressing, Pieces]


@dataclass(frozen=True, slots=True)
class NumberedPieces:
    """The upload's own chunks. Grants are the promise, and storage is compared with them."""

    ledger: ChunkLedger

    def manifest(self, upload: Upload) -> Manifest:
        """A segment for each granted chunk, by ascending number."""
        chunks = self.ledger.chunks(upload.id)
        return Manifest(tuple(Segment(upload.chunk_key(it), it.size, it.digest) for it in chunks))

    def refused(self, upload: Upload, manifest: Manifest, problems: Problems) -> Failure:
        """The first kind of fault among them, with the numbers of all chunks that have it."""
        kind, code = _worst(problems, _OF_A_CHUNK)
        keys = [manifest.segments[at].key for at, found in problems if found is kind]
        chunks = [chunk for key in keys if (chunk := chunk_of(key)) is not None]
        return Failure(code, {"chunks": [chunk.number for chunk in chunks]})

    def find_damage(self, upload: Upload, manifest: Manifest) -> Failure | None:
        """Nothing: each chunk was compared when the file was joined."""
        return None


@dataclass(frozen=True, slots=True)
class WholePiece:
    """The only object of a file that was sent as a whole. The client's digest is the promise."""

    def manifest(self, upload: Upload) -> Manifest:
        """One segment."""
        if upload.claimed is None:
            raise ValueError(f"upload {upload.id} was sent as a whole, and nothing says what it is")
        return Manifest((Segment(upload.whole_key, upload.size, upload.claimed),))

    def refused(self, upload: Upload, manifest: Manifest, problems: Problems) -> Failure:
        """The fault of that object."""
        return Failure(_worst(problems, _OF_THE_WHOLE)[1])

    def find_damage(self, upload: Upload, manifest: Manifest) -> Failure | None:
        """Nothing: the file has no smaller pieces."""
        return None


#: Faults in the order in which they are reported if there are several.
_OF_A_CHUNK = {
    Mismatch.DIGEST: FailureCode.CHUNK_DIGEST_DIFFERS,
    Mismatch.SIZE: FailureCode.CHUNK_SIZE_DIFFERS,
    Mismatch.MISSING: FailureCode.CHUNK_MISSING,
}
_OF_THE_WHOLE = {
    Mismatch.MISSING: FailureCode.WHOLE_MISSING,
    Mismatch.SIZE: FailureCode.WHOLE_SIZE_DIFFERS,
    Mismatch.DIGEST: FailureCode.WHOLE_DIGEST_DIFFERS,
}


def _worst(
    problems: Problems, codes: Mapping[Mismatch, FailureCode]
) -> tuple[Mismatch, FailureCode]:
    found = {kind for _, kind in problems}
    return next((kind, code) for kind, code in codes.items() if kind in found)
