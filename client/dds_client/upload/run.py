"""One upload as a whole: from local paths to files in a project."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

from dds_client.api.records import Parent, Project, Provider, RemoteFile
from dds_client.api.service import Service
from dds_client.clock import RunClock
from dds_client.local import locks
from dds_client.local.state import Journal, state_folder
from dds_client.local.tree import LocalFile, LocalTree, Shown, Skipped, roots_of
from dds_client.remote.projects import find_or_create_project
from dds_client.remote.tree import RemoteTree, read_below
from dds_client.settings.settings import Settings
from dds_client.transfer.progress import Progress
from dds_client.transfer.results import FileResult
from dds_client.transfer.workers import SideBySide
from dds_client.upload.already_there import AlreadyThere
from dds_client.upload.candidates import Candidates
from dds_client.upload.chunk_sender import ChunkSender
from dds_client.upload.context import Context, Job
from dds_client.upload.dry_run import DryRun, read_ordered, unreadable
from dds_client.upload.file_sender import FileSender, Pending
from dds_client.upload.folders import Place, find_places, make_missing
from dds_client.upload.orders import UploadOrder, UploadReport
from dds_client.upload.settle import settle

#: Files of several chunks that are sent at the same time: while the end of one is on its way, the
#: next is read.
_LARGE_AT_ONCE = 2


def account_of(service: Service) -> str:
    """What this machine keeps apart: one user of one service."""
    return f"{service.session.url} {service.accounts.current_user().id}"


class Uploader:
    """Sends what an order names; used once."""

    def __init__(
        self, service: Service, settings: Settings, clock: RunClock, progress: Progress
    ) -> None:
        self._service = service
        self._settings = settings
        self._clock = clock
        self._progress = progress

    def run(self, order: UploadOrder) -> UploadReport:
        """Raises faults of the whole order; faults of one file are in the report."""
        roots = roots_of(order.paths)
        if order.dry_run:
            return DryRun(self._service, self._settings).run(order, roots)
        account = account_of(self._service)
        with locks.hold(state_folder(), account, roots):
            return self._send(order, roots, Journal(state_folder(), account))

    def _send(self, order: UploadOrder, roots: Sequence[str], journal: Journal) -> UploadReport:
        local = read_ordered(self._settings, order, roots)
        provider = self._service.storage.provider(self._settings.provider)
        project, _ = find_or_create_project(self._service, order.project)
        remote = read_below(self._service, project, {path[0] for path in local.folders})
        place = find_places(remote, local.folders)
        make_missing(self._service.directory, place, self._settings.upload_jobs)
        shown = Shown(order.paths)
        jobs = [
            _job(file, shown, remote, place.parents[file.remote[:-1]])
            for file in local.files
            if file.remote[:-1] in place.parents
        ]
        report = UploadReport(
            project,
            files=[*unreadable(local, shown), *_without_folder(local, shown, place)],
            skipped=[Skipped(shown(each.path), each.reason) for each in local.skipped],
            folders=["/" + "/".join(path) for path in place.missing if path in place.parents],
        )
        self._progress.total(len(jobs), sum(job.file.size for job in jobs))
        done = self._send_all(project, provider, journal, jobs, remote)
        pending = [each for each in done if isinstance(each, Pending)]
        report.files += [each for each in done if isinstance(each, FileResult)]
        if pending and order.check:
            self._progress.note("Waiting until storage has put the files together")
            report.files += settle(
                self._service, project.id, pending, self._clock, self._settings.retry_for
            )
        else:
            report.files += [each.result for each in pending]
        report.files.sort(key=lambda each: each.path)
        return report

    def _send_all(
        self,
        project: Project,
        provider: Provider,
        journal: Journal,
        jobs: Sequence[Job],
        remote: RemoteTree,
    ) -> list[FileResult | Pending]:
        count = self._settings.upload_jobs
        in_use = (each.upload_id for _, each in remote.walk() if isinstance(each, RemoteFile))
        pool = ThreadPoolExecutor(count)
        context = Context(
            service=self._service,
            project=project,
            provider=provider,
            journal=journal,
            candidates=Candidates(self._service, journal, project.id, in_use),
            already_there=AlreadyThere(self._service, project.id),
            sender=ChunkSender(self._service, self._clock, threading.Semaphore(count)),
            pool=pool,
            jobs=count,
            clock=self._clock,
            progress=self._progress,
            chunk_size=self._settings.chunk_size,
        )
        send = FileSender(context)
        small, large = _by_size(context, jobs)
        try:
            return _all_results(
                SideBySide(large, send, min(_LARGE_AT_ONCE, len(large))),
                SideBySide(small, send, min(count, len(small))),
            )
        except BaseException:
            self._clock.stop()
            raise
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _job(file: LocalFile, shown: Shown, remote: RemoteTree, parent: Parent) -> Job:
    return Job(file, shown(file.path), parent, tuple(remote.files(parent, file.name)))


def _without_folder(local: LocalTree, shown: Shown, place: Place) -> list[FileResult]:
    """Files whose folder the service refuses; empty folders are among them, as files of no size."""
    files = [
        FileResult.failed(shown(each.path), each.size, place.refusal_of(each.remote[:-1]))
        for each in local.files
        if each.remote[:-1] not in place.parents
    ]
    named = [
        FileResult.failed("/" + "/".join(path), 0, refusal)
        for path, refusal in place.refused.items()
        if not any(each.remote[: len(path)] == path for each in local.files)
    ]
    return files + named


def _by_size(context: Context, jobs: Iterable[Job]) -> tuple[list[Job], list[Job]]:
    """Files of one chunk, and those of several; what is too large is said by the former."""
    small: list[Job] = []
    large: list[Job] = []
    for job in jobs:
        is_large = job.file.size <= context.provider.file_max_size and (
            context.cut(job.file.size).count > 1
        )
        (large if is_large else small).append(job)
    return small, large


def _all_results(
    *running: SideBySide[Job, FileResult | Pending],
) -> list[FileResult | Pending]:
    return [result for each in running for result in each.results()]
