"""The work that a sweep finds: each kind has threads of its own, which end when they are told."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from uuid import UUID, uuid4

from dds_upload.adapters.sweeper import Sweeper
from tests.e2e.polling import eventually
from tests.house.setting import Lab
from tests.uploads.memory import store_chunk

#: What a sweep gives work to.
Run = Callable[[Callable[[UUID], None], UUID], None]


def test_the_operations_of_an_installation_are_kinds_of_work(memory_lab: Lab) -> None:
    api, upload = store_chunk(memory_lab, b"a chunk")
    api.complete(upload, b"a chunk")
    sweeper = Sweeper(memory_lab.operations.uploads.sweep, [], pause=0.01)
    sweeper.start()
    try:
        eventually(lambda: memory_lab.state(upload) == "complete")
    finally:
        sweeper.stop(10)


def test_long_work_of_one_kind_holds_up_no_other_kind() -> None:
    goes_on, done = Event(), Event()

    def sweep(run_soon: Run) -> None:
        for _ in range(5):
            run_soon(wait, uuid4())
        run_soon(seal, uuid4())

    def wait(item: UUID) -> None:
        goes_on.wait(30)

    def seal(item: UUID) -> None:
        done.set()

    sweeper = Sweeper(sweep, [], pause=0.01)
    sweeper.start()
    try:
        assert done.wait(10)
    finally:
        goes_on.set()
        sweeper.stop(10)


def test_an_operator_in_haste_does_not_wait_for_it_and_nothing_new_begins() -> None:
    began, goes_on, items = Event(), Event(), list[UUID]()

    def sweep(run_soon: Run) -> None:
        for _ in range(5):
            run_soon(wait, uuid4())

    def wait(item: UUID) -> None:
        items.append(item)
        began.set()
        goes_on.wait(30)

    sweeper = Sweeper(sweep, [], pause=0.01, threads=1)
    sweeper.start()
    assert began.wait(10)
    sweeper.stop(600, in_haste=lambda: True)
    goes_on.set()
    sweeper.stop(10)
    assert len(items) == 1
