"""Rows as JSON: one statement reads a row with any number of rows that belong to it.

Both databases can make arrays of a row's values and of many rows. Here these become the same as
peewee's `.dicts()` would give for the row.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from uuid import UUID

from db.database import Database
from db.statements import Statement
from db.tables.base import Table


class JsonRow:
    """The columns of a table, as an array and back."""

    def __init__(self, table: type[Table], alias: str) -> None:
        self._fields = table._meta.sorted_fields
        self.sql = row_of(*(f"{alias}.{it.column_name}" for it in self._fields))

    def read(self, values: Iterable[Any]) -> dict[str, Any]:
        """The row, by the names and in the types of its fields."""
        return {
            it.name: it.python_value(value) for it, value in zip(self._fields, values, strict=True)
        }


class WideStatement:
    """A statement that gives rows as JSON; `?` are its parameters, and `{ids}` is a list of ids.

    `{row}` makes an array of values, `{rows}` one of many rows. `{json}` precedes such an array
    that goes into another one. `{any}` and `{end}` enclose a query, as `IN (...)` does, for no more
    than a page of values: PostgreSQL then plans for few of them. Each database has its own spelling
    of these.
    """

    def __init__(self, text: str) -> None:
        """`text` may give any number of rows and columns; all columns are text."""
        self._sqlite = Statement(
            text.format(
                row="json_array",
                rows="json_group_array",
                json="json",
                ids="IN (SELECT value FROM json_each(?))",
                any="IN (",
                end=")",
            )
        )
        self._postgresql = Statement(
            text.format(
                row="json_build_array",
                rows="json_agg",
                json="",
                ids="= ANY (CAST(? AS uuid[]))",
                any="= ANY (ARRAY(",
                end="))",
            )
        )

    def read(self, database: Database, *parameters: object) -> Iterator[list[Any]]:
        """Its rows; each column is the value of its JSON, or None."""
        statement = self._sqlite if database.is_sqlite else self._postgresql
        for row in database.sql(statement, parameters).fetchall():
            yield [json.loads(it) if isinstance(it, str) else it for it in row]


def list_of(database: Database, ids: Iterable[UUID]) -> str:
    """The parameter for `{ids}`."""
    listed = [it.hex for it in ids]
    return json.dumps(listed) if database.is_sqlite else f"{{{','.join(listed)}}}"


def row_of(*columns: str) -> str:
    """An array of these values."""
    return f"{{row}}({', '.join(columns)})"


def columns_of(*columns: str) -> str:
    """An array of columns, each an array of its values in all rows; for `rows_in`.

    It is written and read in less time than an array of rows.
    """
    return row_of(*(f"{{rows}}({it})" for it in columns))


def rows_in(columns: list[Any]) -> Iterator[tuple[Any, ...]]:
    """The rows of `columns_of`; PostgreSQL gives nulls where there is none."""
    return zip(*(it or () for it in columns), strict=True)


def by_id(rows: Iterable[list[Any]] | None) -> Mapping[UUID, list[Any]]:
    """Rows by their id, which is their first value."""
    return {UUID(row[0]): [UUID(row[0]), *row[1:]] for row in rows or ()}
