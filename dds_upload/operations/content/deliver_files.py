"""Puts finished files where they were asked for; what a project has already, it keeps as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.content.records import DeliveryRecords
from dds_upload.core.content.requests import Destination
from dds_upload.core.directory.projects import ProjectRecords

#: An upload, and a place for it.
Delivery = tuple[UUID, Destination]


@dataclass(frozen=True, slots=True)
class DeliverFiles:
    """Works inside a transaction, and holds the projects first: content is there once."""

    projects: ProjectRecords
    deliveries: DeliveryRecords

    def hold(self, project_ids: Collection[UUID]) -> set[UUID]:
        """The projects of these that are still there, always held in one order."""
        return {project_id for project_id in sorted(project_ids) if self.projects.hold(project_id)}

    def lacking(self, placements: Sequence[Delivery]) -> list[Delivery]:
        """Those whose project has no file with that content; reads only."""
        uploads = {upload_id for upload_id, _ in placements}
        projects = {destination.project_id for _, destination in placements}
        present = self.deliveries.present(uploads, projects) if placements else ()
        return [
            (upload_id, destination)
            for upload_id, destination in placements
            if (upload_id, destination.project_id) not in present
        ]

    def __call__(self, placements: Sequence[Delivery], now: datetime) -> None:
        """Add what is lacking; the projects must be held."""
        lacking = self.lacking(placements)
        places = {
            (destination.project_id, destination.folder): destination for _, destination in lacking
        }
        folders = {
            place: self.deliveries.folder(destination, now) for place, destination in places.items()
        }
        files = [
            (upload_id, folders[destination.project_id, destination.folder], destination)
            for upload_id, destination in lacking
        ]
        self.deliveries.add(files, now)
