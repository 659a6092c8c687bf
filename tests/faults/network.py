"""What networks do between a client and the service."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from functools import partial
from itertools import cycle
from urllib.parse import urlsplit

from tests.client.actions import Action, Closed, Cut, Lost, Request, Rule, Slow
from tests.faults.fault import Fault
from tests.faults.ground import Ground, Plan
from tests.faults.senders import Sender, Small

#: For how long each lasts; seconds.
_WHILE = 3.0

#: Heads and bodies that break off, as somebody sends them who then hangs up.
_BROKEN_OFF = (
    b"",
    b"GET /api/v1/current_us",
    b"POST /api/v1/projects HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{",
    b"PUT /storage/x HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n" + bytes(1000),
    b"GET /api/v1/projects HTTP/1.1\r\nHost: x\r\n\r\n",
)


def every_second(ground: Ground, sender: Sender, action: Action, seconds: float = _WHILE) -> None:
    """Of the calls of the client for one path every second, from the first on, meets it."""
    _meanwhile(ground, sender, partial(_on_odd_ones, action), seconds)


def slow(ground: Ground, sender: Sender, speed: int, seconds: float = _WHILE) -> None:
    """Chunks that are sent meanwhile get through at so many bytes a second."""
    _meanwhile(ground, sender, partial(_on_chunks, Slow(speed)), seconds)


def _meanwhile(ground: Ground, sender: Sender, rule: Rule, seconds: float) -> None:
    assert ground.front is not None
    sender.goes_on()
    ground.front.rule = rule
    time.sleep(seconds)
    ground.front.rule = _untouched


def hang_ups(ground: Ground, sender: Sender, count: int) -> None:
    """So many strangers hang up, in the middle of what they say, half of them with a reset."""
    sender.goes_on()
    service = urlsplit(ground.host.url)
    for number, said in zip(range(count), cycle(_BROKEN_OFF), strict=False):
        with socket.create_connection((service.hostname or "", service.port or 0), 30) as caller:
            caller.sendall(said)
            if number % 2:
                caller.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def _untouched(request: Request) -> None:
    return None


def _on_odd_ones(action: Action, request: Request) -> Action | None:
    return action if request.number % 2 else None


def _on_chunks(action: Action, request: Request) -> Action | None:
    return action if request.to_storage and request.method == "PUT" else None


def of_the_network() -> Iterator[Fault]:
    """Before the service, on a local disk, whose bytes come the same way."""
    relayed = Plan(relayed=True)
    for action, name in (
        (Cut(sent=0), "reset before the body"),
        (Cut(sent=100_000), "reset in the body"),
        (Cut(received=0), "closed before the answer"),
        (Closed(), "closed before anything"),
        (Lost(), "the answer is lost"),
    ):
        yield Fault(f"network: {name}", partial(every_second, action=action), relayed)
    yield Fault("network: 5 KB/s", partial(slow, speed=5_000), relayed, Small)
    yield Fault("network: 1,000 hang-ups", partial(hang_ups, count=1000))
