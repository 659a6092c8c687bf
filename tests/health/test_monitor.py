"""What checks found is told at once, whatever they do meanwhile."""

from __future__ import annotations

import time
from collections.abc import Iterator
from threading import Event

import pytest

from dds_upload.adapters.monitor import Monitor
from dds_upload.core.health.checks import NotReady
from tests.e2e.polling import eventually


class Lab:
    """Two checks: one that does as it is told, and one that hangs when it is told to."""

    def __init__(self) -> None:
        self.fault: Exception | None = None
        self.looks = 0
        self.may_end = Event()
        self.may_end.set()
        checks = {"moody": self._moody, "slow": lambda: self.may_end.wait(20)}
        self.monitor = Monitor(checks, pause=0.01, patience=0.05)

    def _moody(self) -> None:
        self.looks += 1
        if self.fault:
            raise self.fault

    def told(self, name: str) -> str:
        return self.monitor.states()[name]


@pytest.fixture
def lab() -> Iterator[Lab]:
    made = Lab()
    yield made
    made.monitor.stop()
    made.may_end.set()


def test_nothing_is_ready_that_was_not_looked_at(lab: Lab) -> None:
    assert set(lab.monitor.states().values()) == {"not looked at yet"}
    lab.monitor.start(patience=10)
    assert set(lab.monitor.states().values()) == {"ok"}


def test_a_change_is_told_and_told_again(lab: Lab) -> None:
    lab.monitor.start(patience=10)
    lab.fault = NotReady("it is late")
    eventually(lambda: lab.told("moody") == "it is late")
    lab.fault = None
    eventually(lambda: lab.told("moody") == "ok")


def test_the_log_has_what_was_found_twice_and_once(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    lab.fault = NotReady("it is late")
    lab.monitor.start(patience=10)
    eventually(lambda: "moody: it is late" in caplog.text)
    looks = lab.looks
    eventually(lambda: lab.looks > looks + 3)
    assert caplog.text.count("it is late") == 1


def test_a_defect_is_logged_once_with_where_it_is(
    lab: Lab, caplog: pytest.LogCaptureFixture
) -> None:
    lab.fault = ZeroDivisionError("of a defect")
    lab.monitor.start(patience=10)
    eventually(lambda: "Traceback" in caplog.text)
    looks = lab.looks
    eventually(lambda: lab.looks > looks + 3)
    assert caplog.text.count("Traceback") == 1


def test_one_that_hangs_is_told_of_and_keeps_nobody(lab: Lab) -> None:
    lab.may_end.clear()
    begun = time.monotonic()
    lab.monitor.start(patience=0.2)
    eventually(lambda: lab.told("slow").startswith("no answer for"))
    assert lab.told("moody") == "ok"
    assert time.monotonic() - begun < 5
    lab.may_end.set()
    eventually(lambda: lab.told("slow") == "ok")
