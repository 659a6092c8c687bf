"""What Swift does, or a relay before it: refusals, silence, slowness; and gone."""

from __future__ import annotations

import time
from collections.abc import Iterator
from functools import partial

from tests.client.actions import Action, Answer, Drip, Request, Silent
from tests.faults.fault import Fault
from tests.faults.ground import Ground, Plan
from tests.faults.senders import Sender

#: For how long each lasts; seconds.
_WHILE = 3.0


def every_second(ground: Ground, sender: Sender, action: Action, seconds: float = _WHILE) -> None:
    """Of what Swift is asked, by clients and by the service, every second call meets it."""
    assert ground.behind is not None
    sender.goes_on()
    ground.behind.rule = partial(_on_every_second, action, _Turn())
    time.sleep(seconds)
    ground.behind.rule = _on_nothing


def sign_in_away(ground: Ground, sender: Sender) -> None:
    """Tokens end, as the service is told, and nobody gives another."""
    assert ground.behind is not None
    sender.goes_on()
    ground.behind.rule = _without_sign_in
    time.sleep(_WHILE)
    ground.behind.rule = _on_nothing


def away(ground: Ground, sender: Sender) -> None:
    """Connections are refused."""
    sender.goes_on()
    with ground.servers.swift.away():
        time.sleep(_WHILE)


def hung(ground: Ground, sender: Sender, seconds: float = _WHILE) -> None:
    """Connections are accepted, and nobody answers."""
    sender.goes_on()
    ground.servers.swift.suspend()
    time.sleep(seconds)
    ground.servers.swift.resume()


class _Turn:
    """Whether it is a call's turn: every second one's."""

    def __init__(self) -> None:
        self._count = 0

    def comes(self) -> bool:
        """Count one."""
        self._count += 1
        return bool(self._count % 2)


def _on_nothing(request: Request) -> None:
    return None


def _on_every_second(action: Action, turn: _Turn, request: Request) -> Action | None:
    return action if turn.comes() else None


def _without_sign_in(request: Request) -> Action | None:
    is_signed_url = request.chunk > 0 and request.method == "PUT"
    if "/auth/" in request.path:
        return Answer(503)
    return None if is_signed_url else Answer(401)


def of_swift() -> Iterator[Fault]:
    """Behind the relay, and Swift itself."""
    relayed = Plan(on_swift=True, relayed=True)
    for action, name in (
        (Answer(500), "500"),
        (Answer(503), "503"),
        (Answer(429, (("Retry-After", "1"),)), "429"),
        (Answer(401), "401"),
        (Silent(5), "silence"),
        (Drip(5), "a byte a second"),
    ):
        strike = partial(every_second, action=action)
        yield Fault(f"Swift: {name}", strike, relayed)
    yield Fault("Swift: auth away", sign_in_away, relayed)
    yield Fault("Swift: refuses connections", away, Plan(on_swift=True))
    yield Fault("Swift: hangs", hung, Plan(on_swift=True))
