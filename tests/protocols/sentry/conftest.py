"""A service with small limits, and somebody who speaks the protocol to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest

from tests.house.setting import Lab, open_lab, settings_for
from tests.protocols.sentry.wire import Wire

#: 4 chunks of 64 bytes, requests of 160: limits that tests can reach, each by itself.
TINY = {
    "SENTRY_CHUNK_SIZE": "64",
    "SENTRY_CHUNKS_PER_REQUEST": "4",
    "SENTRY_MAX_REQUEST_SIZE": "160",
}

LabOf = Callable[..., Lab]


@pytest.fixture
def lab_of(migrated_sqlite: Path, tmp_path: Path) -> Iterator[LabOf]:
    """Return a function that makes a service, on SQLite, from an environment."""
    labs: list[Lab] = []

    def make(**environ: str) -> Lab:
        folder = copytree(migrated_sqlite, tmp_path / str(len(labs)))
        labs.append(open_lab(settings_for(f"sqlite:///{folder}/dds.db", folder, environ)))
        return labs[-1]

    yield make
    for lab in labs:
        lab.close()


@pytest.fixture
def tiny(lab_of: LabOf) -> Lab:
    """Return a service with small limits."""
    return lab_of(**TINY)


@pytest.fixture
def wire(tiny: Lab) -> Wire:
    """Return a client of a plain member of the default organisation."""
    return wire_of(tiny, "researcher")


def wire_of(lab: Lab, username: str, *, admin: bool = False) -> Wire:
    """A client for a new user, with the token that came with the account."""
    created = lab.accounts.users.create(username, is_admin=admin)
    return Wire(lab, created.api_token.reveal())


def limited(lab: Lab, username: str, *scopes: str) -> Wire:
    """A client with a token of that user that is limited to scopes."""
    return Wire(lab, lab.accounts.tokens.create(username, scopes=scopes).secret.reveal())
