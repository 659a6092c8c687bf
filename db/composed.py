"""Queries of one shape, which are composed once: from run to run only their values differ.

peewee takes longer to compose such a query than a database to answer it. PostgreSQL also plans it
once for each connection, as it does SQL that is written by hand.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import signature
from typing import Any

from peewee import BigIntegerField, Field, ForeignKeyField, IntegerField, Node, TextField, Value

from db.statements import Statement
from db.tables.base import Table

#: Fields whose values drivers give as they are.
_AS_THEY_ARE = (BigIntegerField, IntegerField, TextField)

#: Inserts of more rows are composed each time: there are too many shapes of them.
_ROWS_MAX = 8

Read = Callable[[Any], Any]


class Slot(Value):
    """The place of a value in a query."""

    def __init__(self, name: str, field: Field | None = None) -> None:
        """What is compared with a field takes that field's values; else `field` says whose."""
        super().__init__(name, unpack=False)
        self._field = field

    def of(self, field: Field) -> Slot:
        """The place of a new value of a field."""
        return Slot(self.value, field)

    def __sql__(self, ctx: Any) -> Any:
        """Called by peewee while it composes."""
        write = self._field.db_value if self._field else ctx.state.converter
        with ctx(value_literals=False):
            return ctx.value(_Place(self.value, write), False)


@dataclass(frozen=True, slots=True)
class Filled:
    """A composed query with its values, to be run by a `Database`."""

    composed: Composed
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _Place:
    name: str
    write: Callable[[Any], Any] | None

    def parameter(self, values: Mapping[str, Any]) -> object:
        value = values[self.name]
        return self.write(value) if self.write and value is not None else value


class Composed:
    """A query that a function builds, once for each kind of database, of slots as its arguments.

    All other values are written into the statement: an index that covers only some rows is used.
    """

    def __init__(
        self, build: Callable[..., Any], *, named: bool = False, locks: bool = False
    ) -> None:
        """Rows are tuples, or dicts by the names of fields if they are `named`.

        With `locks` the rows are locked; SQLite has no locks of rows, and needs none.
        """
        self._build = build
        self._named = named
        self._locks = locks
        self._spelled: dict[bool, tuple[Statement, Sequence[_Place]]] = {}
        self._columns: Sequence[tuple[str, Read | None]] = ()

    def __call__(self, **values: Any) -> Filled:
        """The query with these values."""
        return Filled(self, values)

    def spelled(
        self, is_sqlite: bool, context: Callable[[], Any], values: Mapping[str, Any]
    ) -> tuple[Statement, Sequence[object]]:
        """The statement, which is composed in such a context first, and its parameters in order."""
        if is_sqlite not in self._spelled:
            self._spelled[is_sqlite] = self._compose(is_sqlite, context())
        statement, places = self._spelled[is_sqlite]
        return statement, [place.parameter(values) for place in places]

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Any]:
        """The rows that a database gave, in the types of the fields."""
        reads = [read for _, read in self._columns]
        values = (
            [it if read is None else read(it) for read, it in zip(reads, row, strict=True)]
            for row in rows
        )
        if not self._named:
            return list(map(tuple, values))
        names = [name for name, _ in self._columns]
        return [dict(zip(names, row, strict=True)) for row in values]

    def _compose(self, is_sqlite: bool, context: Any) -> tuple[Statement, Sequence[_Place]]:
        query = self._build(**{name: Slot(name) for name in signature(self._build).parameters})
        if self._locks and not is_sqlite:
            query = query.for_update()
        self._columns = [_column(it) for it in query._returning or ()]
        with context(value_literals=True):
            text, places = context.sql(query).query()
        return Statement(text if is_sqlite else text.replace("%s", "?")), places


def _as_it_is(query: Any) -> Any:
    return query


def unless_known(query: Any) -> Any:
    """Leave out rows whose key is there: an end of `insert`."""
    return query.on_conflict_ignore().as_rowcount()


def insert(
    table: type[Table], rows: Sequence[Mapping[str, Any]], end: Callable[[Any], Any] = _as_it_is
) -> Any:
    """Insert rows of the same columns, one at least; a query may stand for a value of all rows.

    `end` is given peewee's query and may add what is done with rows that exist, and what is
    returned. It is a function of a module, as each one makes a shape of its own. Returned rows are
    dicts by the names of fields.
    """
    if len(rows) > _ROWS_MAX or any(isinstance(it, Node) for it in rows[0].values()):
        return end(table.insert_many(rows)).dicts()
    values = {f"{name}_{at}": value for at, row in enumerate(rows) for name, value in row.items()}
    return _insert(table, tuple(rows[0]), len(rows), end)(**values)


@cache
def _insert(
    table: type[Table], names: Sequence[str], rows: int, end: Callable[[Any], Any]
) -> Composed:
    fields = {name: getattr(table, name) for name in names}
    slots = [
        {name: Slot(f"{name}_{at}", field) for name, field in fields.items()} for at in range(rows)
    ]
    return Composed(lambda: end(table.insert_many(slots)), named=True)


def _column(column: Any) -> tuple[str, Read | None]:
    field = column.rel_field if isinstance(column, ForeignKeyField) else column
    converted = isinstance(field, Field) and type(field) not in _AS_THEY_ARE
    return getattr(column, "name", ""), field.python_value if converted else None
