"""Calls to a Swift that is silent fail at once, and one now and then tries."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dds_upload.core.errors import StorageUnavailable
from providers.swift.breaker import FAILURES, PAUSE, PAUSE_MAX, Breaker, Verdict


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: float = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def breaker(clock: Clock) -> Breaker:
    return Breaker(clock)


def call(breaker: Breaker, verdict: Verdict) -> bool:
    """One call with that end; whether it was a trial."""
    is_trial = breaker.enter()
    breaker.leave(is_trial, verdict)
    return is_trial


def opened(breaker: Breaker) -> None:
    """Fail as often as it takes."""
    for _ in range(FAILURES):
        call(breaker, Verdict.SILENT)


def is_open(breaker: Breaker) -> bool:
    try:
        breaker.check()
    except StorageUnavailable:
        return True
    return False


def test_some_calls_in_a_row_open_it(breaker: Breaker) -> None:
    for _ in range(FAILURES - 1):
        call(breaker, Verdict.SILENT)
    assert not is_open(breaker)
    call(breaker, Verdict.SILENT)
    with pytest.raises(StorageUnavailable) as refused:
        breaker.enter()
    assert refused.value.retry_after == PAUSE


def test_an_answer_in_between_begins_the_row_anew(breaker: Breaker) -> None:
    for _ in range(3):
        for _ in range(FAILURES - 1):
            call(breaker, Verdict.SILENT)
        call(breaker, Verdict.UNKNOWN)
        call(breaker, Verdict.ANSWERED)
    assert not is_open(breaker)


def test_one_call_tries_while_others_go_on_failing(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    clock.now += PAUSE
    assert breaker.enter() is True
    clock.now += 3600
    assert is_open(breaker)
    breaker.leave(True, Verdict.ANSWERED)
    assert not is_open(breaker)
    assert call(breaker, Verdict.ANSWERED) is False


def test_pauses_double_up_to_the_longest_and_begin_anew(breaker: Breaker, clock: Clock) -> None:
    opened(breaker)
    pauses = []
    for _ in range(8):
        pause = PAUSE
        while True:
            clock.now += PAUSE
            if not is_open(breaker):
                break
            pause += PAUSE
        pauses.append(pause)
        assert call(breaker, Verdict.SILENT) is True
    assert pauses == [1, 2, 4, 8, 16, PAUSE_MAX, PAUSE_MAX, PAUSE_MAX]
    clock.now += PAUSE_MAX
    call(breaker, Verdict.ANSWERED)
    opened(breaker)
    clock.now += PAUSE
    assert not is_open(breaker)


def test_a_trial_of_which_nothing_is_learned_lets_the_next_one_try(
    breaker: Breaker, clock: Clock
) -> None:
    opened(breaker)
    clock.now += PAUSE
    assert call(breaker, Verdict.UNKNOWN) is True
    assert call(breaker, Verdict.ANSWERED) is True
    assert not is_open(breaker)


def test_calls_that_began_before_it_opened_change_nothing_but_by_an_answer(
    breaker: Breaker, clock: Clock
) -> None:
    late = [breaker.enter() for _ in range(3)]
    opened(breaker)
    clock.now += PAUSE
    assert breaker.enter() is True
    breaker.leave(late.pop(), Verdict.SILENT)
    assert is_open(breaker)
    breaker.leave(True, Verdict.SILENT)
    clock.now += 2 * PAUSE - 0.5
    breaker.leave(late.pop(), Verdict.SILENT)
    assert is_open(breaker)
    breaker.leave(late.pop(), Verdict.ANSWERED)
    assert not is_open(breaker)
