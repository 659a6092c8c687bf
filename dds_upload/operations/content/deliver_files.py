"""Puts finished files where they were asked for; what a project has already, it keeps as it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.content.records import DeliveryRecords
from dds_upload.core.directory.projects import ProjectRecords
from dds_upload.operations.content.find_paths import Delivery, FindPaths


@dataclass(frozen=True, slots=True)
class DeliverFiles:
    """Works inside a transaction, and holds the projects first: a file is there once.

    One file is what has the same content, the same name and the same debug id.
    """

    projects: ProjectRecords
    deliveries: DeliveryRecords
    find_paths: FindPaths

    def hold(self, project_ids: Collection[UUID]) -> set[UUID]:
        """The projects of these that are still there, always held in one order."""
        return {project_id for project_id in sorted(project_ids) if self.projects.hold(project_id)}

    def lacking(self, wanted: Sequence[Delivery]) -> list[Delivery]:
        """Those whose project has no such file, wherever it lies; reads only.

        A file that came without a debug id is taken for one of any: where only its client knows
        the id, it came with it.
        """
        if not wanted:
            return []
        uploads = {upload_id for upload_id, _ in wanted}
        projects = {destination.project_id for _, destination in wanted}
        ids: dict[tuple[UUID, UUID, str], set[str | None]] = defaultdict(set)
        for upload_id, (project_id, name, debug_id) in self.deliveries.present(uploads, projects):
            ids[upload_id, project_id, name].add(debug_id)
        lacking = []
        for upload_id, to in wanted:
            there = ids[upload_id, to.project_id, to.name]
            if not _is_one_of(to.debug_id, there):
                lacking.append((upload_id, to))
                there.add(to.debug_id)
        return lacking

    def __call__(self, wanted: Sequence[Delivery], now: datetime) -> None:
        """Add what is lacking, each under a path of its own; the projects must be held."""
        found = self.find_paths(self.lacking(wanted))
        self.deliveries.add_folders(found.folders, now)
        self.deliveries.add_files(found.files, now)


def _is_one_of(debug_id: str | None, there: Collection[str | None]) -> bool:
    return bool(there) and (debug_id is None or debug_id in there or None in there)
