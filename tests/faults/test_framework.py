"""What the runs stand on: orders reach one process, and the table hides nothing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path

import pytest

from tests.faults.arms import Order, arms
from tests.faults.steps import JOINED, LEASED, STEPS, Step
from tests.faults.table import Counts, table


@pytest.mark.parametrize("step", STEPS, ids=[step.name for step in STEPS])
def test_a_step_names_a_method_that_is_there(step: Step) -> None:
    module, _, method = step.where.partition(":")
    owner, _, name = method.partition(".")
    assert callable(vars(getattr(import_module(module), owner))[name])


def test_names_of_steps_come_once() -> None:
    assert len({step.name for step in STEPS}) == len({step.where + step.when for step in STEPS})


def test_of_many_at_a_step_one_is_killed(tmp_path: Path) -> None:
    ordered = arms(tmp_path, JOINED)
    ordered.give(Order.KILL_PROCESS)
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda _: arms(tmp_path, JOINED).take("serve"), range(100)))
    assert taken.count(Order.KILL_PROCESS) == 1
    assert not ordered.is_given
    assert arms(tmp_path, LEASED).take("serve") is None


def test_an_order_for_the_api_is_not_taken_by_a_worker_that_takes_its_work_over(
    tmp_path: Path,
) -> None:
    ordered = arms(tmp_path, LEASED)
    ordered.give(Order.KILL_API)
    assert ordered.take("worker") is None
    assert ordered.take("serve") is Order.KILL_API


def test_a_refusal_stands_until_it_is_taken_back(tmp_path: Path) -> None:
    ordered = arms(tmp_path, JOINED)
    ordered.give(Order.READ_ONLY)
    assert [ordered.take("serve"), ordered.take("worker")] == [Order.READ_ONLY, Order.READ_ONLY]
    ordered.take_back()
    assert ordered.take("serve") is None


@pytest.mark.parametrize(
    ("counts", "is_good"),
    [
        (Counts(1, 1, 0, 0, 0), True),
        (Counts(1, 1, 0, None, 0), True),
        (Counts(0, 1, 0, 0, 0), False),
        (Counts(1, 0, 0, 0, 0), False),
        (Counts(1, 1, 1, 0, 0), False),
        (Counts(1, 1, 0, 1, 0), False),
        (Counts(1, 1, 0, 0, 1), False),
    ],
)
def test_only_zeros_are_good_and_only_of_something(counts: Counts, is_good: bool) -> None:
    assert counts.is_good is is_good


def test_the_table_has_a_line_for_each_and_their_sum() -> None:
    found = {"one": Counts(20, 100, 0, 1, 0), "another": Counts(3, 7, 2, None, 4)}
    assert table(found).splitlines() == [
        "fault    tries  acknowledged  lost  leaked  stuck",
        "one         20           100     0       1      0",
        "another      3             7     2       -      4",
        "all         23           107     2       1      4",
    ]
