"""Makes an artifact of the chunks that were placed at byte offsets.

Nothing that goes wrong is the end: the upload is open again, the commit says why, and its client
sends what was bad and commits anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from dds_upload.core.clock import Clock
from dds_upload.core.errors import IntegrityFailed, ManifestRefused, StorageRefused
from dds_upload.core.placements.commits import Artifact
from dds_upload.core.placements.placement import PlacedChunk
from dds_upload.core.placements.records import ArtifactRecords, CommitRecords, PlacementRecords
from dds_upload.core.storage.digest import REQUIRED_ALGORITHM, Digest
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.upload import Upload, Verified
from dds_upload.core.uploads.work_queue import AssemblyQueue
from dds_upload.operations.blobs.check_blobs import CheckBlobs
from dds_upload.operations.blobs.join_blobs import JoinBlobs
from dds_upload.operations.storage.read_through import other_digests, read_through

#: What an artifact is known by, and what readers of files need.
_ALGORITHMS = ("sha256", REQUIRED_ALGORITHM)


@dataclass(frozen=True, slots=True)
class AssembleCommit:
    """The Assembler of uploads by offset."""

    uploads: AssemblyQueue
    placements: PlacementRecords
    commits: CommitRecords
    artifacts: ArtifactRecords
    join: JoinBlobs
    check: CheckBlobs
    transactions: Transactions
    storages: StorageProviders
    clock: Clock

    def __call__(self, upload: Upload) -> bool:
        """Join, read once to prove, and make the artifact, unless its owner has it already."""
        self.commits.start(upload.id, self.clock())
        chunks = self.placements.chunks(upload.id)
        self.transactions.release()
        self._join(upload, chunks)
        return self._finish(upload, self._read(upload, chunks))

    def fail(self, upload: Upload, message: str, now: datetime) -> bool:
        """The upload is open again, without what storage has lost."""
        with self.transactions.transaction():
            reopened = self.placements.reopen(upload, now)
            if reopened:
                self.commits.fail(upload.id, message, now)
            return reopened

    def _join(self, upload: Upload, chunks: Sequence[PlacedChunk]) -> None:
        try:
            self.join(upload, [chunk.blob.segment for chunk in chunks])
        except ManifestRefused as error:
            raise _lost(chunks[index] for index, _ in error.problems) from error

    def _read(self, upload: Upload, chunks: Sequence[PlacedChunk]) -> list[Digest]:
        """What was hashed on its way in is not believed: storage may have had that chunk before."""
        store = self.storages.get(upload.provider_id).abilities.store
        try:
            computed = read_through(store, upload.key, _ALGORITHMS)
            differs = f"the content is {computed[0]}, not {upload.claimed}"
            return other_digests(upload.claimed, computed, differs)
        except (IntegrityFailed, StorageRefused) as error:
            rotten = self.check(upload, [chunk.blob.segment for chunk in chunks])
            if rotten:
                raise _lost(chunks[index] for index in rotten) from error
            raise

    def _finish(self, upload: Upload, computed: Sequence[Digest]) -> bool:
        """All at once; nothing where the upload was withdrawn meanwhile."""
        now = self.clock()
        with self.transactions.transaction():
            if not self.uploads.finish(upload, Verified.WHOLE, computed, now):
                return False
            artifact_id = self.artifacts.add(_artifact(upload, now))
            self.commits.complete(upload.id, artifact_id, now)
            return True


def _lost(chunks: Iterable[PlacedChunk]) -> IntegrityFailed:
    ranges = ", ".join(str(chunk.range) for chunk in chunks)
    return IntegrityFailed(f"storage has lost bytes {ranges}, send them again")


def _artifact(upload: Upload, now: datetime) -> Artifact:
    sha256 = upload.claimed.value if upload.claimed else ""
    return Artifact(uuid4(), upload.creator_id, upload.id, sha256, upload.size, now)
