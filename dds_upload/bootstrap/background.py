"""Background work: jobs from the queue, and the sweep."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dds_upload.adapters.idle_loop import IdleLoop
from dds_upload.adapters.jobs import ASSEMBLE, PREPARE, Work
from dds_upload.adapters.sweeper import Sweeper
from dds_upload.bootstrap.operations import Operations
from dds_upload.bootstrap.parts import Parts
from dds_upload.operations.content.files_outcome import remove_leftovers


def register_jobs(parts: Parts, operations: Operations) -> None:
    """Name the tasks of jobs; a process that only puts them into the queue needs the names, too."""
    works: dict[str, Work] = {
        ASSEMBLE: operations.uploads.assemble,
        PREPARE: operations.storage.prepare_containers,
    }
    parts.jobs.register(works)


def build_sweeper(parts: Parts, operations: Operations) -> Sweeper:
    """The sweep with its threads, and with the hourly steps."""
    return Sweeper(operations.uploads.sweep, hourly_steps(operations))


def hourly_steps(operations: Operations) -> Sequence[Callable[[], object]]:
    """The hourly steps; one that gives something true has more to do."""
    return [
        operations.storage.prepare_containers,
        operations.uploads.sweep.clear_leftovers,
        remove_leftovers,
        operations.uploads.purge_unneeded,
        operations.blobs.clean,
        operations.events.prune,
        operations.accounts.prune_request_keys,
    ]


def build_job_takers(parts: Parts) -> IdleLoop:
    """The threads that do queued jobs: clients wait for some of them."""
    return IdleLoop(parts.jobs.work, name="takes jobs", threads=2, pause=0.5)


def build_readers(parts: Parts, operations: Operations) -> IdleLoop:
    """The threads that read finished files back: no other work waits for them."""
    threads = parts.settings.verification.concurrency
    return IdleLoop(operations.uploads.read_back, name="reads back", threads=threads)
