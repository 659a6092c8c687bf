"""Which requests may keep a thread for as long as their client takes: a bounded number of them.

The worker gives each request a lane, which the application finds in its environment. The lane says
whether the request has to be refused. The application tells it the caller, and asks before a long
answer begins.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from threading import Lock

#: The key of a request's lane in its WSGI environment.
LANE = "dds_upload.lane"

#: The key that says in it whether the process was told to stop.
STOPPING = "dds_upload.stopping"


class Streams:
    """The streams of one process; any thread asks."""

    def __init__(self, number: int, of_one: int) -> None:
        """At most `number` at once, and `of_one` of them for one caller."""
        self._number = number
        self._of_one = of_one
        self._taken = 0
        self._callers: Counter[str] = Counter()
        self._lock = Lock()

    @property
    def taken(self) -> int:
        """How many there are right now."""
        return self._taken

    def take(self) -> bool:
        """One more; False where there are as many as there may be."""
        with self._lock:
            if self._taken >= self._number:
                return False
            self._taken += 1
            return True

    def attribute(self, caller: str) -> bool:
        """One of those that were taken is this caller's; False where that would be too many."""
        with self._lock:
            if self._callers[caller] >= self._of_one:
                return False
            self._callers[caller] += 1
            return True

    def give(self, caller: str | None) -> None:
        """One less, of the caller that it was attributed to."""
        with self._lock:
            self._taken -= 1
            if caller is not None:
                self._callers[caller] -= 1
                if not self._callers[caller]:
                    del self._callers[caller]


class Lane:
    """Of one request: short, or a stream, or one stream too many, which is to be refused."""

    def __init__(self, streams: Streams, on_stream: Callable[[], object] = lambda: None) -> None:
        """A short one; `on_stream` is called when it becomes a stream."""
        self._streams = streams
        self._on_stream = on_stream
        self._caller: str | None = None
        self._is_attributed = False
        self.is_stream = False
        self.is_refused = False

    def begin_stream(self) -> None:
        """Its body is to be read while it comes."""
        self.is_stream = self._streams.take()
        self.is_refused = not self.is_stream

    def belongs_to(self, caller: str) -> bool:
        """Say who sent it; False where that one has too many streams already."""
        self._caller = caller
        return not self.is_stream or self._attribute()

    def become_stream(self) -> bool:
        """Its answer is long; False where there are too many streams already."""
        if self.is_stream:
            return True
        if not self._streams.take():
            return False
        self.is_stream = True
        self._on_stream()
        return self._attribute()

    def end(self) -> None:
        """The request is over."""
        if self.is_stream:
            self._streams.give(self._caller if self._is_attributed else None)
            self._is_attributed = self.is_stream = False

    def _attribute(self) -> bool:
        if self._caller is None or self._is_attributed:
            return True
        self._is_attributed = self._streams.attribute(self._caller)
        return self._is_attributed
