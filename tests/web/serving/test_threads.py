"""Threads take connections in their order, no more of them at once than there may be."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import Any

from dds_upload.web.serving.threads import Threads


def test_as_many_are_started_as_are_needed_at_once_and_no_more() -> None:
    answered: SimpleQueue[tuple[Any, str]] = SimpleQueue()
    goes_on = threading.Semaphore(0)

    def answer(connection: Any) -> None:
        goes_on.acquire()
        answered.put((connection, threading.current_thread().name))

    threads = Threads(2, answer, "few")
    given: list[Any] = ["first", "second", "third", "fourth"]
    for each in given:
        threads.submit(each)
    goes_on.release(len(given))
    found = [answered.get(timeout=10) for _ in given]
    assert sorted(connection for connection, _ in found) == sorted(given)
    assert {name for _, name in found} <= {"few-1", "few-2"}
    threads.shutdown()


def test_all_end_once_what_was_handed_over_is_answered() -> None:
    answered: list[Any] = []
    threads = Threads(3, answered.append, "ending")
    given: Any = "one"
    for _ in range(9):
        threads.submit(given)
    threads.shutdown()
    for each in threads_named("ending"):
        each.join(timeout=10)
        assert not each.is_alive()
    assert len(answered) == 9


def threads_named(name: str) -> list[threading.Thread]:
    return [it for it in threading.enumerate() if it.name.startswith(f"{name}-")]
