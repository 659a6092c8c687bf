"""Memory that is used again: only if nobody has a view of it, whoever asks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from dds_upload.core.storage import buffers
from dds_upload.core.storage.buffers import BLOCK_SIZE, KEPT_MAX, buffer
from dds_upload.core.storage.digest import SPARE_CORE_MIN, Digest, StreamHasher
from dds_upload.core.storage.spare_cores import SpareCores


@pytest.fixture(autouse=True)
def no_buffers() -> Iterator[None]:
    """Others may have used some, and keep views of them."""
    buffers._kept.clear()
    yield
    buffers._kept.clear()


def address(view: memoryview) -> int:
    """Of what memory this is a view, while that is kept."""
    return id(view.obj)


def test_memory_is_used_again_once_nobody_has_a_view_of_it() -> None:
    first = buffer()
    part = first[5:7]
    used = address(first)
    del first
    other = buffer()
    assert address(other) != used, "a part of it is in use"
    del part
    assert address(buffer()) == used


def test_a_buffer_is_a_whole_block_each_time() -> None:
    for _ in range(3):
        assert len(buffer()) == BLOCK_SIZE


def test_all_that_is_kept_at_once_differs() -> None:
    kept = [buffer() for _ in range(3 * KEPT_MAX)]
    for number, view in enumerate(kept):
        view[0] = number
    assert [view[0] for view in kept] == list(range(3 * KEPT_MAX))
    assert len(buffers._kept) == KEPT_MAX
    del view
    kept.clear()
    assert address(buffer()) == id(buffers._kept[0])


def test_what_is_hashed_on_another_core_is_in_use() -> None:
    spare_cores, began, let_go = SpareCores(1), Event(), Event()
    busy = spare_cores.begin([began.set, lambda: let_go.wait(30)])
    assert busy
    assert began.wait(30)
    let_go.set()
    busy.finish()
    hasher = StreamHasher(["md5", "sha256"], spare_cores)
    data = b""
    for number in range(20):
        view = buffer()
        view[:] = bytes([number]) * BLOCK_SIZE
        hasher.update(view[:SPARE_CORE_MIN])
        data += bytes([number]) * SPARE_CORE_MIN
        del view
    assert hasher.digests() == {it: Digest.of(it, data) for it in ("md5", "sha256")}
    assert len(buffers._kept) < 5, "memory is used again"


def test_many_threads_never_have_the_same_memory() -> None:
    def use(seed: int) -> bool:
        for _ in range(200):
            view = buffer()
            token = os.urandom(16)
            view[:16] = token
            block = view[:16]
            del view
            if bytes(block) != token:
                return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(use, range(16)))
