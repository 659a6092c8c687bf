"""Migration 0002 on a database of 0001 that has users and projects."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from playhouse.migrations import Runner

import db.migrate
from db.database import Database
from db.directory.projects import ProjectTable
from db.migrate import migrate, pending
from dds_upload.core.accounts.slugs import is_slug
from dds_upload.web.messages import is_text
from tests.accounts.test_slugs import NAMES


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """Return a database as 0001 left it, empty."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.db'}"
    else:
        url = request.getfixturevalue("postgres_url")
    database = Database(url)
    folder = Path(db.migrate.__file__).with_name("migrations")
    Runner(database.handle, str(folder), table_name="schema_migrations").up("0001_start")
    yield database
    database.close()


class Old:
    """Puts rows there as 0001 has them; ids are kept as each database keeps them."""

    def __init__(self, database: Database) -> None:
        self._database, self._moments = database, count(1)

    def user(self, username: str) -> UUID:
        """A user."""
        return self._insert(
            "users",
            username=username,
            full_name=username,
            first_name="",
            last_name=username,
            email="",
            is_admin=False,
        )

    def project(self, name: str, slug: str | None = None, deleted_at: int | None = None) -> UUID:
        """A project."""
        values = {"name": name, "slug": slug, "description": "", "deleted_at": deleted_at}
        return self._insert("projects", **values)

    def _insert(self, table: str, **values: object) -> UUID:
        row_id = uuid4()
        row = {"id": row_id.hex, "created_at": next(self._moments), **values}
        marks = ", ".join("?" * len(row))
        self._database.sql(
            f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values())
        )
        return row_id


def slugs_of(database: Database, projects: list[UUID]) -> list[str]:
    """What the projects are called now, those deleted too."""
    rows = database.sql("SELECT id, slug FROM projects").fetchall()
    found = {UUID(str(row_id)): slug for row_id, slug in rows}
    return [found[project] for project in projects]


def test_projects_of_one_name_get_numbers_oldest_first(old: Database) -> None:
    rows = Old(old)
    projects = [rows.project("Mice"), rows.project("mice!"), rows.project("MICE", deleted_at=9)]
    migrate(old)
    assert slugs_of(old, projects) == ["mice", "mice-2", "mice-3"]
    shown = ProjectTable(old).get(projects[1])
    assert shown is not None
    assert shown.slug == "mice-2"


def test_a_slug_stays_with_the_oldest_who_had_it(old: Database) -> None:
    rows = Old(old)
    projects = [
        rows.project("rats"),
        rows.project("a", "rats"),
        rows.project("b", "rats"),
        rows.project("c", "Rats & Mice"),
        rows.project("d", "2024"),
        rows.project("e", "rats-3"),
        rows.project("f", "y" * 1024),
    ]
    migrate(old)
    kept = ["rats-2", "rats", "rats-4", "rats-mice", "project-2024", "rats-3", "y" * 50]
    assert slugs_of(old, projects) == kept


def test_old_names_give_the_slugs_that_new_ones_give(old: Database) -> None:
    rows = Old(old)
    names = {slug: name for name, slug in NAMES if is_text(name)}
    projects = [rows.project(name) for name in names.values()]
    migrate(old)
    assert slugs_of(old, projects) == list(names)


def test_many_of_one_name_take_a_moment_and_all_have_slugs(old: Database) -> None:
    rows = Old(old)
    projects = [rows.project("x" * 60) for _ in range(300)]
    migrate(old)
    slugs = slugs_of(old, projects)
    assert len(set(slugs)) == 300
    assert all(map(is_slug, slugs))


def test_everything_joins_the_default_organisation(old: Database) -> None:
    rows = Old(old)
    users = {rows.user("ada"), rows.user("bob")}
    rows.project("Mice")
    migrate(old)
    assert pending(old) == []
    [(default, slug)] = old.sql("SELECT id, slug FROM organizations").fetchall()
    assert slug == "default"
    members = old.sql("SELECT organization_id, user_id FROM organization_members").fetchall()
    assert {UUID(str(user)) for _, user in members} == users
    assert {row[0] for row in members} == {default}
    assert old.sql("SELECT organization_id FROM projects").fetchall() == [(default,)]
    assert migrate(old) == []
