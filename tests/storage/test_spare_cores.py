"""Hashing on spare cores: the digests are the same on any thread, and no work piles up."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event, Thread, get_ident

import pytest

from dds_upload.core.storage.digest import HEX_LENGTH, SPARE_CORE_MIN, StreamHasher
from dds_upload.core.storage.spare_cores import Begun, SpareCores

SIZES = [0, 1, SPARE_CORE_MIN - 1, SPARE_CORE_MIN, 5, 3 * SPARE_CORE_MIN, SPARE_CORE_MIN, 7]


def blocks(seed: int) -> list[bytes]:
    """Large and small ones, which differ."""
    return [bytes([(seed + number) % 256]) * size for number, size in enumerate(SIZES)]


def hashed(spare_cores: SpareCores, seed: int) -> dict[str, str]:
    hasher = StreamHasher(HEX_LENGTH, spare_cores)
    for block in blocks(seed):
        hasher.update(block)
    assert hasher.size == sum(SIZES)
    return {name: digest.value for name, digest in hasher.digests().items()}


def expected(seed: int) -> dict[str, str]:
    whole = b"".join(blocks(seed))
    return {name: hashlib.new(name, whole).hexdigest() for name in HEX_LENGTH}


@pytest.mark.parametrize("others", [0, 1, 2])
def test_digests_are_those_of_all_bytes_in_their_order(others: int) -> None:
    assert hashed(SpareCores(others), 1) == expected(1)


def test_many_streams_at_once_keep_their_bytes_apart() -> None:
    spare_cores = SpareCores(1)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda seed: hashed(spare_cores, seed), range(24)))
    assert found == [expected(seed) for seed in range(24)]


def test_a_digest_can_be_asked_for_on_the_way() -> None:
    hasher = StreamHasher(["md5"], SpareCores(1))
    for number in range(1, 4):
        hasher.update(b"x" * SPARE_CORE_MIN)
        whole = b"x" * SPARE_CORE_MIN * number
        assert hasher.digest("md5").value == hashlib.md5(whole).hexdigest()


def soon(spare_cores: SpareCores, *works: Callable[[], object]) -> Begun:
    """The beginning of these works, now or in a moment: a thread that is done is not idle yet."""
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if begun := spare_cores.begin(works):
            return begun
        time.sleep(0.001)
    raise AssertionError("no thread is idle")


def test_nothing_is_handed_over_while_all_threads_have_work() -> None:
    spare_cores, began, let_go = SpareCores(1), Event(), Event()
    begun = soon(spare_cores, began.set, lambda: let_go.wait(30))
    assert began.wait(30)
    assert spare_cores.begin([lambda: None]) is None
    let_go.set()
    begun.finish()
    soon(spare_cores).finish()


def test_a_thread_that_failed_takes_the_next() -> None:
    spare_cores = SpareCores(1)
    for _ in range(3):
        tried = Event()
        begun = soon(spare_cores, tried.set, lambda: 1 // 0)
        assert tried.wait(30)
        with pytest.raises(ZeroDivisionError):
            begun.finish()


def test_who_waits_does_what_nobody_has_begun() -> None:
    spare_cores, began, let_go, done = SpareCores(1), Event(), Event(), list[int]()
    begun = soon(spare_cores, began.set, lambda: let_go.wait(30), lambda: done.append(get_ident()))
    assert began.wait(30)
    waiting = Thread(target=begun.finish)
    waiting.start()
    while not done:
        waiting.join(0.01)
    assert done == [waiting.ident]
    assert waiting.is_alive(), "what the other thread does was not waited for"
    let_go.set()
    waiting.join(30)
    assert not waiting.is_alive()


def test_a_thread_that_comes_late_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    late: list[Thread] = []
    spare_cores, done = SpareCores(1), list[int]()
    with monkeypatch.context() as patched:
        patched.setattr(Thread, "start", lambda thread: late.append(thread))
        begun = spare_cores.begin([partial(done.append, number) for number in range(3)])
    assert begun is not None
    begun.finish()
    assert done == [0, 1, 2]
    late[0].start()
    soon(spare_cores).finish()
    assert done == [0, 1, 2]


ENDING = """
import hashlib
import threading
from dds_upload.core.storage.digest import StreamHasher
def receive():
    threading.main_thread().join()
    hasher = StreamHasher(["md5"])
    hasher.update(b"x" * 2**20)
    print(hasher.digest("md5").value)
threading.Thread(target=receive).start()
StreamHasher(["md5"]).update(b"x" * 2**20)
"""


def test_a_stream_that_outlives_the_main_thread_is_hashed_to_its_end() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", ENDING], check=True, timeout=60, capture_output=True, text=True
    )
    assert ended.stdout.strip() == hashlib.md5(b"x" * 2**20).hexdigest(), ended.stderr


def test_where_no_thread_can_be_started_the_caller_does_it_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(thread: Thread) -> None:
        raise RuntimeError("can't start new thread")

    spare_cores = SpareCores(1)
    with monkeypatch.context() as patched:
        patched.setattr(Thread, "start", refuse)
        for seed in range(3):
            assert hashed(spare_cores, seed) == expected(seed)
    assert hashed(spare_cores, 3) == expected(3)
    soon(spare_cores).finish()


FORKED = """
import os
from dds_upload.core.storage.spare_cores import SpareCores
from dds_upload.core.storage.digest import StreamHasher
spare_cores = SpareCores(1)
def digest():
    hasher = StreamHasher(["md5"], spare_cores)
    hasher.update(b"x" * 2**20)
    return hasher.digest("md5")
before = digest()
child = os.fork()
if not child:
    os._exit(digest() != before)
raise SystemExit(os.waitpid(child, 0)[1])
"""


def test_a_process_that_was_forked_has_threads_of_its_own() -> None:
    subprocess.run([sys.executable, "-c", FORKED], check=True, timeout=60)
