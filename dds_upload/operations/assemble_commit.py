"""Makes an artifact of the chunks that were placed at byte offsets.

Nothing that goes wrong is the end: the upload is open again, the commit says why, and its client
sends what was bad and commits anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from dds_upload.core.commits import Artifact
from dds_upload.core.digest import Digest
from dds_upload.core.errors import IntegrityFailed, ManifestRefused
from dds_upload.core.placement import PlacedChunk
from dds_upload.core.records.commits import Artifacts, Commits
from dds_upload.core.records.placements import Placements
from dds_upload.core.records.transactions import Transactions
from dds_upload.core.records.uploads import AssemblyRecords
from dds_upload.core.storage import Clock, Storages
from dds_upload.core.upload import Upload, Verified
from dds_upload.operations.assemble_chunks import REQUIRED_ALGORITHM
from dds_upload.operations.join_blobs import JoinBlobs
from dds_upload.operations.read_through import read_through

#: What an artifact is known by, and what readers of files need.
_ALGORITHMS = ("sha256", REQUIRED_ALGORITHM)


@dataclass(frozen=True, slots=True)
class AssembleCommit:
    """The Assembler of uploads by offset."""

    uploads: AssemblyRecords
    placements: Placements
    commits: Commits
    artifacts: Artifacts
    join: JoinBlobs
    transactions: Transactions
    storages: Storages
    clock: Clock

    def __call__(self, upload: Upload) -> bool:
        """Join, read once to prove, and make the artifact, unless its owner has it already."""
        self.commits.start(upload.id, self.clock())
        chunks = self.placements.chunks(upload.id)
        self.transactions.release()
        self._join(upload, chunks)
        return self._finish(upload, _proven(upload, self._digests(upload, chunks)))

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
            ranges = ", ".join(str(chunks[index].range) for index, _ in error.problems)
            raise IntegrityFailed(f"storage has lost bytes {ranges}, send them again") from error

    def _digests(self, upload: Upload, chunks: Sequence[PlacedChunk]) -> list[Digest]:
        """Of one chunk everything is known, as its bytes were hashed when they came."""
        if len(chunks) == 1:
            fingerprint = chunks[0].blob.fingerprint
            if fingerprint.stored.algorithm == REQUIRED_ALGORITHM:
                return [Digest("sha256", fingerprint.sha256), fingerprint.stored]
        return read_through(
            self.storages.get(upload.provider_id).abilities.store, upload.key, _ALGORITHMS
        )

    def _finish(self, upload: Upload, computed: Sequence[Digest]) -> bool:
        """All at once; nothing where the upload was withdrawn meanwhile."""
        now = self.clock()
        with self.transactions.transaction():
            if not self.uploads.finish(upload, Verified.WHOLE, computed, now):
                return False
            artifact_id = self.artifacts.add(_artifact(upload, now))
            self.commits.complete(upload.id, artifact_id, now)
            return True


def _proven(upload: Upload, digests: Sequence[Digest]) -> list[Digest]:
    """The digests the client did not report; raises IntegrityFailed if its own differs."""
    if upload.claimed not in digests:
        raise IntegrityFailed(f"the content is {digests[0]}, not {upload.claimed}")
    return [digest for digest in digests if digest != upload.claimed]


def _artifact(upload: Upload, now: datetime) -> Artifact:
    sha256 = upload.claimed.value if upload.claimed else ""
    return Artifact(uuid4(), upload.creator_id, upload.id, sha256, upload.size, now)
