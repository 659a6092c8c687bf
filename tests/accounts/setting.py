"""Accounts on a real database, with a clock that tests can move."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

from config.settings import Settings
from db.database import Database
from db.migrate import migrate
from dds_upload.bootstrap.parts import build_parts
from dds_upload.bootstrap.service import Service, build_service
from dds_upload.commands import accounts as account_commands
from dds_upload.commands import organizations as organization_commands
from dds_upload.commands import tokens as token_commands
from dds_upload.core.errors import ValidationFailed
from dds_upload.operations.accounts.users import CreatedUser
from tests.house.clock import MovableClock
from tests.house.setting import hurry

Command = Callable[..., int]


@contextmanager
def opened(url: str) -> Iterator[Database]:
    """A migrated database, closed at the end."""
    database = Database(url)
    hurry(database)
    migrate(database)
    yield database
    database.close()


class Accounts:
    """Everything about accounts, as the service has it."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.database = database
        self.clock = MovableClock(stands_at=datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC))
        parts = build_parts(settings, clock=self.clock, database=database)
        self.service = build_service(parts)
        self.signer = parts.signer
        accounts = self.service.operations.accounts
        self.users, self.read_users = accounts.users, accounts.read_users
        self.tokens, self.organizations = accounts.tokens, accounts.organizations
        self.issue_token, self.authenticate = accounts.issue_token, accounts.authenticate

    def signed_token(self, created: CreatedUser) -> str:
        """A token as a software agent gets it."""
        keys = created.keys
        return self.issue_token(keys.agent_key.reveal(), keys.user_key.reveal()).token.reveal()


def tried_at_once(create: Callable[[], object]) -> int:
    """How many of eight succeed who do it at the same moment."""

    def succeeds(_: int) -> bool:
        try:
            create()
        except ValidationFailed:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        return sum(pool.map(succeeds, range(8)))


def command_line(accounts: Accounts) -> Command:
    """A function that runs one command line and gives its exit code."""
    parser = argparse.ArgumentParser()
    subparsers = parser.add_subparsers(required=True)
    for part in (account_commands, token_commands, organization_commands):
        part.add_commands(subparsers)

    @contextmanager
    def open_service() -> Iterator[Service]:
        yield accounts.service

    def run(*words: str) -> int:
        args = parser.parse_args(words)
        code: int = args.run(open_service, args)
        return code

    return run
