"""Conditions and orders as queries: alike on both databases, and stable from page to page."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from uuid import UUID

import pytest

from dds_upload.core.listing import AllOf, AnyOf, Condition, Filter, Listing, Not, Operator, Order
from dds_upload.core.uploads.axes import OutcomeKind
from tests.house.setting import Lab
from tests.house.statements import statements_of
from tests.placements.records import Records, ids, listing


@pytest.fixture
def records(lab: Lab) -> Records:
    return Records(lab)


@pytest.fixture
def sizes(records: Records) -> Records:
    """Uploads of 0 to 9 bytes."""
    for size in range(10):
        records.begin(size)
    return records


def size(operator: Operator, value: object) -> Condition:
    return Condition("size", operator, value)


def found(records: Records, where: Filter) -> list[int]:
    page = records.placements.page(
        records.owner, OutcomeKind.ARTIFACT, listing(where, Order("size"))
    )
    assert page.total == len(page.items)
    return [upload.size for upload in page.items]


IS_2, IS_3 = size(Operator.IS, 2), size(Operator.IS, 3)
SMALL, LARGE = size(Operator.LESS, 4), size(Operator.AT_LEAST, 8)

FILTERS: list[tuple[Filter, Callable[[int], bool]]] = [
    (AllOf(), lambda it: True),
    (Not(AllOf()), lambda it: False),
    (AllOf((IS_2,)), lambda it: it == 2),
    (AllOf((IS_2, IS_3)), lambda it: False),
    (AllOf((SMALL, Not(IS_2))), lambda it: it in (0, 1, 3)),
    (AnyOf((IS_2,)), lambda it: it == 2),
    (AnyOf((IS_2, LARGE, IS_3)), lambda it: it in (2, 3, 8, 9)),
    (Not(AnyOf((SMALL, LARGE))), lambda it: 4 <= it < 8),
    (Not(Not(IS_2)), lambda it: it == 2),
    (AnyOf((AllOf((SMALL, Not(IS_3))), AllOf((LARGE, IS_2)))), lambda it: it < 3),
    (AllOf((AnyOf((SMALL, LARGE)), AnyOf((IS_2, LARGE)))), lambda it: it in (2, 8, 9)),
    (AllOf((AllOf(), AnyOf((AllOf(), IS_2)))), lambda it: True),
    (size(Operator.BETWEEN, (3, 5)), lambda it: 3 <= it <= 5),
    (size(Operator.BETWEEN, (5, 3)), lambda it: False),
    (Not(size(Operator.BETWEEN, (1, 8))), lambda it: it in (0, 9)),
    (size(Operator.ONE_OF, (1, 9, 77)), lambda it: it in (1, 9)),
    (size(Operator.ONE_OF, ()), lambda it: False),
    (Not(size(Operator.ONE_OF, ())), lambda it: True),
    (Not(size(Operator.ONE_OF, (1, 9))), lambda it: it not in (1, 9)),
    (size(Operator.IS, 2**63 - 1), lambda it: False),
    (size(Operator.AT_MOST, 2**63 - 1), lambda it: True),
]


def test_filters_choose_what_they_say(sizes: Records) -> None:
    for where, holds in FILTERS:
        assert found(sizes, where) == [it for it in range(10) if holds(it)], where


def random_filter(random: Random, depth: int) -> tuple[Filter, Callable[[int], bool]]:
    """A filter, and the same in Python."""
    kind = random.randrange(4) if depth else 3
    if kind == 3:
        value = random.randrange(10)
        return random.choice(
            [
                (size(Operator.IS, value), lambda it: it == value),
                (size(Operator.LESS, value), lambda it: it < value),
                (size(Operator.ONE_OF, (value, 9)), lambda it: it in (value, 9)),
            ]
        )
    parts = [random_filter(random, depth - 1) for _ in range(random.randint(1, 3))]
    filters, tests = tuple(it for it, _ in parts), [test for _, test in parts]
    if kind == 0:
        return Not(filters[0]), lambda it: not tests[0](it)
    if kind == 1:
        return AllOf(filters), lambda it: all(test(it) for test in tests)
    return AnyOf(filters), lambda it: any(test(it) for test in tests)


def test_any_filter_chooses_as_python_would(sizes: Records) -> None:
    random = Random(4)
    for _ in range(80):
        where, holds = random_filter(random, 4)
        assert found(sizes, where) == [it for it in range(10) if holds(it)], where


@pytest.mark.parametrize("number", [50, 199])
def test_a_filter_may_be_as_long_as_an_expression_can_say_it(sizes: Records, number: int) -> None:
    every = tuple(size(Operator.IS, it) for it in range(5, 5 + number))
    assert found(sizes, AnyOf(every)) == [5, 6, 7, 8, 9]
    assert found(sizes, AllOf(tuple(Not(it) for it in every))) == [0, 1, 2, 3, 4]


def test_a_filter_may_be_as_deep_as_an_expression_can_say_it(sizes: Records) -> None:
    deep: Filter = IS_2
    for _ in range(4):
        deep = Not(AnyOf((deep, IS_3)))
    assert found(sizes, deep) == [2]


NAMES = ("abc", "50% off", "a_c", "back\\slash", "it's", "café")
CONTAINED = {
    "bc": {"abc"},
    "%": {"50% off"},
    "_": {"a_c"},
    "\\": {"back\\slash"},
    "'": {"it's"},
    "é": {"café"},
    "": set(NAMES),
    "a_c%": set(),
}


def test_text_that_is_contained_is_taken_literally(records: Records) -> None:
    for name in NAMES:
        records.commit(correlation_id=name)
    for text, matches in CONTAINED.items():
        where = Condition("correlation_id", Operator.CONTAINS, text)
        page = records.commits.page(records.owner, listing(where))
        assert {commit.correlation_id for commit in page.items} == matches, text


def test_a_condition_compares_and_is_never_part_of_the_query(records: Records) -> None:
    records.artifact(records.begin(), "a" * 64)
    for text in ("' OR '1'='1", "%s", "?", '"; DROP TABLE artifacts; --', "\x01"):
        where = Condition("sha256", Operator.IS, text)
        assert ids(records.artifacts.page(records.owner, listing(where))) == []


def pages(records: Records, *order: Order, by: int) -> list[UUID]:
    seen: list[UUID] = []
    for offset in range(0, 24, by):
        page = records.placements.page(
            records.owner, OutcomeKind.ARTIFACT, Listing(by, offset, order=order)
        )
        assert page.total == 24
        seen += [upload.id for upload in page.items]
    return seen


@pytest.mark.parametrize("descending", [False, True])
def test_nothing_swaps_between_pages_where_the_order_leaves_it_open(
    records: Records, descending: bool
) -> None:
    now = records.moment(0)
    for number in range(24):
        records.begin(number % 3, created_at=now, active_at=now)
    for order in ((), (Order("size", descending=descending),), (Order("created_at"),)):
        whole = pages(records, *order, by=24)
        assert len(set(whole)) == 24
        assert pages(records, *order, by=1) == pages(records, *order, by=5) == whole


def test_several_fields_sort_one_after_the_other(records: Records) -> None:
    for number in (3, 1, 2):
        for chunks in (2, 1):
            records.begin(number)
            records.lab.clock.forward(seconds=chunks)
    order = (Order("size", descending=True), Order("created_at"))
    page = records.placements.page(records.owner, OutcomeKind.ARTIFACT, listing(None, *order))
    assert [upload.size for upload in page.items] == [3, 3, 2, 2, 1, 1]
    times = [upload.created_at for upload in page.items]
    assert all(first < second for first, second in zip(times[::2], times[1::2], strict=True))


def test_a_page_is_two_queries_whatever_its_size(sizes: Records) -> None:
    with statements_of(sizes.lab.database) as seen:
        for limit in (1, 10):
            sizes.placements.page(sizes.owner, OutcomeKind.ARTIFACT, Listing(limit, where=SMALL))
            sizes.commits.page(sizes.owner, Listing(limit))
            sizes.artifacts.page(sizes.owner, Listing(limit))
    assert len(seen) == 12
