"""A service with small limits on SQLite and a disk, and users who speak the protocol to it."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

import pytest

from providers.memory.options import Switches
from tests.house.client import Api
from tests.house.fixtures import OpenLab
from tests.house.setting import SMALL, Lab, open_lab, settings_for
from tests.protocols.pulp.wire import Wire, basic


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """A database of one kind: the protocol knows of none."""
    return sqlite_url


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A service that tests share: users see nothing of each other."""
    yield from _opened(tmp_path_factory)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lab]:
    """A service that tests of one module fill once and read often."""
    yield from _opened(tmp_path_factory)


def _opened(folders: pytest.TempPathFactory) -> Iterator[Lab]:
    folder = folders.mktemp("pulp")
    lab = open_lab(settings_for(f"sqlite:///{folder}/dds.db", folder))
    yield lab
    lab.close()


@pytest.fixture
def wire(shared: Lab) -> Wire:
    """A new user there: files of 1000 bytes at the most, in 10 chunks of 100."""
    return new_user(shared)


@pytest.fixture
def own(lab: Lab) -> Wire:
    """The only user of a service of this test's own, with the same limits."""
    return wire_of(lab, "researcher")


@pytest.fixture
def loose(open_again: OpenLab) -> Wire:
    """The same with so many chunks that none is too small."""
    return wire_of(open_again({**SMALL, "LOCAL_CHUNK_MAX_NUMBER": "1000"}), "researcher")


@pytest.fixture
def upload(wire: Wire) -> str:
    """The href of an upload of 10 bytes."""
    return wire.begin(10)


@pytest.fixture
def half(own: Wire) -> str:
    """The href of an upload that has a chunk where others are about to be sent."""
    upload = own.begin(10)
    own.chunk(upload, 0, b"abcde")
    return upload


class Slow:
    """A service whose storage can be taken away, so that a commit goes on for as long as that."""

    def __init__(self, lab: Lab, switches: Switches) -> None:
        self.lab = lab
        self.wire = wire_of(lab, "researcher")
        self._switches = switches

    def stop(self) -> None:
        """Nothing is joined from now on."""
        self._switches.available = False

    def go_on(self) -> None:
        """The worker does what is left to do."""
        self._switches.available = True
        self.lab.clock.forward(minutes=1)
        self.lab.work()


@pytest.fixture
def slow(memory_lab: Lab, memory_switches: Switches) -> Slow:
    """A service with the same limits that keeps its bytes in memory."""
    return Slow(memory_lab, memory_switches)


_NUMBERS = count(1)


def new_user(lab: Lab) -> Wire:
    """A client for a user whose name does not matter."""
    return wire_of(lab, f"user{next(_NUMBERS)}")


def wire_of(lab: Lab, username: str, *, admin: bool = False) -> Wire:
    """A client for a new user, with the token that came with the account."""
    token = lab.accounts.users.create(username, is_admin=admin).api_token.reveal()
    return Wire(lab, basic(username, token), token)


def dds(wire: Wire) -> Api:
    """The same user in the DDS API."""
    return Api(wire.lab, wire.token)
