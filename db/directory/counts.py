"""Counts the entries of projects and folders, so that no page of a list has to.

The counts are written while the project is locked, with the rows themselves. Deleted entries do not
count.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from uuid import UUID

from db.batches import batches
from db.database import Database
from db.tables.directory import Folders
from db.tables.projects import Projects


def count_entries(
    database: Database,
    project_id: UUID,
    within: Mapping[UUID | None, int],
    *,
    entries: int = 0,
    files: int = 0,
) -> None:
    """Add to the counts of all entries, of files alone, and of entries directly in the folders.

    No folder means the root of the project; a negative number removes.
    """
    changes = {
        Projects.entries_count: entries,
        Projects.files_count: files,
        Projects.root_count: within.get(None, 0),
    }
    added = {column: column + change for column, change in changes.items() if change}
    if added:
        database.run_later(Projects.update(added).where(Projects.id == project_id))
    alike: dict[int, list[UUID]] = defaultdict(list)
    for folder_id, change in within.items():
        if folder_id is not None and change:
            alike[change].append(folder_id)
    for change, folder_ids in alike.items():
        more = Folders.update({Folders.entries_count: Folders.entries_count + change})
        for batch in batches(folder_ids):
            database.run_later(more.where(Folders.id.in_(batch)))
