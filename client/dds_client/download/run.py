"""One download as a whole: from files in a project to a local folder."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from dds_client.api.records import Project, RemoteFile, RemoteFolder
from dds_client.api.service import Service
from dds_client.clock import RunClock
from dds_client.download.fetch import Fetch, clean_up
from dds_client.download.filters import PathFilter
from dds_client.download.names import safe_name
from dds_client.download.places import Place, Placing, kind_below
from dds_client.download.urls import Wanted, with_urls
from dds_client.errors import (
    DdsError,
    ExitCode,
    FileChanged,
    Interrupted,
    LocalError,
    UsageError,
)
from dds_client.remote.content import has_content
from dds_client.remote.projects import ProjectName, find_project
from dds_client.remote.tree import read_all
from dds_client.settings.settings import Settings
from dds_client.transfer.progress import Progress
from dds_client.transfer.results import FileResult, State, exit_code_of
from dds_client.transfer.workers import SideBySide


@dataclass(frozen=True, slots=True)
class DownloadOrder:
    """The wanted paths, and the target; without a folder, one named after the project."""

    project: ProjectName
    folder: str | None = None
    filter: PathFilter = field(default_factory=PathFilter)


@dataclass(frozen=True, slots=True)
class Renamed:
    """A remote path whose local one is another."""

    remote: str
    local: str


@dataclass(slots=True)
class DownloadReport:
    """The result for each file."""

    project: Project
    folder: str
    files: list[FileResult] = field(default_factory=list)
    renamed: list[Renamed] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """The exit code of `dds download`."""
        return exit_code_of(self.files)


class Downloader:
    """Fetches what an order names; used once."""

    def __init__(
        self, service: Service, settings: Settings, clock: RunClock, progress: Progress
    ) -> None:
        self._service = service
        self._settings = settings
        self._clock = clock
        self._progress = progress

    def run(self, order: DownloadOrder) -> DownloadReport:
        """Raises faults of the whole order; faults of one file are in the report."""
        project = find_project(self._service, order.project)
        folder = order.folder or folder_name(project.name)
        target = Path(folder)
        if target.exists() and not target.is_dir():
            raise UsageError(f"{folder} is no folder")
        tree = read_all(self._service, project)
        placing = Placing(tree, self._service.directory.created_on, kind_below(folder))
        places = list(placing.all())
        wanted = [place for place in places if order.filter.wants(place.remote)]
        report = DownloadReport(project, folder)
        report.unused = order.filter.unused([place.remote for place in places])
        report.renamed = [Renamed(each.remote, each.local) for each in wanted if each.is_renamed]
        total = sum(isinstance(each.entry, RemoteFile) for each in places)
        self._fetch_all(project, target, wanted, total, report)
        report.files.sort(key=lambda each: each.path)
        return report

    def _fetch_all(
        self,
        project: Project,
        target: Path,
        places: Sequence[Place],
        total: int,
        report: DownloadReport,
    ) -> None:
        _make_folders(target, places)
        files = [Wanted(each, each.entry) for each in places if isinstance(each.entry, RemoteFile)]
        self._progress.total(len(files), sum(each.file.size for each in files))
        with_url = with_urls(self._service, self._clock, project, files, total)

        def fetch(wanted: Wanted) -> FileResult:
            return self._fetch(target, wanted)

        threads = min(self._settings.download_jobs, len(files))
        try:
            report.files = SideBySide(with_url, fetch, threads).results()
        except BaseException:
            self._clock.stop()
            raise
        _clean(target, places, {each.path for each in report.files if each.state == State.FAILED})

    def _fetch(self, target: Path, wanted: Wanted) -> FileResult:
        file, path, shown = wanted.file, target / wanted.place.local, wanted.place.remote
        self._progress.started(shown, file.size)
        fetch: Fetch | None = None
        try:
            if _is_there(path, file, self._clock):
                self._progress.moved(shown, file.size)
                result = FileResult(shown, file.size, State.SAME)
            else:
                fetch = Fetch(
                    self._service,
                    self._clock,
                    file,
                    path,
                    wanted.usable(self._clock),
                    lambda size: self._progress.moved(shown, size),
                )
                fetch()
                result = FileResult(shown, file.size, State.RECEIVED, fetch.travelled)
        except Interrupted:
            raise
        except DdsError as error:
            travelled = fetch.travelled if fetch else 0
            result = FileResult.failed(shown, file.size, error, travelled)
        self._progress.finished(shown, result.state, result.message)
        return result


def folder_name(project_name: str) -> str:
    """Where a project goes that no folder is named for, as DukeDSClient has it."""
    return safe_name("".join("_" if each in " :/\\" else each for each in project_name))


def _is_there(path: Path, file: RemoteFile, clock: RunClock) -> bool:
    """Whether a local file is the remote one, by size and digest."""
    try:
        if path.is_symlink() or not path.is_file() or path.stat().st_size != file.size:
            return False
        return has_content(path, [file], clock)
    except (OSError, LocalError, FileChanged):
        return False


def _make_folders(target: Path, places: Sequence[Place]) -> None:
    """Those that were wanted, and those that wanted files lie in."""
    try:
        target.mkdir(parents=True, exist_ok=True)
        for place in places:
            path = target / place.local
            folder = path if isinstance(place.entry, RemoteFolder) else path.parent
            folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LocalError(f"{error.filename}: {error.strerror}") from error


def _clean(target: Path, places: Sequence[Place], failed: set[str]) -> None:
    """What earlier runs left of versions that are no longer current."""
    keep: dict[str, set[str]] = {}
    for place in places:
        if isinstance(place.entry, RemoteFile):
            kept = keep.setdefault(os.path.dirname(place.local), set())  # noqa: PTH120
            if place.remote in failed:
                kept.add(place.entry.version_id)
    for folder, versions in keep.items():
        clean_up(target / folder, frozenset(versions))
