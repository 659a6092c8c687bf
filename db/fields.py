"""Column types with the same meaning on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from peewee import BigIntegerField

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def to_microseconds(moment: datetime) -> int:
    """An instant as whole microseconds since the epoch."""
    return (moment - _EPOCH) // _MICROSECOND


def from_microseconds(value: int) -> datetime:
    """The instant, in UTC."""
    return _EPOCH + timedelta(microseconds=value)


def to_uuid(value: Any) -> UUID:
    """An id as a driver gives it: psycopg2 as an object, SQLite as text."""
    return value if isinstance(value, UUID) else UUID(value)


class MomentField(BigIntegerField):
    """An instant kept as microseconds since the epoch: one order, no time zone settings."""

    def db_value(self, value: Any) -> int | None:
        """Take aware datetimes (and numbers, as peewee passes constants through here too)."""
        return to_microseconds(value) if isinstance(value, datetime) else value

    def python_value(self, value: Any) -> datetime | None:
        """Give aware datetimes back."""
        return None if value is None else from_microseconds(int(value))
