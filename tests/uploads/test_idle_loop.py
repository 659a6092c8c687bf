"""Threads that wait for work end when they are told to."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Event

import pytest

from dds_upload.adapters.idle_loop import IdleLoop

SOON = 10


@pytest.fixture
def ended() -> Iterator[Event]:
    """When this is set, a step ends; at the end of the test at the latest."""
    event = Event()
    yield event
    event.set()


def test_a_step_that_fails_is_tried_again() -> None:
    tried = list[None]()
    enough = Event()

    def fail(stopping: Event) -> bool:
        tried.append(None)
        if len(tried) == 3:
            enough.set()
        raise RuntimeError("a defect")

    loop = IdleLoop(fail, name="fails", threads=1, pause=0.01)
    loop.start()
    assert enough.wait(SOON)
    loop.stop(SOON)


def test_a_step_is_told_to_stop_and_waited_for() -> None:
    began, steps = Event(), list[bool]()

    def step(stopping: Event) -> bool:
        began.set()
        steps.append(stopping.wait(SOON))
        return True

    loop = IdleLoop(step, name="stops", threads=1)
    loop.start()
    assert began.wait(SOON)
    loop.stop(SOON)
    assert steps == [True]


def test_one_that_ignores_the_sign_is_not_waited_for_in_haste(ended: Event) -> None:
    began = Event()

    def step(stopping: Event) -> bool:
        began.set()
        ended.wait()
        return False

    loop = IdleLoop(step, name="ignores", threads=2)
    loop.start()
    assert began.wait(SOON)
    asked = iter([False, True])
    loop.stop(3600, in_haste=lambda: next(asked))
    assert not ended.is_set()
