"""Makes a file of chunks by content: joined, proven, processed, and put where it was asked for.

The bytes are read once. What proves them is what processing works on, so nothing is fetched twice
and nothing unproven is ever looked into.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from dds_upload.core.clock import Clock
from dds_upload.core.content.processing import (
    DerivedFile,
    NewDerivedFile,
    Processed,
    Processor,
    Processors,
)
from dds_upload.core.content.records import ContentUploadRecords
from dds_upload.core.errors import (
    Conflict,
    IntegrityFailed,
    ManifestRefused,
    StorageRefused,
    StorageUnavailable,
)
from dds_upload.core.storage.digest import Digest
from dds_upload.core.storage.manifest import ObjectKey, Segment
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.upload import Upload, Verified
from dds_upload.core.uploads.work_queue import AssemblyQueue
from dds_upload.operations.blobs.check_blobs import CheckBlobs
from dds_upload.operations.blobs.join_blobs import JoinBlobs
from dds_upload.operations.content.deliver_files import DeliverFiles
from dds_upload.operations.storage.read_through import Sink, other_digests, read_through

CHECKSUM_DIFFERS = "Reported checksum mismatch"
CHUNKS_MISSING = "Not all chunks available for assembling"

#: All that a reader may compare a file with.
_ALGORITHMS = ("sha1", "md5", "sha256")

#: How often finishing is tried against requests for further projects.
_TRIES = 10


@dataclass(frozen=True, slots=True)
class AssembleContent:
    """The Assembler of files by content."""

    uploads: AssemblyQueue
    contents: ContentUploadRecords
    join: JoinBlobs
    check: CheckBlobs
    transactions: Transactions
    storages: StorageProviders
    processors: Processors
    place: DeliverFiles
    clock: Clock

    def __call__(self, upload: Upload) -> bool:
        """Join, read once to prove and process, complete, and put into the projects."""
        kind, segments = self.contents.kind(upload.id), self.contents.segments(upload.id)
        self.transactions.release()
        try:
            self.join(upload, segments)
        except ManifestRefused as error:
            raise IntegrityFailed(CHUNKS_MISSING) from error
        with TemporaryDirectory(prefix="assembling-") as folder:
            processor = self.processors.get(kind)
            digests, processed = self._read(upload, segments, processor, Path(folder))
            derived = [self._store(upload, draft) for draft in processed.drafts]
        return self._finish(upload, digests, processed, derived)

    def fail(self, upload: Upload, message: str, now: datetime) -> bool:
        """It failed; another request for the file begins another upload."""
        return self.uploads.fail(upload, message, now)

    def _read(
        self,
        upload: Upload,
        segments: Sequence[Segment],
        processor: Processor | None,
        folder: Path,
    ) -> tuple[list[Digest], Processed]:
        if processor is None:
            return self._proven(upload, segments), Processed()
        _check_room(folder, upload.size)
        path = folder / "file"
        with path.open("wb") as copy:
            digests = self._proven(upload, segments, copy)
        return digests, processor(path, folder)

    def _proven(
        self, upload: Upload, segments: Sequence[Segment], copy: Sink | None = None
    ) -> list[Digest]:
        """The digests that the client did not report, of the bytes as they are stored."""
        store = self.storages.get(upload.provider_id).abilities.store
        try:
            computed = read_through(store, upload.key, _ALGORITHMS, copy)
            return other_digests(upload.claimed, computed, CHECKSUM_DIFFERS)
        except (IntegrityFailed, StorageRefused) as error:
            if self.check(upload, segments):
                raise IntegrityFailed(CHUNKS_MISSING) from error
            raise

    def _store(self, upload: Upload, draft: NewDerivedFile) -> DerivedFile:
        """Below the file, so that it goes with it; each attempt writes to a name of its own.

        A worker that was given up on and still writes can so not disturb what its successor made.
        """
        storage = self.storages.get(upload.provider_id)
        name = f"{upload.id}/{draft.kind}-{upload.claims}"
        size = draft.path.stat().st_size
        with draft.path.open("rb") as source:
            digest = storage.abilities.store.put(
                ObjectKey(upload.container, name),
                source,
                size=size,
                digest=None,
                algorithm=storage.policy.chunk_hash_algorithm,
            )
        return DerivedFile(draft.kind, name, size, digest)

    def _finish(
        self,
        upload: Upload,
        digests: Sequence[Digest],
        processed: Processed,
        derived: Sequence[DerivedFile],
    ) -> bool:
        """Complete, described and in its projects, all at once.

        Projects are held before anything else is locked, as by all who change them. Which ones is
        read before, so it is read again when no more can be added.
        """
        now = self.clock()
        for _ in range(_TRIES):
            expected = {
                destination.project_id for destination in self.contents.destinations(upload.id)
            }
            with self.transactions.transaction():
                held = self.place.hold(expected)
                destinations = self.contents.destinations(upload.id, claim=True)
                if {destination.project_id for destination in destinations} != expected:
                    continue
                if not self.uploads.finish(upload, Verified.WHOLE, digests, now):
                    return False
                findings, fault = processed.findings, processed.fault
                self.contents.report(upload.id, findings, fault, derived, now)
                self.place([(upload.id, it) for it in destinations if it.project_id in held], now)
                return True
        raise Conflict("further projects are still being named")


def _check_room(folder: Path, size: int) -> None:
    """A disk that is full now may have room later."""
    if shutil.disk_usage(folder).free < size:
        raise StorageUnavailable(f"{gettempdir()} has no room for a file of {size} bytes")
