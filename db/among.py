"""Whether a column has one of many texts, which are sent as one parameter.

Peewee's `in_` makes each value a parameter of its own, and takes longer to write such a statement
than a database to run it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from peewee import OP, SQL, Expression

from db.database import Database


def among(database: Database, column: Any, texts: Iterable[str]) -> Any:
    """A condition of a peewee query."""
    listed = list(texts)
    if database.is_sqlite:
        every = SQL("(SELECT value FROM json_each(?))", [json.dumps(listed)])
        return Expression(column, OP.IN, every)
    return Expression(column, OP.EQ, SQL("ANY (CAST(%s AS text[]))", [listed]))
