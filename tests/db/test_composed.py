"""Queries that are composed once: they do what peewee does with the same query and values."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from db.composed import Composed, Slot, insert, unless_known
from db.tables.accounts import OrganizationMembers as Members
from db.tables.accounts import Organizations as T
from db.tables.events import Events
from db.tables.uploads import Uploads
from dds_upload.core.uploads.upload import UploadState
from tests.house.setting import Lab

NOW = datetime(2026, 3, 1, 12, 30, 0, 123_456, tzinfo=UTC)
ODD = ["it's", '"', "\\", "a,b", "%s", "%", "?", "?1", "$1", "NULL", "ü\U0001f600"]


def organization(slug: str) -> dict[str, Any]:
    return {"id": uuid4(), "slug": slug, "name": slug, "created_at": NOW}


def add(lab: Lab, *slugs: str, end: Any = unless_known) -> int:
    return lab.database.run(insert(T, [organization(it) for it in slugs], end))


def slugs(lab: Lab) -> set[str]:
    return {slug for (slug,) in lab.database.rows(T.select(T.slug).tuples())} - {"default"}


def test_its_function_is_called_once_for_each_kind_of_database(lab: Lab) -> None:
    built: list[Slot] = []

    def build(slug: Slot) -> Any:
        built.append(slug)
        return T.select(T.slug).where(T.slug == slug)

    query = Composed(build)
    add(lab, "one", "two")
    for slug in ("one", "two", "three"):
        assert lab.database.rows(query(slug=slug)) == [(slug,)] * (slug != "three")
    assert len(built) == 1


@pytest.mark.parametrize("named", [False, True])
def test_rows_have_the_types_and_the_names_that_peewee_gives(lab: Lab, named: bool) -> None:
    add(lab, "one")
    query = Composed(lambda slug: T.select().where(T.slug == slug), named=named)
    plain = T.select().where(T.slug == "one")
    expected = lab.database.rows(plain.dicts() if named else plain.tuples())
    assert lab.database.rows(query(slug="one")) == expected
    assert lab.database.first(query(slug="one")) == expected[0]
    assert lab.database.first(query(slug="two")) is None


def test_a_key_is_compared_as_the_key_that_it_refers_to(lab: Lab) -> None:
    user = lab.accounts.users.create("somebody").user.id
    query = Composed(lambda user: Members.select(Members.user).where(Members.user == user))
    assert lab.database.rows(query(user=user)) == [(user,)]
    assert lab.database.rows(query(user=uuid4())) == []


@pytest.mark.parametrize("text", ODD)
def test_values_are_taken_as_they_are(lab: Lab, text: str) -> None:
    add(lab, text, "other")
    query = Composed(lambda slug: T.select(T.slug).where(T.slug == slug))
    assert lab.database.rows(query(slug=text)) == [(text,)]


def test_a_moment_is_written_and_compared_to_the_microsecond(lab: Lab) -> None:
    add(lab, "one")
    since = Composed(lambda at: T.select(T.created_at).where(T.created_at == at))
    assert lab.database.rows(since(at=NOW)) == [(NOW,)]
    assert lab.database.rows(since(at=NOW.replace(microsecond=123_457))) == []


def test_what_is_always_the_same_is_written_into_the_statement(lab: Lab) -> None:
    is_open = Uploads.state == UploadState.OPEN
    query = Composed(lambda id: Uploads.select(Uploads.id).where(Uploads.id == id, is_open))
    context = lab.database.handle.get_sql_context
    statement, parameters = query.spelled(lab.database.is_sqlite, context, {"id": UUID(int=7)})
    assert "= 'open'" in statement.text
    assert parameters == [UUID(int=7).hex]
    assert lab.database.rows(query(id=UUID(int=7))) == []


def test_a_write_gives_the_number_of_rows_that_it_changed(lab: Lab) -> None:
    def rename(slug: Slot, name: Slot) -> Any:
        return T.update(name=name.of(T.name)).where(T.slug == slug)

    add(lab, "one", "two")
    query = Composed(rename)
    assert lab.database.run(query(slug="one", name="First")) == 1
    assert lab.database.run(query(slug="three", name="Third")) == 0
    names = T.select(T.name).where(T.slug == "one")
    assert lab.database.rows(names.tuples()) == [("First",)]


def test_a_write_whose_result_nobody_reads_is_there_at_the_end(lab: Lab) -> None:
    with lab.database.transaction():
        lab.database.run_later(insert(T, [organization("one")]))
        lab.database.run_later(insert(T, [organization("two")]))
    assert slugs(lab) == {"one", "two"}


@pytest.mark.parametrize("number", [1, 2, 8, 9, 600])
def test_any_number_of_rows_is_inserted(lab: Lab, number: int) -> None:
    names = [f"slug-{it}" for it in range(number)]
    assert add(lab, *names) == number
    assert slugs(lab) == set(names)


@pytest.mark.parametrize("number", [2, 12])
def test_rows_whose_key_is_there_are_left_out(lab: Lab, number: int) -> None:
    add(lab, "slug-1")
    assert add(lab, *(f"slug-{it}" for it in range(number))) == number - 1


@pytest.mark.parametrize("number", [2, 12])
def test_what_an_insert_returns_has_names(lab: Lab, number: int) -> None:
    rows = [organization(f"slug-{it}") for it in range(number)]
    found = lab.database.rows(insert(T, rows, returning_ids))
    assert found == [{"id": it["id"], "created_at": NOW} for it in rows]


def returning_ids(query: Any) -> Any:
    return query.returning(T.id, T.created_at)


@pytest.mark.parametrize("number", [1, 12])
def test_columns_that_rows_leave_out_have_their_defaults(lab: Lab, number: int) -> None:
    lab.database.run(insert(Events, [{"kind": "test", "at": NOW, "details": "{}"}] * number))
    query = Events.select(Events.count, Events.code).where(Events.kind == "test")
    assert lab.database.rows(query.tuples()) == [(1, None)] * number


@pytest.mark.parametrize("number", [1, 12])
def test_a_query_may_stand_for_a_value(lab: Lab, number: int) -> None:
    name = T.select(T.name).where(T.slug == "default")
    rows = [{**organization(f"slug-{it}"), "name": name} for it in range(number)]
    assert lab.database.run(insert(T, rows, unless_known)) == number
    found = lab.database.rows(T.select(T.name).distinct().tuples())
    assert len(found) == 1
