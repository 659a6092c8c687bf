"""Whether a column has one of many texts, which are sent as one parameter.

Peewee's `in_` makes each value a parameter of its own, and takes longer to write such a statement
than a database to run it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from peewee import OP, SQL, Expression, NodeList, Value

from db.database import Database


def among(database: Database, column: Any, texts: Iterable[str]) -> Any:
    """A condition of a peewee query."""
    listed = list(texts)
    if database.is_sqlite:
        every = SQL("(SELECT value FROM json_each(?))", [json.dumps(listed)])
        return Expression(column, OP.IN, every)
    return Expression(column, OP.EQ, SQL("ANY (CAST(%s AS text[]))", [listed]))


def unindexed(database: Database, column: Any, value: UUID) -> Any:
    """Whether a column is equal to a value, for a query whose `among` leads to few rows.

    SQLite takes one value for a closer condition than a list. Where an index begins with the
    column, it would read all rows with this value.
    """
    if not database.is_sqlite:
        return column == value
    bare = NodeList((SQL("+"), column), glue="")
    return Expression(bare, OP.EQ, Value(column.db_value(value), converter=False))
