"""How a database goes about a query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from db.database import Database

#: Small tables are rather read from their beginning, unless that is forbidden.
_AS_IF_LARGE = ("enable_seqscan", "enable_bitmapscan", "enable_sort")


def plans(database: Database, ask: Callable[[], object], *, is_analyzed: bool = True) -> list[str]:
    """The plan of each SELECT that is asked, by what is known of the tables at this moment.

    SQLite knows nothing of them unless `is_analyzed`, which no installation does by itself.
    """
    asked: list[tuple[str, Any]] = []
    execute = database.handle.execute_sql

    def noted(sql: str, params: Any = None, **more: Any) -> Any:
        if sql.lstrip("\n (").startswith(("SELECT", "WITH", "EXECUTE")):
            asked.append((sql, params))
        return execute(sql, params, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database.handle, "execute_sql", noted)
        ask()
    assert asked
    explain = "EXPLAIN QUERY PLAN" if database.is_sqlite else "EXPLAIN"
    with database.connected():
        if is_analyzed:
            execute("ANALYZE")
        rows = [execute(f"{explain} {sql}", params).fetchall() for sql, params in asked]
    return ["\n".join(str(row[-1]) for row in plan) for plan in rows]


def plans_if_large(database: Database, ask: Callable[[], object]) -> list[str]:
    """The same, of tables with so many rows that all ways but indexes are dear."""
    with database.transaction():
        if not database.is_sqlite:
            for setting in _AS_IF_LARGE:
                database.sql(f"SET LOCAL {setting} = off")
        return plans(database, ask)
