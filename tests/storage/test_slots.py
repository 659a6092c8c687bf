"""Places for calls to a storage, and which threads of a server may wait for one."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from threading import Event, Thread

import pytest

from dds_upload.core.errors import StorageBusy
from dds_upload.core.storage.admission import Admission
from dds_upload.core.storage.slots import Slots


def test_so_many_at_once_and_no_more() -> None:
    slots = Slots(2, patience=0.01)
    with slots.one(), slots.one(), pytest.raises(StorageBusy) as busy, slots.one():
        pass
    assert busy.value.retry_after == 0.01
    with slots.one(), slots.one():
        pass


def test_a_place_that_becomes_free_goes_to_who_waits() -> None:
    slots, done = Slots(1, patience=30), Event()

    def wait() -> None:
        with slots.one():
            done.set()

    slots.take()
    thread = Thread(target=wait)
    thread.start()
    assert not done.wait(0.1)
    slots.give()
    assert done.wait(30)
    thread.join()


def test_only_so_many_wait_and_others_are_told_at_once() -> None:
    slots = Slots(1, waiting=0, patience=3600)
    with slots.one(), pytest.raises(StorageBusy):
        slots.take()


def test_places_are_free_again_whatever_ends_a_call() -> None:
    slots = Slots(1, waiting=0)
    for error in (ValueError, KeyboardInterrupt):
        with pytest.raises(error), slots.one():
            raise error
    with slots.one():
        pass


def test_a_child_begins_with_all_places_free() -> None:
    slots = Slots(1, waiting=0)
    with slots.one():
        child = os.fork()
        if child == 0:
            with slots.one():
                os._exit(0)
        assert os.waitpid(child, 0)[1] == 0


@contextmanager
def in_another_thread(admission: Admission) -> Iterator[None]:
    """Somebody else is admitted meanwhile; raises StorageBusy."""
    with ThreadPoolExecutor(1) as thread, ExitStack() as entered:
        thread.submit(entered.enter_context, admission()).result()
        try:
            yield
        finally:
            thread.submit(entered.close).result()


@pytest.mark.parametrize(("threads", "admitted"), [(1, 1), (2, 1), (5, 2), (16, 8)])
def test_half_of_the_threads_may_wait_for_storage(threads: int, admitted: int) -> None:
    admission = Admission.of_threads(threads)
    with ExitStack() as others:
        for _ in range(admitted):
            others.enter_context(in_another_thread(admission))
        with pytest.raises(StorageBusy), in_another_thread(admission):
            pass


def test_a_thread_that_is_admitted_is_so_for_all_it_does() -> None:
    admission = Admission(Slots(1, waiting=0))
    with admission():
        with admission(), admission():
            pass
        with pytest.raises(StorageBusy), in_another_thread(admission):
            pass
    with in_another_thread(admission), pytest.raises(StorageBusy), admission():
        pass


def test_without_slots_everybody_is_admitted() -> None:
    admission = Admission()
    with admission(), in_another_thread(admission):
        pass
