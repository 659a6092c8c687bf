"""Brings a database to the newest schema; several hosts may do it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playhouse.migrations import Runner

from db.database import Database
from dds_upload.core.settings.reading import ConfigurationError

_FOLDER = Path(__file__).with_name("migrations")

#: A number that no other program uses: PostgreSQL's advisory locks are named by numbers.
_LOCK = 0x6464735F75706C64


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """The names of migrations that were not applied yet, and of those of a newer release."""

    pending: Sequence[str]
    unknown: Sequence[str]


def difference(database: Database) -> SchemaDifference:
    """The difference between the schema and that of this release."""
    with database.connected():
        status = list(_runner(database).status())
    return SchemaDifference(
        pending=[m.name for m in status if m.path is not None and not m.applied],
        unknown=[m.name for m in status if m.path is None],
    )


def migrate(database: Database, while_locked: Callable[[], None] = lambda: None) -> list[str]:
    """Apply all pending migrations, or none; gives their names.

    `while_locked` is called while no other process migrates. Raises ConfigurationError if a new
    database cannot hold all characters.
    """
    with database.transaction():
        if not database.is_sqlite:
            database.sql("SELECT pg_advisory_xact_lock(?)", (_LOCK,))
            _check_encoding(database)
        while_locked()
        applied = list(_runner(database).up())
        if applied and not database.is_sqlite:
            database.sql("ANALYZE")  # else it plans by what it knew of other tables
        return applied


def _check_encoding(database: Database) -> None:
    """Refuse a new database without Unicode, before it has names that it cannot be rid of.

    One that is in use already goes on, with the names that it can hold.
    """
    (encoding,) = database.sql("SHOW server_encoding").fetchone()
    if encoding != "UTF8" and not any(m.applied for m in _runner(database).status()):
        raise ConfigurationError(
            [f"the database has the encoding {encoding}: create it with --encoding UTF8"]
        )


def _runner(database: Database) -> Any:
    return Runner(database.handle, str(_FOLDER), table_name="schema_migrations")
