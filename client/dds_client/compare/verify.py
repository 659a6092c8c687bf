"""Whether a local folder or file is the same as in a project, by size and digest."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from dds_client.api.records import Project, RemoteFile, RemoteFolder
from dds_client.api.service import Service
from dds_client.clock import RunClock
from dds_client.download.places import Placing
from dds_client.errors import DdsError, ExitCode, Interrupted
from dds_client.local.ignore import Ignored
from dds_client.local.tree import LocalFile, Shown, Skipped, read_tree, roots_of
from dds_client.remote.content import has_content
from dds_client.remote.projects import ProjectName, find_project
from dds_client.remote.tree import RemoteTree, find_in, read_all
from dds_client.settings.settings import Settings
from dds_client.transfer.progress import Progress
from dds_client.transfer.workers import side_by_side


class Difference(StrEnum):
    """The kinds of differences."""

    ONLY_LOCAL = "only local"
    ONLY_REMOTE = "only remote"
    KIND = "file and folder"
    SIZE = "another size"
    CONTENT = "another content"
    UNREADABLE = "cannot be read"


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that differs: its local path, and its path in the project."""

    path: str
    remote: str
    difference: Difference


@dataclass(frozen=True, slots=True)
class VerifyOrder:
    """The paths to compare: `remote` is a path in the project; None: it is derived."""

    project: ProjectName
    path: str
    remote: str | None = None
    follow_links: bool = False


@dataclass(slots=True)
class VerifyReport:
    """The differences, and the number of compared files."""

    project: Project
    path: str
    remote: str
    files: int = 0
    findings: list[Finding] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def exit_code(self) -> ExitCode:
        """What `dds verify` ends with."""
        return ExitCode.DIFFERENT if self.findings else ExitCode.DONE


@dataclass(frozen=True, slots=True)
class _Pair:
    local: LocalFile
    file: RemoteFile
    path: str
    remote: str


class Verifier:
    """Compares what an order names; used once."""

    def __init__(
        self, service: Service, settings: Settings, clock: RunClock, progress: Progress
    ) -> None:
        self._service = service
        self._settings = settings
        self._clock = clock
        self._progress = progress

    def run(self, order: VerifyOrder) -> VerifyReport:
        """Reads every local file that has a counterpart. Raises UsageError."""
        (root,) = roots_of([order.path])
        project = find_project(self._service, order.project)
        tree = read_all(self._service, project)
        remote = order.remote or _counterpart(tree, root)
        ignored = Ignored.by_regex(self._settings.exclude)
        local = read_tree([root], ignored, follow_links=order.follow_links)
        report, shown = VerifyReport(project, order.path, remote), Shown([order.path])
        report.skipped = [Skipped(shown(each.path), each.reason) for each in local.skipped]
        ours = {_name(each.remote[1:]): each for each in local.files}
        folders = {_name(each[1:]) for each in local.folders}
        theirs = self._theirs(tree, remote, is_file=not folders)
        report.findings += [
            Finding(shown(each.path), "", Difference.UNREADABLE) for each in local.unreadable
        ]
        pairs = _compare_names(report, ours, folders - {""}, theirs)
        report.files = len(pairs)
        self._progress.total(len(pairs), sum(each.file.size for each in pairs))
        found = side_by_side(pairs, self._compare, self._settings.upload_jobs)
        report.findings += [each for each in found if each is not None]
        report.findings.sort(key=lambda each: (each.remote, each.path))
        return report

    def _theirs(
        self, tree: RemoteTree, remote: str, *, is_file: bool
    ) -> dict[str, RemoteFile | RemoteFolder]:
        """What is in the project, by the local paths that a download would give it."""
        start = find_in(tree, remote, prefer_file=is_file)
        if start is None:
            return {}
        if isinstance(start, RemoteFile):
            return {"": start}
        parent = start.parent if isinstance(start, Project) else start.as_parent
        placing = Placing(tree, self._service.directory.created_on, lambda path: None)
        return {place.local: place.entry for place in placing.below(parent)}

    def _compare(self, pair: _Pair) -> Finding | None:
        self._progress.started(pair.path, pair.file.size)
        difference = self._difference(pair)
        self._progress.moved(pair.path, pair.file.size)
        self._progress.finished(pair.path, "same" if difference is None else "differs")
        return None if difference is None else Finding(pair.path, pair.remote, difference)

    def _difference(self, pair: _Pair) -> Difference | None:
        if pair.local.size != pair.file.size:
            return Difference.SIZE
        try:
            same = has_content(Path(pair.local.path), [pair.file], self._clock)
        except Interrupted:
            raise
        except DdsError:
            return Difference.UNREADABLE
        return None if same else Difference.CONTENT


def _counterpart(tree: RemoteTree, root: str) -> str:
    """Where an upload puts a path, if something is there; for other folders the whole project."""
    name = os.path.basename(root)  # noqa: PTH119
    if os.path.isdir(root) and tree.folder(tree.project.parent, name) is None:  # noqa: PTH112
        return "/"
    return f"/{name}"


def _compare_names(
    report: VerifyReport,
    ours: Mapping[str, LocalFile],
    folders: set[str],
    theirs: Mapping[str, RemoteFile | RemoteFolder],
) -> list[_Pair]:
    """The files that are on both sides; whatever is on one side alone is a finding."""
    local, remote = _joined(report.path), _joined(report.remote)
    pairs: list[_Pair] = []

    def differs(name: str, difference: Difference) -> None:
        report.findings.append(Finding(local(name), remote(name), difference))

    for name in sorted({*ours, *folders, *theirs}):
        entry = theirs.get(name)
        if entry is None:
            differs(name, Difference.ONLY_LOCAL)
        elif name not in ours and name not in folders:
            differs(name, Difference.ONLY_REMOTE)
        elif (name in folders) != isinstance(entry, RemoteFolder):
            differs(name, Difference.KIND)
        elif isinstance(entry, RemoteFile):
            pairs.append(_Pair(ours[name], entry, local(name), remote(name)))
    return pairs


def _name(remote: tuple[str, ...]) -> str:
    return "/".join(remote)


def _joined(root: str) -> Callable[[str], str]:
    return lambda name: f"{root.rstrip('/')}/{name}" if name else root
