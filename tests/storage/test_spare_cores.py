"""Hashing on spare cores: the digests are the same on any thread, and no work piles up."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Thread

import pytest

from dds_upload.core.storage.digest import HEX_LENGTH, SPARE_CORE_MIN, StreamHasher
from dds_upload.core.storage.spare_cores import SpareCores

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


def test_nothing_is_handed_over_while_all_threads_have_work() -> None:
    spare_cores, let_go = SpareCores(1), Event()
    begun = spare_cores.begin(lambda: let_go.wait(30))
    assert begun is not None
    assert spare_cores.begin(lambda: None) is None
    let_go.set()
    begun.result(30)
    assert spare_cores.begin(lambda: None) is not None


def test_a_thread_that_failed_takes_the_next() -> None:
    spare_cores = SpareCores(1)
    for _ in range(3):
        begun = spare_cores.begin(lambda: 1 // 0)
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

    spare_cores = SpareCores(1)
    with monkeypatch.context() as patched:
        patched.setattr(Thread, "start", refuse)
        for seed in range(3):
            assert hashed(spare_cores, seed) == expected(seed)
    assert hashed(spare_cores, 3) == expected(3)
    assert spare_cores.begin(lambda: None) is not None


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
