"""The pool of writers: there whenever it is needed, in whatever process."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from functools import partial

from dds_upload.operations.blobs.writers import Writers


def test_outcomes_are_in_the_order_of_the_works() -> None:
    writers = Writers(3)
    outcomes = writers.run([partial(_late, number) for number in (3, 2, 1)])
    assert [outcome.result() for outcome in outcomes] == [3, 2, 1]
    assert writers.run([]) == []
    writers.close()


def test_what_was_not_begun_is_not_done_after_a_failure() -> None:
    writers, done = Writers(1), list[int]()

    def fail() -> None:
        raise ValueError("first")

    works: list[Callable[[], None]] = [partial(done.append, number) for number in range(1000)]
    outcomes = writers.run([fail, lambda: time.sleep(2), *works])
    assert isinstance(outcomes[0].exception(), ValueError)
    assert done == []
    assert all(outcome.cancelled() for outcome in outcomes[2:])
    writers.close()


def _late(number: int) -> int:
    time.sleep(number / 100)
    return number


def test_writers_work_in_a_forked_process_too() -> None:
    writers = Writers(2)
    assert writers.run([threading.get_ident])[0].result() != threading.get_ident()
    child = os.fork()
    if child == 0:  # nothing may leave this branch: two pytests would go on
        done = False
        try:
            done = [each.result() for each in writers.run([int] * 3)] == [0, 0, 0]
        finally:
            os._exit(0 if done else 1)
    deadline = time.monotonic() + 20
    pid, status = 0, 1
    while pid == 0 and time.monotonic() < deadline:
        pid, status = os.waitpid(child, os.WNOHANG)
        time.sleep(0.01)
    if pid == 0:
        os.kill(child, 9)
        os.waitpid(child, 0)
    writers.close()
    assert (pid, status) == (child, 0)


def test_writers_can_be_used_after_they_were_closed() -> None:
    writers = Writers(2)
    writers.close()
    assert writers.run([lambda: 1])[0].result() == 1
    writers.close()
    assert writers.run([lambda: 2])[0].result() == 2
    writers.close()
