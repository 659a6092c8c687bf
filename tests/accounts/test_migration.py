"""Migration 0002 on a database of 0001 that has users and projects."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from db.database import Database
from db.migrate import difference, migrate
from dds_upload.bootstrap.records import build_records
from dds_upload.core.accounts.slugs import is_slug
from dds_upload.web.messages import is_text
from tests.accounts.test_slugs import NAMES
from tests.db.old import OldRows


@pytest.fixture
def old(empty_url: str) -> Iterator[OldRows]:
    """Return a database as 0001 left it, empty."""
    database = Database(empty_url)
    yield OldRows(database, "0001_start")
    database.close()


def slugs_of(database: Database, projects: list[UUID]) -> list[str]:
    """What the projects are called now, those deleted too."""
    rows = database.sql("SELECT id, slug FROM projects").fetchall()
    found = {UUID(str(row_id)): slug for row_id, slug in rows}
    return [found[project] for project in projects]


def test_projects_of_one_name_get_numbers_oldest_first(old: OldRows) -> None:
    projects = [old.project("Mice"), old.project("mice!"), old.project("MICE", deleted_at=9)]
    migrate(old.database)
    assert slugs_of(old.database, projects) == ["mice", "mice-2", "mice-3"]
    shown = build_records(old.database).projects.get(projects[1])
    assert shown is not None
    assert shown.slug == "mice-2"


def test_a_slug_stays_with_the_oldest_who_had_it(old: OldRows) -> None:
    projects = [
        old.project("rats"),
        old.project("a", "rats"),
        old.project("b", "rats"),
        old.project("c", "Rats & Mice"),
        old.project("d", "2024"),
        old.project("e", "rats-3"),
        old.project("f", "y" * 1024),
    ]
    migrate(old.database)
    kept = ["rats-2", "rats", "rats-4", "rats-mice", "project-2024", "rats-3", "y" * 50]
    assert slugs_of(old.database, projects) == kept


def test_old_names_give_the_slugs_that_new_ones_give(old: OldRows) -> None:
    names = {slug: name for name, slug in NAMES if is_text(name)}
    projects = [old.project(name) for name in names.values()]
    migrate(old.database)
    assert slugs_of(old.database, projects) == list(names)


def test_many_of_one_name_take_a_moment_and_all_have_slugs(old: OldRows) -> None:
    projects = [old.project("x" * 60) for _ in range(300)]
    migrate(old.database)
    slugs = slugs_of(old.database, projects)
    assert len(set(slugs)) == 300
    assert all(map(is_slug, slugs))


def test_everything_joins_the_default_organisation(old: OldRows) -> None:
    users = {old.user("ada"), old.user("bob")}
    old.project("Mice")
    migrate(old.database)
    assert difference(old.database).pending == []
    [(default, slug)] = old.database.sql("SELECT id, slug FROM organizations").fetchall()
    assert slug == "default"
    members = old.database.sql(
        "SELECT organization_id, user_id FROM organization_members"
    ).fetchall()
    assert {UUID(str(user)) for _, user in members} == users
    assert {row[0] for row in members} == {default}
    assert old.database.sql("SELECT organization_id FROM projects").fetchall() == [(default,)]
    assert migrate(old.database) == []
