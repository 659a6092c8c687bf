"""Servers that a run of the tests has once, however many worker processes share them.

A plugin module, beside `fixtures`. The process that was started first, which runs no tests itself
where there are workers, starts such a server for the first that asks and ends it with the run. A
test must leave it as it was, and change only what is its own: an account made for the test.
"""

from __future__ import annotations

import secrets
import threading
from contextlib import ExitStack
from multiprocessing.connection import Client, Connection, Listener
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.services.folders import open_folder
from tests.services.processes import Running


class Shared(Protocol):
    """A class of servers that is made of a folder, and whose `facts` say all about it."""

    def __call__(self, folder: Path, /) -> Running: ...


#: Where the office is, and the word that opens it.
Address = tuple[str, bytes]

_CLOSE = None
_OFFICE: pytest.StashKey[Office] = pytest.StashKey()


def shared(config: pytest.Config, kind: Shared) -> Any:
    """The facts of the run's only server of that kind, started if nobody has asked before.

    Raises RuntimeError with the reason where it cannot be started.
    """
    address = getattr(config, "workerinput", {}).get("office") or config.stash[_OFFICE].address
    return _ask(address, kind)


class Office:
    """Starts servers when they are asked for.

    One thread does everything: what it has started ends with it, see `processes`.
    """

    def __init__(self) -> None:
        """Open; nothing is started yet."""
        word = secrets.token_bytes(16)
        self._listener = Listener(authkey=word)
        self.address: Address = (str(self._listener.address), word)
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """End all servers."""
        _ask(self.address, _CLOSE)
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        facts: dict[object, Any] = {}
        with ExitStack() as running:
            folder = running.enter_context(open_folder("shared"))
            while True:
                with self._listener.accept() as caller:
                    if (kind := caller.recv()) is _CLOSE:
                        running.close()
                        caller.send((True, None))
                        return
                    caller.send(_answer(kind, facts, folder, running))


def _answer(
    kind: Any, facts: dict[object, Any], folder: Path, running: ExitStack
) -> tuple[bool, Any]:
    if kind not in facts:
        own = folder / kind.__name__
        own.mkdir()
        try:
            facts[kind] = True, running.enter_context(kind(own)).facts
        except Exception as error:  # whoever asks is told, and asking again changes nothing
            facts[kind] = False, f"{type(error).__name__}: {error}"
    answer: tuple[bool, Any] = facts[kind]
    return answer


def _ask(address: Address, kind: Shared | None) -> Any:
    path, word = address
    office: Connection
    with Client(path, authkey=word) as office:
        office.send(kind)
        done, facts = office.recv()
    if not done:
        raise RuntimeError(facts)
    return facts


def pytest_configure(config: pytest.Config) -> None:
    """Open the office, but in no worker."""
    if not hasattr(config, "workerinput"):
        config.stash[_OFFICE] = Office()


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a worker where the office is."""
    node.workerinput["office"] = node.config.stash[_OFFICE].address


def pytest_unconfigure(config: pytest.Config) -> None:
    """Close it."""
    if _OFFICE in config.stash:
        config.stash[_OFFICE].close()
