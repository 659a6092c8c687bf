"""Keys and checks are in the schema itself: rows that break them are refused by the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import uuid4

import peewee
import pytest

from db.tables.accounts import Users
from db.tables.all import ALL
from db.tables.storage import StorageProviders
from db.tables.uploads import Chunks, UploadDigests, Uploads
from dds_upload.core.storage.policy import SIZE_MAX
from tests.house.rows import Rows

Row = Mapping[str, Any]


def first_of(rows: Rows, table: Any) -> dict[str, Any]:
    """A row that is there."""
    found: dict[str, Any] = rows.lab.database.first(table.select().dicts())
    return found


def upload_row(rows: Rows) -> dict[str, Any]:
    rows.upload()
    return first_of(rows, Uploads) | {"id": uuid4()}


def chunk_row(rows: Rows) -> dict[str, Any]:
    rows.grant(rows.upload(), 1, 50)
    return first_of(rows, Chunks) | {"number": 2}


def digest_row(rows: Rows) -> dict[str, Any]:
    rows.assembling()
    return first_of(rows, UploadDigests) | {"id": uuid4()}


def provider_row(rows: Rows) -> dict[str, Any]:
    return first_of(rows, StorageProviders) | {"id": uuid4(), "is_default": False}


def user_row(rows: Rows) -> dict[str, Any]:
    fresh = {"id": uuid4(), "username": "other", "user_key_digest": "fresh"}
    return first_of(rows, Users) | fresh


REFUSED: list[tuple[Any, Callable[[Rows], Row], dict[str, Any]]] = [
    *(
        (Uploads, upload_row, broken)
        for broken in (
            {"size": -1},
            {"state": "done"},
            {"verified": "maybe"},
            {"chunk_max_number": 0},
            {"chunk_min_size_bytes": -1},
            {"chunk_min_size_bytes": 101},
            {"chunks_count": -1},
            {"chunks_count": 11},
            {"chunks_size": -1},
            {"chunks_size": 101},
            {"provider": uuid4()},
            {"project": uuid4()},
            {"name": None},
            {"etag": None},
        )
    ),
    *(
        (Chunks, chunk_row, broken)
        for broken in (
            {"number": 1},
            {"number": -1},
            {"number": 2**31},
            {"size": -1},
            {"upload": uuid4()},
            {"digest_value": None},
        )
    ),
    *((UploadDigests, digest_row, broken) for broken in ({"origin": "x"}, {"upload": uuid4()})),
    *(
        (StorageProviders, provider_row, broken)
        for broken in (
            {"is_default": True},
            {"chunk_max_number": 0},
            {"chunk_max_size_bytes": 0},
        )
    ),
    (Users, user_row, {"username": "researcher"}),
]


@pytest.mark.parametrize(
    ("table", "good", "broken"),
    REFUSED,
    ids=[
        f"{table.__name__}-{'-'.join(broken)}-{i}" for i, (table, _, broken) in enumerate(REFUSED)
    ],
)
def test_the_database_refuses(
    rows: Rows, table: Any, good: Callable[[Rows], Row], broken: dict[str, Any]
) -> None:
    row = good(rows)
    with pytest.raises(peewee.IntegrityError):
        rows.lab.database.run(table.insert({**row, **broken}))
    rows.lab.database.run(table.insert(row))


def test_a_default_provider_cannot_be_deprecated(rows: Rows) -> None:
    for flag in ({"is_deprecated": True}, {"is_default": True, "is_deprecated": True}):
        with pytest.raises(peewee.IntegrityError):
            rows.lab.database.run(StorageProviders.update(**flag))


@pytest.mark.parametrize("table", ALL, ids=lambda table: table.__name__)
def test_the_models_are_the_schema(rows: Rows, table: Any) -> None:
    handle = rows.lab.database.handle
    name = table._meta.table_name
    found = {column.name: column for column in handle.get_columns(name)}
    fields = {field.column_name: field for field in table._meta.sorted_fields}
    assert found.keys() == fields.keys()
    keys = {field.column_name for field in table._meta.get_primary_keys()}
    assert set(handle.get_primary_keys(name)) == keys
    for column, field in fields.items():
        # SQLite lets a text key be null unless told otherwise; a key is never null here.
        assert found[column].null == field.null or column in keys
    foreign = {key.column: key.dest_table for key in handle.get_foreign_keys(name)}
    assert foreign == {
        field.column_name: field.rel_model._meta.table_name
        for field in fields.values()
        if isinstance(field, peewee.ForeignKeyField)
    }


def test_all_tables_of_the_schema_have_models(rows: Rows) -> None:
    tables = set(rows.lab.database.handle.get_tables()) - {"schema_migrations"}
    found = {name for name in tables if not name.startswith("sqlite_")}
    assert found == {table._meta.table_name for table in ALL}


def test_numbers_of_bytes_have_64_bits(rows: Rows) -> None:
    row = upload_row(rows) | {"size": SIZE_MAX, "chunks_size": SIZE_MAX}
    rows.lab.database.run(Uploads.insert(row))
    assert rows.get(row["id"]).tally.size == SIZE_MAX
