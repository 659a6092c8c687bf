"""Brings a database to the newest schema; several hosts may do it at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playhouse.migrations import Migration, Runner

from db.database import Database
from dds_upload.core.settings.reading import ConfigurationError

_FOLDER = Path(__file__).with_name("migrations")
_TABLE = "schema_migrations"

#: A number that no other program uses: PostgreSQL's advisory locks are named by numbers.
_LOCK = 0x6464735F75706C64


@dataclass(frozen=True, slots=True)
class SchemaDifference:
    """The names of migrations that were not applied yet, and of those of a newer release."""

    pending: Sequence[str]
    unknown: Sequence[str]


def difference(database: Database) -> SchemaDifference:
    """The difference between the schema and that of this release.

    Every process asks for it every few seconds, and a runner would take five times as long.
    """
    known = [migration.name for migration in Migration.load_directory(str(_FOLDER))]
    applied = _applied(database)
    return SchemaDifference(
        pending=[name for name in known if name not in applied],
        unknown=sorted(applied.difference(known)),
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


def _applied(database: Database) -> set[str]:
    with database.connected():
        if not database.handle.table_exists(_TABLE):
            return set()
    return {name for (name,) in database.sql(f"SELECT name FROM {_TABLE}").rows}


def _runner(database: Database) -> Any:
    return Runner(database.handle, str(_FOLDER), table_name=_TABLE)
