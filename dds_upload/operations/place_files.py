"""Puts finished files where they were asked for; what a project has already, it keeps as it is."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from dds_upload.core.assembly import Target
from dds_upload.core.records.assemblies import Shelves
from dds_upload.core.records.projects import Projects

#: An upload, and a place for it.
Placement = tuple[UUID, Target]


@dataclass(frozen=True, slots=True)
class PlaceFiles:
    """Works inside a transaction, and holds the projects first: content is there once."""

    projects: Projects
    shelves: Shelves

    def hold(self, project_ids: Collection[UUID]) -> set[UUID]:
        """The projects of these that are still there, always held in one order."""
        return {project_id for project_id in sorted(project_ids) if self.projects.hold(project_id)}

    def lacking(self, placements: Sequence[Placement]) -> list[Placement]:
        """Those whose project has no file with that content; reads only."""
        uploads = {upload_id for upload_id, _ in placements}
        projects = {target.project_id for _, target in placements}
        present = self.shelves.present(uploads, projects) if placements else ()
        return [
            (upload_id, target)
            for upload_id, target in placements
            if (upload_id, target.project_id) not in present
        ]

    def __call__(self, placements: Sequence[Placement], now: datetime) -> None:
        """Add what is lacking; the projects must be held."""
        lacking = self.lacking(placements)
        places = {(target.project_id, target.folder): target for _, target in lacking}
        folders = {place: self.shelves.folder(target, now) for place, target in places.items()}
        files = [
            (upload_id, folders[target.project_id, target.folder], target)
            for upload_id, target in lacking
        ]
        self.shelves.add(files, now)
