"""The sweeper does what nobody waits for, beside its rounds."""

from __future__ import annotations

from threading import Event

from dds_upload.adapters.sweeper import Sweeper


def test_what_is_hourly_is_done_at_the_start_and_a_fault_stops_nothing_else() -> None:
    swept, cleaned = Event(), Event()

    def fail() -> None:
        raise RuntimeError("a defect")

    sweeper = Sweeper(lambda run_soon: swept.set(), [fail, cleaned.set], pause=0.01)
    sweeper.start()
    try:
        assert cleaned.wait(10)
        swept.clear()
        assert swept.wait(10)
    finally:
        sweeper.stop(10)


def test_a_long_one_holds_up_no_round() -> None:
    rounds, enough, done = list[None](), Event(), Event()

    def count() -> None:
        rounds.append(None)
        if len(rounds) == 5:
            enough.set()

    sweeper = Sweeper(lambda run_soon: count(), [lambda: done.wait(10)], pause=0.01)
    sweeper.start()
    try:
        assert enough.wait(10)
    finally:
        done.set()
        sweeper.stop(10)


def test_what_has_more_to_do_is_done_again_until_it_has_not() -> None:
    left, ended = [3, 2, 1, 0], Event()

    def step() -> int:
        number = left.pop(0)
        if not number:
            ended.set()
        return number

    sweeper = Sweeper(lambda run_soon: None, [step], pause=0.01)
    sweeper.start()
    assert ended.wait(10)
    sweeper.stop(10)
    assert left == []


def test_stopping_comes_before_more_of_it() -> None:
    began = Event()

    def endless() -> bool:
        began.set()
        return True

    sweeper = Sweeper(lambda run_soon: None, [endless], pause=0.01)
    sweeper.start()
    assert began.wait(10)
    sweeper.stop(10)
