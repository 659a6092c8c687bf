"""How a database goes about a query."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from db.database import Database


def plans(database: Database, ask: Callable[[], object]) -> list[str]:
    """The plan of each SELECT that is asked, by what is known of the tables at this moment."""
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
        execute("ANALYZE")
        rows = [execute(f"{explain} {sql}", params).fetchall() for sql, params in asked]
    return ["\n".join(str(row[-1]) for row in plan) for plan in rows]
