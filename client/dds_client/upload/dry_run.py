"""Shows what an upload would do, as far as that can be known without doing it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from dds_client.api.records import Project, Provider
from dds_client.api.service import Service
from dds_client.errors import DdsError, LocalError
from dds_client.local.ignore import Ignored
from dds_client.local.tree import LocalFile, LocalTree, Shown, Skipped, read_tree
from dds_client.remote.projects import find_or_create_project, look_for_project
from dds_client.remote.tree import RemoteTree, read_below
from dds_client.settings.settings import Settings
from dds_client.transfer.results import FileResult, State
from dds_client.upload.already_there import AlreadyThere
from dds_client.upload.context import cut_for
from dds_client.upload.folders import find_places
from dds_client.upload.orders import PlannedFile, UploadOrder, UploadReport
from dds_client.upload.source import Source


def read_ordered(settings: Settings, order: UploadOrder, roots: Sequence[str]) -> LocalTree:
    """What lies at the paths of an order."""
    ignored = Ignored.by_regex(settings.exclude)
    tree = read_tree(roots, ignored, follow_links=order.follow_links)
    return tree if order.only is None else tree.only(order.only)


def unreadable(local: LocalTree, shown: Shown) -> list[FileResult]:
    """What could not even be looked at."""
    return [
        FileResult.failed(shown(each.path), 0, LocalError(each.reason)) for each in local.unreadable
    ]


class DryRun:
    """Sends nothing and makes nothing; ends as the real run would."""

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._settings = settings

    def run(self, order: UploadOrder, roots: Sequence[str]) -> UploadReport:
        """What `run` would do, as far as that can be known without doing it."""
        local = read_ordered(self._settings, order, roots)
        provider = self._service.storage.provider(self._settings.provider)
        project = look_for_project(self._service, order.project)
        if project is None and order.project.id is not None:
            find_or_create_project(self._service, order.project)
        shown = Shown(order.paths)
        report = UploadReport(project, files=unreadable(local, shown))
        report.skipped = [Skipped(shown(each.path), each.reason) for each in local.skipped]
        names = {path[0] for path in local.folders}
        remote = (
            read_below(self._service, project, names)
            if project is not None
            else RemoteTree(Project("", order.project.name or ""), ())
        )
        there = AlreadyThere(self._service, remote.project.id)
        place = find_places(remote, local.folders)
        report.folders = ["/" + "/".join(path) for path in place.missing]
        for file in local.files:
            parent = place.parents.get(file.remote[:-1])
            existing = remote.files(parent, file.name) if parent is not None else []
            look = partial(there.find, existing)
            self._plan_one(report, provider, file, shown(file.path), look)
        report.files.sort(key=lambda each: each.path)
        return report

    def _plan_one(
        self,
        report: UploadReport,
        provider: Provider,
        file: LocalFile,
        shown: str,
        look: Callable[[Source], object],
    ) -> None:
        try:
            cut = cut_for(provider, file.size, self._settings.chunk_size)
            with Source(file) as source:
                same = look(source)
        except DdsError as error:
            report.files.append(FileResult.failed(shown, file.size, error))
            return
        state = State.SAME if same else State.SENT
        report.files.append(FileResult(shown, file.size, state))
        if not same:
            report.planned.append(PlannedFile(shown, cut.chunk_size, cut.count))
