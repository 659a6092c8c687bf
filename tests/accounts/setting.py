"""Accounts on a real database, with a clock that tests can move."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from db.accounts import AccountTable
from db.callers import CallerTable
from db.database import Database
from db.migrate import migrate
from dds_upload.adapters.tokens import JwtSigner
from dds_upload.core.secret import Secret
from dds_upload.operations.accounts import CreatedUser, ManageTokens, ManageUsers, ReadUsers
from dds_upload.operations.authenticate import Authenticate
from dds_upload.operations.issue_token import IssueToken

MASTER = Secret("a master secret of some length, as SECRET_KEY_BASE has it")


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A migrated database, closed at the end."""
    database = Database(url)
    migrate(database)
    yield database
    database.close()


class MovableClock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def move(self, **by: float) -> None:
        """Let time pass, as `hours=2`."""
        self.now += timedelta(**by)


class Accounts:
    """Everything about accounts, put together as the composition root does."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clock = MovableClock()
        self.signer = JwtSigner(MASTER)
        callers, rows = CallerTable(database), AccountTable(database)
        self.users = ManageUsers(rows, self.clock)
        self.tokens = ManageTokens(rows, self.clock)
        self.read_users = ReadUsers(rows)
        self.issue_token = IssueToken(callers, rows, self.signer, self.clock)
        self.authenticate = Authenticate(callers, self.signer, self.clock)

    def signed_token(self, created: CreatedUser) -> str:
        """A token as a software agent gets it."""
        keys = created.keys
        return self.issue_token(keys.agent_key.reveal(), keys.user_key.reveal()).token.reveal()
