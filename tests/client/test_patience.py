"""How requests are repeated: what is obeyed, and when it ends."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from dds_client.errors import Interrupted, Refused, TryAgain, Unavailable
from dds_client.wire.answers import retry_after
from dds_client.wire.patience import CAP, SOON_CAP, Patience


class FakeClock:
    """Time passes only where somebody waits."""

    def __init__(self) -> None:
        self.time = 1000.0
        self.waits: list[float] = []
        self.stopped = False

    def now(self) -> float:
        return self.time

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.time += seconds

    def check(self) -> None:
        if self.stopped:
            raise Interrupted("stopped")


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def failing(times: int, error: Callable[[], Exception]) -> Callable[[], str]:
    left = [times]

    def attempt() -> str:
        if left[0] == 0:
            return "done"
        left[0] -= 1
        raise error()

    return attempt


def patience(clock: FakeClock, retry_for: float = 600, said: list[str] | None = None) -> Patience:
    heard = [] if said is None else said
    return Patience(retry_for, clock, heard.append, dice=lambda: 1.0)


def test_waits_grow_up_to_a_cap(clock: FakeClock) -> None:
    attempt = failing(10, lambda: Unavailable("away"))
    assert patience(clock, retry_for=3600)(attempt) == "done"
    assert clock.waits == [0.5, 1, 2, 4, 8, 16, 32, CAP, CAP, CAP]


def test_what_passes_soon_is_asked_for_often(clock: FakeClock) -> None:
    patience(clock)(failing(5, lambda: Unavailable("being made", soon=True)))
    assert clock.waits == [0.5, 1, SOON_CAP, SOON_CAP, SOON_CAP]


def test_the_server_may_ask_for_a_longer_wait(clock: FakeClock) -> None:
    patience(clock)(failing(1, lambda: Unavailable("busy", retry_after=90)))
    assert clock.waits == [90]


def test_it_ends_at_the_deadline(clock: FakeClock) -> None:
    with pytest.raises(TryAgain, match="away; given up after 90 s"):
        patience(clock, retry_for=90)(failing(100, lambda: Unavailable("away")))
    assert sum(clock.waits) <= 90


def test_a_wait_beyond_the_deadline_is_not_begun(clock: FakeClock) -> None:
    with pytest.raises(TryAgain):
        patience(clock, retry_for=60)(failing(1, lambda: Unavailable("busy", retry_after=3600)))
    assert clock.waits == []


def test_while_the_network_is_away_each_further_request_does_not_wait_as_long(
    clock: FakeClock,
) -> None:
    both = patience(clock, retry_for=60)
    with pytest.raises(TryAgain):
        both(failing(100, lambda: Unavailable("away")))
    for _ in range(10):
        with pytest.raises(TryAgain):
            both(failing(100, lambda: Unavailable("away")))
    assert sum(clock.waits) <= 60


def test_a_success_of_another_request_gives_the_next_one_its_time_again(clock: FakeClock) -> None:
    both = patience(clock, retry_for=60)
    with pytest.raises(TryAgain):
        both(failing(100, lambda: Unavailable("away")))
    both(lambda: "done")
    assert both(failing(5, lambda: Unavailable("away"))) == "done"


def test_what_is_refused_is_not_repeated(clock: FakeClock) -> None:
    with pytest.raises(Refused):
        patience(clock)(failing(1, lambda: Refused("too large")))
    assert clock.waits == []


def test_a_stopped_run_begins_nothing(clock: FakeClock) -> None:
    clock.stopped = True
    with pytest.raises(Interrupted):
        patience(clock)(lambda: "done")


def test_long_waits_are_said_once_though_many_threads_wait(clock: FakeClock) -> None:
    said: list[str] = []
    patience(clock, said=said)(failing(1, lambda: Unavailable("busy", retry_after=30)))
    assert said == ["busy; next try in 30 s"]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120.0), ("", None), ("soon", None), ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0)],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after({"retry-after": value}) == seconds
