"""Puts finished files into their projects; files that a project has already stay as they are."""

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
    """Works inside a transaction, and locks the projects first, so that a file is there only once.

    Two files are the same if they have the same content, name and debug id.
    """

    projects: ProjectRecords
    deliveries: DeliveryRecords
    find_paths: FindPaths

    def hold(self, project_ids: Collection[UUID]) -> set[UUID]:
        """Lock the projects of these destinations that still exist."""
        return self.projects.hold_all(project_ids)

    def lacking(self, wanted: Sequence[Delivery]) -> list[Delivery]:
        """The destinations whose project has no such file, in any folder; this only reads.

        A file that was delivered without a debug id matches any: if only its client knows the id,
        the file came with it.
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
        """Add the files that are lacking, each under a path of its own.

        The projects must be locked.
        """
        found = self.find_paths(self.lacking(wanted))
        self.deliveries.add_folders(found.folders, now)
        self.deliveries.add_files(found.files, now)


def _is_one_of(debug_id: str | None, there: Collection[str | None]) -> bool:
    return bool(there) and (debug_id is None or debug_id in there or None in there)
