"""Accounts on a real database, with a clock that tests can move."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from db.accounts.accounts import AccountTable
from db.accounts.callers import CallerTable
from db.accounts.organizations import OrganizationTable
from db.database import Database
from db.migrate import migrate
from dds_upload.adapters.tokens import JwtSigner
from dds_upload.commands import accounts as account_commands
from dds_upload.commands import organizations as organization_commands
from dds_upload.commands import tokens as token_commands
from dds_upload.core.secret import Secret
from dds_upload.operations.accounts.api_tokens import ManageTokens
from dds_upload.operations.accounts.authenticate import Authenticate
from dds_upload.operations.accounts.issue_token import IssueToken
from dds_upload.operations.accounts.organizations import ManageOrganizations
from dds_upload.operations.accounts.users import (
    AccountOperations,
    CreatedUser,
    ManageUsers,
    ReadUsers,
)

MASTER = Secret("a master secret of some length, as SECRET_KEY_BASE has it")

Command = Callable[..., int]


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
        self.organizations = ManageOrganizations(OrganizationTable(database), rows, self.clock)
        self.read_users = ReadUsers(rows)
        self.issue_token = IssueToken(callers, rows, self.signer, self.clock)
        self.authenticate = Authenticate(callers, self.signer, self.clock)

    def signed_token(self, created: CreatedUser) -> str:
        """A token as a software agent gets it."""
        keys = created.keys
        return self.issue_token(keys.agent_key.reveal(), keys.user_key.reveal()).token.reveal()


@dataclass(frozen=True)
class OpenedService:
    """What a command opens."""

    accounts: AccountOperations
    organizations: ManageOrganizations


def command_line(accounts: Accounts) -> Command:
    """A function that runs one command line and gives its exit code."""
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers(required=True)
    for part in (account_commands, token_commands, organization_commands):
        part.add_commands(subparsers)

    @contextmanager
    def open_service() -> Iterator[OpenedService]:
        operations = AccountOperations(accounts.users, accounts.tokens)
        yield OpenedService(operations, accounts.organizations)

    def run(*words: str) -> int:
        args = parser.parse_args(words)
        code: int = args.run(open_service, args)
        return code

    return run
