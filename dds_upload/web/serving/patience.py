"""How long and for how many clients a server process waits. Plain values from the configuration."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Patience:
    """What a client may take of one process.

    A stream is a request whose body or answer moves for as long as its client likes: it has a
    thread of its own, `streams` of them at once, and of those `streams_of_one` for one caller. It
    is given up if less than `rate` bytes a second moved on average over `window` seconds in which
    the process waited for its client.

    A process that is told to stop says so for `drain` seconds to whoever asks whether it is ready,
    and takes connections meanwhile.

    All others wait without a thread: a connection that sends nothing for `idle` seconds, a head
    that is not there after `head` seconds, and a body after as long again and its size by `rate`.
    """

    streams: int
    streams_of_one: int
    rate: int
    idle: float
    window: float = 120.0
    head: float = 30.0
    drain: float = 0.0

    def of_body(self, size: int) -> float:
        """How long a body of so many bytes, or an answer, may take that waits without a thread."""
        return self.head + size / max(self.rate, 1)
