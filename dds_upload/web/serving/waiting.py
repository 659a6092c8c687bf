"""The connections of a process that wait without a thread: for which event, and until when."""

from __future__ import annotations

import selectors
import time
from collections.abc import Callable, Iterator

from dds_upload.web.serving.connection import Connection, Waits


class Waiting:
    """They are in the order in which they began to wait. One is here or in a thread, never both.

    A connection is watched on while a thread answers on it. Mostly nothing comes meanwhile, so that
    the kernel need not be told twice a request. If something comes, `look_away` from it.
    """

    def __init__(
        self, poller: selectors.BaseSelector, on_event: Callable[[Connection], object]
    ) -> None:
        """`on_event` is called, by whoever asks the poller, for one that can go on."""
        self._poller = poller
        self._on_event = on_event
        self._connections: dict[Connection, None] = {}
        #: How much of small bodies is collected at once, over all connections; bytes.
        self.collected = 0

    def __iter__(self) -> Iterator[Connection]:
        """Whoever waits longest comes first; none may begin or end meanwhile."""
        return iter(self._connections)

    def __contains__(self, connection: Connection) -> bool:
        return connection in self._connections

    def late(self, now: float) -> list[Connection]:
        """Those that have waited too long."""
        return [it for it in self._connections if it.deadline <= now]

    def begin(self, connection: Connection, waits: Waits, seconds: float) -> None:
        """It waits for that from now on, and no longer than `seconds`."""
        self._watch(
            connection, selectors.EVENT_WRITE if waits is Waits.SENDING else selectors.EVENT_READ
        )
        self._connections.pop(connection, None)
        self._connections[connection] = None
        connection.waits = waits
        connection.deadline = time.monotonic() + seconds

    def collect(self, connection: Connection, size: int) -> None:
        """A body of so many bytes is collected meanwhile."""
        connection.collects = size
        self.collected += size

    def end(self, connection: Connection) -> None:
        """It waits no more, but is watched on; may be repeated."""
        if connection in self._connections:
            del self._connections[connection]
            self.collected -= connection.collects
            connection.collects = 0

    def look_away(self, connection: Connection) -> None:
        """It is not watched any more; may be repeated."""
        if connection.watched:
            connection.watched = 0
            self._poller.unregister(connection.sock)

    def _watch(self, connection: Connection, events: int) -> None:
        if connection.watched == events:
            return
        if connection.watched:
            self.look_away(connection)
        connection.watched = events
        self._poller.register(connection.sock, events, lambda _: self._on_event(connection))
