"""Makes files in projects of a complete upload: it is processed by its kind, and then delivered.

The bytes are read once. Processing works on the copy that was proven, so no bytes are fetched twice
and no unproven bytes are processed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir

from dds_upload.core.accounts.users import Caller
from dds_upload.core.clock import Clock
from dds_upload.core.content.processing import (
    DerivedFile,
    NewDerivedFile,
    Processed,
    Processor,
    Processors,
)
from dds_upload.core.content.records import ContentUploadRecords
from dds_upload.core.errors import Conflict, StorageUnavailable
from dds_upload.core.failure import Failure
from dds_upload.core.own_folders import own_name, remove_abandoned
from dds_upload.core.storage.providers import StorageProviders
from dds_upload.core.transactions import Transactions
from dds_upload.core.uploads.proof import Proof
from dds_upload.core.uploads.records import UploadRecords
from dds_upload.core.uploads.upload import Upload, UploadState
from dds_upload.core.uploads.work_queue import AssemblyQueue
from dds_upload.operations.content.deliver_files import DeliverFiles
from dds_upload.operations.storage.read_through import Sink
from dds_upload.operations.uploads.outcomes import Making

#: How the names of temporary folders begin.
_FOLDERS = "dds_upload-assembling-"

#: How often finishing is tried while requests add further projects.
_TRIES = 10


def remove_leftovers() -> None:
    """Remove what killed processes left in the folder of temporary files: copies of whole files."""
    remove_abandoned(Path(gettempdir()), _FOLDERS)


@dataclass(frozen=True, slots=True, kw_only=True)
class FilesOutcome:
    """The outcome of requested files.

    A failed upload stays failed; another request begins another one.
    """

    queue: AssemblyQueue
    uploads: UploadRecords
    content_uploads: ContentUploadRecords
    providers: StorageProviders
    processors: Processors
    deliver: DeliverFiles
    transactions: Transactions
    clock: Clock
    #: Together with the claimed SHA-1, these are all digests that a reader may compare with.
    algorithms: Sequence[str] = ("sha256",)

    @contextmanager
    def making(self, upload: Upload) -> Iterator[Making]:
        """Work in a temporary folder, for as long as the work takes."""
        processor = self.processors.get(self.content_uploads.kind(upload.id))
        with TemporaryDirectory(prefix=own_name(_FOLDERS)) as folder, ExitStack() as opened:
            yield _MakingFiles(self, upload, processor, Path(folder), opened)

    def fail(self, upload: Upload, failure: Failure, now: datetime) -> bool:
        """Assembling -> failed."""
        return self.queue.fail(upload, failure, now)

    def discard(self, upload: Upload, target: UploadState, caller: Caller, now: datetime) -> bool:
        """Nothing has to be undone: files that are made of the upload keep it."""
        return self.uploads.discard(upload, target, caller, now)

    def store(self, upload: Upload, new: NewDerivedFile) -> DerivedFile:
        """Store a derived file below the file, so that it is removed with it.

        Each lease has its own name.

        So a worker that lost its lease and still writes cannot disturb its successor.
        """
        provider = self.providers.get(upload.provider_id)
        key = upload.derived_key(new.kind)
        size = new.path.stat().st_size
        with new.path.open("rb") as source:
            digest = provider.abilities.store.put(
                key,
                source,
                size=size,
                digest=None,
                algorithm=provider.policy.chunk_hash_algorithm,
            )
        return DerivedFile(new.kind, key.name, size, digest)

    def finish(
        self, upload: Upload, proof: Proof, processed: Processed, derived: Sequence[DerivedFile]
    ) -> bool:
        """Complete the upload, remember its processing, and deliver it, in one transaction.

        Projects are locked before anything else, as by all who change them. Their list is read
        before that, so it is read again once no more can be added.
        """
        now = self.clock()
        for _ in range(_TRIES):
            expected = {to.project_id for to in self.content_uploads.destinations(upload.id)}
            with self.transactions.transaction():
                held = self.deliver.hold(expected)
                destinations = self.content_uploads.destinations(upload.id, hold=True)
                if {to.project_id for to in destinations} != expected:
                    continue
                if not self.queue.finish(upload, proof, now):
                    return False
                findings, fault = processed.findings, processed.fault
                self.content_uploads.report(upload.id, findings, fault, derived, now)
                self.deliver([(upload.id, to) for to in destinations if to.project_id in held], now)
                self.content_uploads.forget_destinations(upload.id)
                return True
        raise Conflict("further projects are still being named")


@dataclass(frozen=True, slots=True)
class _MakingFiles:
    outcome: FilesOutcome
    upload: Upload
    processor: Processor | None
    folder: Path
    opened: ExitStack

    @property
    def path(self) -> Path:
        return self.folder / "file"

    def copy(self) -> Sink | None:
        """A copy for the processor; None if nothing is processed."""
        if self.processor is None:
            return None
        _check_room(self.folder, self.upload.size)
        return self.opened.enter_context(self.path.open("wb"))

    def complete(self, proof: Proof) -> bool:
        self.opened.close()  # all copied bytes are in the file now
        processed = self.processor(self.path, self.folder) if self.processor else Processed()
        derived = [self.outcome.store(self.upload, new) for new in processed.derived]
        return self.outcome.finish(self.upload, proof, processed, derived)


def _check_room(folder: Path, size: int) -> None:
    """Raise StorageUnavailable if the disk is full: there may be room later."""
    if shutil.disk_usage(folder).free < size:
        raise StorageUnavailable(f"{gettempdir()} has no room for a file of {size} bytes")
