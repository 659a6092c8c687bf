"""Migrations 0007 and 0012: folders and files get the numbers that lists are sorted by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.database import Database
from dds_upload.bootstrap.records import build_records
from dds_upload.core.directory.entries import Location
from dds_upload.core.paging import PageRequest
from tests.db.old import OldRows, OldUploads, left_by
from tests.db.plans import plans

#: Enough for an index to be worth it.
MANY = 600


@pytest.fixture
def old(empty_url: str) -> Iterator[OldRows]:
    """A database without numbers."""
    database = Database(empty_url)
    yield OldRows(database, "0005_axes_and_events")
    database.close()


def fill(old: OldRows, project: UUID, count: int, folder: UUID | None = None) -> list[UUID]:
    """So many files."""
    place = {"project_id": project, "parent_id": folder}
    return [
        old.add("files", **place, name=f"f{number}", current_version=uuid4())
        for number in range(count)
    ]


def numbers(old: OldRows, table: str, *columns: str) -> dict[UUID, tuple[int, ...]]:
    return {UUID(str(row["id"])): tuple(row[it] for it in columns) for row in old.rows_of(table)}


def test_what_is_there_is_numbered_in_the_order_in_which_it_came(old: OldRows) -> None:
    mice, rats = old.project("mice"), old.project("rats")
    (top,) = fill(old, mice, 1)
    outer = old.add("folders", project_id=mice, name="outer")
    deleted = old.add("files", project_id=mice, name="d", current_version=uuid4(), deleted_at=5)
    first, second = fill(old, mice, 2, outer)
    inner = old.add("folders", project_id=mice, parent_id=outer, name="inner")
    (other,) = fill(old, rats, 1)
    assert "0007_list_positions" in old.migrate("0007_list_positions")
    places = ("project_position", "parent_position")
    assert numbers(old, "folders", *places) == {outer: (2, 2), inner: (6, 3)}
    assert numbers(old, "files", *places, "file_position") == {
        top: (1, 1, 1),
        deleted: (3, 3, 2),
        first: (4, 1, 3),
        second: (5, 2, 4),
        other: (1, 1, 1),
    }


def test_a_page_is_read_by_an_index_on_its_numbers(empty_url: str, tmp_path: Path) -> None:
    with left_by("0005_axes_and_events", empty_url, tmp_path) as old:
        mice, rats = old.project("mice"), old.project("rats")
        with old.database.transaction():
            folder = old.add("folders", project_id=mice, name="outer")
            for project, parent in ((mice, None), (mice, folder), (rats, None)):
                fill(old, project, MANY, parent)
        give_versions(old)
        old.migrate("0018_kept_counts")
        check_plans(old.database, mice)


def check_plans(database: Database, project: UUID) -> None:
    records = build_records(database)
    files, children = records.files, records.children
    deep, root = PageRequest(12, 50), Location(project)
    asked = {
        ("files_files", "file_position"): lambda: files.page_of_project(project, deep),
        ("files_listed", "project_position"): lambda: children.page(root, "", deep),
        ("files_children", "parent_position"): lambda: children.page(root, None, deep),
    }
    for (index, column), ask in asked.items():
        bounds = re.compile(rf"{index}\b.*\b{column}( >= |>\?)", re.DOTALL)
        assert any(bounds.search(plan) for plan in plans(database, ask)), index


def give_versions(old: OldUploads) -> None:
    """All files get their current version, of one upload."""
    sql = """INSERT INTO file_versions (id, file_id, version, upload_id, created_at)
        SELECT current_version, id, 1, CAST(? AS {}), 1 FROM files"""
    uuid = "TEXT" if old.database.is_sqlite else "UUID"
    old.database.sql(sql.format(uuid), (old.upload("complete").hex,))


def test_paths_are_numbered_as_what_they_lead_to(old: OldRows) -> None:
    old.migrate("0007_list_positions")
    mice, rats = old.project("mice"), old.project("rats")
    places: dict[str, Any] = {"project_id": mice, "parent_position": 1}
    folder = old.add("folders", name="a", project_position=1, **places)
    places |= {"current_version": uuid4(), "file_position": 1}
    file = old.add("files", name="b", project_position=2, **places)
    for number, entry in enumerate((folder, file)):
        old.insert("former_paths", id=number, project_id=mice, entry_id=entry, name="c")
    old.migrate("0012_steady_lists")
    assert numbers(old, "folders", "path_since") == {folder: (1,)}
    assert numbers(old, "files", "path_since") == {file: (2,)}
    assert [row["since"] for row in old.rows_of("former_paths")] == [1, 2]
    holds = numbers(old, "projects", "holds")
    assert holds[mice][0] >= 2
    assert holds[rats][0] == 0


def test_what_is_there_is_counted(old: OldRows) -> None:
    mice, rats = old.project("mice"), old.project("rats")
    outer = old.add("folders", project_id=mice, name="outer")
    inner = old.add("folders", project_id=mice, parent_id=outer, name="inner")
    for folder, number in ((None, 2), (outer, 3)):
        fill(old, mice, number, folder)
    for folder in (None, inner):
        place: dict[str, Any] = {"project_id": mice, "parent_id": folder, "deleted_at": 5}
        old.add("files", name="d", current_version=uuid4(), **place)
    old.migrate("0018_kept_counts")
    counts = numbers(old, "projects", "entries_count", "files_count", "root_count")
    assert counts == {mice: (7, 5, 3), rats: (0, 0, 0)}
    assert numbers(old, "folders", "entries_count") == {outer: (4,), inner: (0,)}
