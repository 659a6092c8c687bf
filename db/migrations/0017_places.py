"""Uploads by where their bytes are, in the order in which storage lists them: for audits."""

from __future__ import annotations

from typing import Any

from peewee import PostgresqlDatabase


def up(migrator: Any, db: Any) -> None:
    """By the bytes of the container's name, whatever the database's language is."""
    bytewise = 'COLLATE "C"' if isinstance(db, PostgresqlDatabase) else "COLLATE BINARY"
    db.execute_sql(
        f"CREATE INDEX uploads_places ON uploads (provider_id, container {bytewise}, id)"
    )
