"""Hashing beside other work: the same digests, whoever does it, and nothing that piles up."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest

from dds_upload.core.storage.beside import Beside
from dds_upload.core.storage.digest import BESIDE_MIN, HEX_LENGTH, StreamHasher

SIZES = [0, 1, BESIDE_MIN - 1, BESIDE_MIN, 5, 3 * BESIDE_MIN, BESIDE_MIN, 7]


def blocks(seed: int) -> list[bytes]:
    """Large and small ones, which differ."""
    return [bytes([(seed + number) % 256]) * size for number, size in enumerate(SIZES)]


def hashed(beside: Beside, seed: int) -> dict[str, str]:
    hasher = StreamHasher(HEX_LENGTH, beside)
    for block in blocks(seed):
        hasher.update(block)
    assert hasher.size == sum(SIZES)
    return {name: digest.value for name, digest in hasher.digests().items()}


def expected(seed: int) -> dict[str, str]:
    whole = b"".join(blocks(seed))
    return {name: hashlib.new(name, whole).hexdigest() for name in HEX_LENGTH}


@pytest.mark.parametrize("others", [0, 1, 2])
def test_digests_are_those_of_all_bytes_in_their_order(others: int) -> None:
    assert hashed(Beside(others), 1) == expected(1)


def test_many_streams_at_once_keep_their_bytes_apart() -> None:
    beside = Beside(1)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda seed: hashed(beside, seed), range(24)))
    assert found == [expected(seed) for seed in range(24)]


def test_a_digest_can_be_asked_for_on_the_way() -> None:
    hasher = StreamHasher(["md5"], Beside(1))
    for number in range(1, 4):
        hasher.update(b"x" * BESIDE_MIN)
        whole = b"x" * BESIDE_MIN * number
        assert hasher.digest("md5").value == hashlib.md5(whole).hexdigest()


def test_nothing_is_handed_over_while_all_threads_have_work() -> None:
    beside, let_go = Beside(1), Event()
    begun = beside.begin(lambda: let_go.wait(30))
    assert begun is not None
    assert beside.begin(lambda: None) is None
    let_go.set()
    begun.result(30)
    assert beside.begin(lambda: None) is not None


def test_a_thread_that_failed_takes_the_next() -> None:
    beside = Beside(1)
    for _ in range(3):
        begun = beside.begin(lambda: 1 // 0)
        assert begun is not None
        with pytest.raises(ZeroDivisionError):
            begun.result(30)


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

    beside = Beside(1)
    with monkeypatch.context() as patched:
        patched.setattr(Thread, "start", refuse)
        for seed in range(3):
            assert hashed(beside, seed) == expected(seed)
    assert hashed(beside, 3) == expected(3)
    assert beside.begin(lambda: None) is not None


FORKED = """
import os
from dds_upload.core.storage.beside import Beside
from dds_upload.core.storage.digest import StreamHasher
beside = Beside(1)
def digest():
    hasher = StreamHasher(["md5"], beside)
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
