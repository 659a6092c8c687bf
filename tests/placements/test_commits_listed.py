"""Commits as their owner lists them: by state, by time, and by what is not there yet."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from operator import eq, ge, gt, le, lt
from typing import Any
from uuid import UUID, uuid4

import pytest

from dds_upload.core.failure import Failure
from dds_upload.core.listing import AllOf, AnyOf, Condition, Filter, Listing, Not, Operator, Order
from dds_upload.core.placements.commits import Commit, CommitState
from tests.house.setting import Lab
from tests.placements.records import Records, ids, listing

ARTIFACT = UUID(int=7)


class Listed(Records):
    """Four commits, one in each state, each created a minute after the one before."""

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self.start = self.moment(-3600)
        self.waiting = self._at(0)
        self.running = self._at(1, started_at=1)
        self.failed = self._at(2, finished_at=20, failure=Failure.told("no"))
        self.completed = self._at(3, started_at=4, finished_at=10, artifact_id=ARTIFACT)
        self.all = [self.waiting, self.running, self.failed, self.completed]

    def at(self, minutes: int) -> datetime:
        """So many minutes after the start."""
        return self.start + timedelta(minutes=minutes)

    def found(self, where: Filter, *order: Order) -> list[UUID]:
        """Which commits a list has."""
        return ids(self.commits.page(self.owner, listing(where, *order)))

    def _at(self, minutes: int, **more: Any) -> Commit:
        times = {name: self.at(it) for name, it in more.items() if name.endswith("_at")}
        return self.commit(
            created_at=self.at(minutes), correlation_id=f"c{minutes}", **more | times
        )


@pytest.fixture
def listed(lab: Lab) -> Listed:
    return Listed(lab)


def is_(field: str, value: object) -> Condition:
    return Condition(field, Operator.IS, value)


def only(*commits: Commit) -> set[UUID]:
    return {commit.id for commit in commits}


def test_listed_are_own_commits_newest_first(listed: Listed) -> None:
    theirs = listed.commit(listed.of_other())
    page = listed.commits.page(listed.owner, listing())
    assert page.items == listed.all[::-1]
    assert page.total == 4
    assert ids(listed.commits.page(listed.other, listing())) == [theirs.id]
    part = listed.commits.page(listed.owner, Listing(2, 1))
    assert (part.items, part.total) == ([listed.failed, listed.running], 4)


def test_by_state(listed: Listed) -> None:
    for commit in listed.all:
        assert listed.found(is_("state", commit.state)) == [commit.id]
        assert listed.found(is_("state", str(commit.state))) == [commit.id]
        others = only(*listed.all) - {commit.id}
        assert set(listed.found(Not(is_("state", commit.state)))) == others
    ended = (CommitState.COMPLETED, CommitState.FAILED)
    found = listed.found(Condition("state", Operator.ONE_OF, ended))
    assert set(found) == only(listed.failed, listed.completed)
    assert listed.found(is_("state", "canceled")) == []


def test_by_what_it_is_for_and_what_came_of_it(listed: Listed) -> None:
    commit = listed.completed
    for field in ("id", "upload_id", "artifact_id", "correlation_id"):
        value = getattr(commit, field)
        assert listed.found(is_(field, value)) == [commit.id]
        assert listed.found(Condition(field, Operator.ONE_OF, (value, value))) == [commit.id]
        assert listed.found(Condition(field, Operator.ONE_OF, ())) == []
    assert listed.found(is_("upload_id", uuid4())) == []
    contains = Condition("correlation_id", Operator.CONTAINS, "c")
    assert set(listed.found(contains)) == only(*listed.all)


def test_what_is_not_there_yet_compares_with_nothing(listed: Listed) -> None:
    ended = only(listed.failed, listed.completed)
    far = listed.at(1000)
    assert set(listed.found(Condition("finished_at", Operator.LESS, far))) == ended
    assert listed.found(Condition("finished_at", Operator.MORE, far)) == []


def test_not_holds_for_what_is_not_there_yet(listed: Listed) -> None:
    past, future = listed.at(-1000), listed.at(1000)
    unfinished, ended = only(listed.waiting, listed.running), only(listed.failed, listed.completed)
    for operator, value in (
        (Operator.LESS, future),
        (Operator.MORE, past),
        (Operator.BETWEEN, (past, future)),
    ):
        condition = Condition("finished_at", operator, value)
        assert set(listed.found(condition)) == ended
        assert set(listed.found(Not(condition))) == unfinished
        assert set(listed.found(Not(Not(condition)))) == ended
        either = AnyOf((Not(condition), is_("state", "failed")))
        assert set(listed.found(either)) == unfinished | {listed.failed.id}
        both = AllOf((Not(condition), Not(is_("started_at", listed.at(1)))))
        assert listed.found(both) == [listed.waiting.id]
        neither = Not(AllOf((condition, is_("state", "failed"))))
        assert set(listed.found(neither)) == unfinished | {listed.completed.id}


def test_not_one_of_some_artifacts_holds_for_those_without(listed: Listed) -> None:
    without = only(listed.waiting, listed.running, listed.failed)
    for where in (
        is_("artifact_id", ARTIFACT),
        Condition("artifact_id", Operator.ONE_OF, (ARTIFACT, uuid4())),
    ):
        assert listed.found(where) == [listed.completed.id]
        assert set(listed.found(Not(where))) == without
    assert set(listed.found(Not(Condition("artifact_id", Operator.ONE_OF, ())))) == only(
        *listed.all
    )


TIMES = ("created_at", "started_at", "finished_at", "changed_at")


COMPARED: dict[Operator, Callable[[datetime, datetime], bool]] = {
    Operator.IS: eq,
    Operator.LESS: lt,
    Operator.MORE: gt,
    Operator.AT_MOST: le,
    Operator.AT_LEAST: ge,
}


def changed_at(commit: Commit) -> datetime:
    """The last of its times."""
    return commit.finished_at or commit.started_at or commit.created_at


def test_times_are_compared(listed: Listed) -> None:
    for field in TIMES:
        times = {
            commit.id: changed_at(commit) if field == "changed_at" else getattr(commit, field)
            for commit in listed.all
        }
        there = {id: time for id, time in times.items() if time is not None}
        for middle in there.values():
            for operator, compare in COMPARED.items():
                expected = {id for id, time in there.items() if compare(time, middle)}
                assert set(listed.found(Condition(field, operator, middle))) == expected, field


def test_sorted_by_when_they_last_changed(listed: Listed) -> None:
    changed = [it.id for it in sorted(listed.all, key=changed_at)]
    assert changed != [it.id for it in listed.all]
    assert listed.found(AllOf(), Order("changed_at")) == changed
    assert listed.found(AllOf(), Order("changed_at", descending=True)) == changed[::-1]


def test_sorted_by_state_and_then_by_time(listed: Listed) -> None:
    second = listed.commit(created_at=listed.at(30))
    by_state = [listed.completed, listed.failed, listed.running, listed.waiting, second]
    found = listed.found(AllOf(), Order("state"), Order("created_at"))
    assert found == [commit.id for commit in by_state]
    assert listed.found(AllOf(), Order("state"))[-2:] == [second.id, listed.waiting.id]
    backwards = [second.id, *(commit.id for commit in listed.all[::-1])]
    assert listed.found(AllOf(), Order("created_at", descending=True)) == backwards


def in_order(listed: Listed, field: str, *, descending: bool) -> list[Any]:
    """The values of a field, where there are any, in the order of a page that loses nobody."""
    page = listed.commits.page(listed.owner, listing(None, Order(field, descending=descending)))
    assert len(page.items) == page.total == 4
    return [value for each in page.items if (value := getattr(each, field)) is not None]


def test_sorted_by_any_field(listed: Listed) -> None:
    for field, number in {
        "id": 4,
        "upload_id": 4,
        "correlation_id": 4,
        "created_at": 4,
        "started_at": 2,
        "finished_at": 2,
        "artifact_id": 1,
    }.items():
        for descending in (False, True):
            values = in_order(listed, field, descending=descending)
            assert len(values) == number
            assert values == sorted(values, reverse=descending)
