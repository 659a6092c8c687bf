"""What is done when no client waits for it: jobs from the queue, and the sweep."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from dds_upload.adapters.idle_loop import IdleLoop
from dds_upload.adapters.jobs import ASSEMBLE, PREPARE, Work
from dds_upload.adapters.sweeper import Sweeper
from dds_upload.bootstrap.operations import Operations
from dds_upload.bootstrap.parts import Parts


def register_jobs(parts: Parts, operations: Operations) -> None:
    """Name what jobs do; a process that only puts them into the queue needs the names too."""
    works: dict[str, Work] = {
        ASSEMBLE: operations.uploads.assemble,
        PREPARE: operations.storage.prepare_containers,
    }
    parts.jobs.register(works)


def build_sweeper(parts: Parts, operations: Operations) -> Sweeper:
    """The sweep as a running thing, with what is done each hour."""
    return Sweeper(operations.uploads.sweep, hourly_steps(operations))


def hourly_steps(operations: Operations) -> Sequence[Callable[[], object]]:
    """What is done each hour; a step that gives something true has more to do."""
    return [
        operations.uploads.sweep.clear_leftovers,
        operations.uploads.purge_unneeded,
        operations.blobs.clean,
        operations.events.prune,
        operations.accounts.prune_request_keys,
    ]


def build_readers(parts: Parts, operations: Operations) -> IdleLoop:
    """What reads finished files back, in threads of its own: nothing else waits for it."""
    threads = parts.settings.verification.concurrency
    return IdleLoop(operations.uploads.read_back, name="reads back", threads=threads)
