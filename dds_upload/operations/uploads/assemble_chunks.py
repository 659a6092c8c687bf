"""Makes a file of an upload's own chunks, or of the one object it was sent as."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from dds_upload.core.clock import Clock
from dds_upload.core.errors import IntegrityFailed, ManifestRefused, Mismatch
from dds_upload.core.storage.abilities import Abilities
from dds_upload.core.storage.digest import REQUIRED_ALGORITHM, Digest
from dds_upload.core.storage.manifest import Manifest, Segment
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.grants import ChunkLedger
from dds_upload.core.uploads.upload import Upload, Verified
from dds_upload.core.uploads.work_queue import AssemblyQueue
from dds_upload.operations.storage.read_through import other_digests, read_through

#: The client looks for this text, misspelling included.
WHOLE_DIGEST_DIFFERS = "reported hash value does not match size computed by StorageProvider"
CHUNK_DIGEST_DIFFERS = "reported chunk hash does not match that computed by StorageProvider"
SIZE_DIFFERS = "reported size does not match size computed by StorageProvider"
WHOLE_MISSING = "NonChunkedUpload not found in object store"

#: What a reader is told, by what is wrong with a segment; a missing chunk is missing size.
_CHUNKED = {
    Mismatch.DIGEST: CHUNK_DIGEST_DIFFERS,
    Mismatch.SIZE: SIZE_DIFFERS,
    Mismatch.MISSING: SIZE_DIFFERS,
}
_WHOLE = {
    Mismatch.MISSING: WHOLE_MISSING,
    Mismatch.SIZE: SIZE_DIFFERS,
    Mismatch.DIGEST: WHOLE_DIGEST_DIFFERS,
}


@dataclass(frozen=True, slots=True)
class AssembleChunks:
    """The Assembler of uploads whose chunks have numbers."""

    records: AssemblyQueue
    ledger: ChunkLedger
    transactions: Transactions
    storages: StorageProviders
    clock: Clock

    def __call__(self, upload: Upload) -> bool:
        """Join, prove as much as is known or can be read, and complete."""
        verified, computed = self._join(upload)
        return self.records.finish(upload, verified, computed, self.clock())

    def fail(self, upload: Upload, message: str, now: datetime) -> bool:
        """It failed, until it is requeued."""
        return self.records.fail(upload, message, now)

    def _join(self, upload: Upload) -> tuple[Verified, list[Digest]]:
        manifest = self._manifest(upload)
        self.transactions.release()
        abilities = self.storages.get(upload.provider_id).abilities
        try:
            abilities.concatenator.concatenate(
                upload.key, manifest, content_type=upload.content_type, filename=upload.name
            )
        except ManifestRefused as error:
            raise IntegrityFailed(_explain(upload, error)) from error
        known = _known_digests(upload, manifest)
        if any(digest.algorithm == REQUIRED_ALGORITHM for digest in known):
            whole = upload.claimed in _proven(upload, manifest)
            computed = other_digests(upload.claimed, known, WHOLE_DIGEST_DIFFERS)
            return (Verified.WHOLE if whole else Verified.CHUNKS), computed
        return Verified.WHOLE, _read_through(upload, abilities)

    def _manifest(self, upload: Upload) -> Manifest:
        if upload.chunked:
            chunks = self.ledger.chunks(upload.id)
            segments = (Segment(upload.chunk_key(c.number), c.size, c.digest) for c in chunks)
            return Manifest(tuple(segments))
        return Manifest((Segment(upload.chunk_key(1), upload.size, _claimed(upload)),))


def _claimed(upload: Upload) -> Digest:
    if upload.claimed is None:
        raise IntegrityFailed("no digest was reported")
    return upload.claimed


def _proven(upload: Upload, manifest: Manifest) -> list[Digest]:
    """Digests of the whole file that are known for sure; segments without bytes add nothing."""
    full = [segment.digest for segment in manifest if segment.size]
    if not full:
        return [Digest.of(name, b"") for name in (_claimed(upload).algorithm, REQUIRED_ALGORITHM)]
    return full if len(full) == 1 else []


def _known_digests(upload: Upload, manifest: Manifest) -> list[Digest]:
    """What is known without reading a byte; raises IntegrityFailed if that disagrees."""
    claimed, proven = _claimed(upload), _proven(upload, manifest)
    if any(d.algorithm == claimed.algorithm and d != claimed for d in proven):
        raise IntegrityFailed(WHOLE_DIGEST_DIFFERS)
    return [claimed, *proven]


def _read_through(upload: Upload, abilities: Abilities) -> list[Digest]:
    """Hash the stored bytes once, in order; raises IntegrityFailed if the client's differs."""
    claimed = _claimed(upload)
    algorithms = dict.fromkeys((claimed.algorithm, REQUIRED_ALGORITHM))
    computed = read_through(abilities.store, upload.key, algorithms)
    return other_digests(claimed, computed, WHOLE_DIGEST_DIFFERS)


def _explain(upload: Upload, error: ManifestRefused) -> str:
    found = {kind for _, kind in error.problems}
    texts = _CHUNKED if upload.chunked else _WHOLE
    return next(text for kind, text in texts.items() if kind in found)
