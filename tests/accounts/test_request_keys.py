"""Keys of requests as they are remembered, and what is done once because of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

import pytest

from dds_upload.core.accounts.request_keys import KEPT, KeyedRequest, MadeBefore, RequestKey
from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import Conflict, KeyReused
from dds_upload.operations.accounts.do_once import DoOnce, Keep
from tests.house.client import Api
from tests.house.fixtures import client
from tests.house.setting import Lab
from tests.house.statements import statements_of
from tests.uploads.test_races import at_once

KEY = RequestKey("a key", "what it says")


class Things:
    """What is made under keys: ids, some of which have gone."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.caller = Caller(lab.accounts.users.create("maker").user)
        self.made: list[UUID] = []
        self.gone: set[UUID] = set()
        self.once = DoOnce(lab.records.request_keys, lab.clock)

    def ask(self, key: RequestKey | None = KEY, path: str = "things") -> UUID:
        """The id of what the key stands for, or of a new thing."""
        return self.once(self.caller, path, key, find=self._find, make=self._make)

    def _find(self, made_id: UUID) -> UUID | None:
        return None if made_id in self.gone else made_id

    def _make(self, keep: Keep) -> UUID:
        made = uuid4()
        with self.lab.database.transaction():
            keep(made)
            self.made.append(made)
        return made

    @property
    def kept(self) -> Iterator[UUID]:
        """What keys stand for."""
        rows = self.lab.database.sql("SELECT made_id FROM request_keys").fetchall()
        return (UUID(str(row[0])) for row in rows)


@pytest.fixture
def things(lab: Lab) -> Things:
    return Things(lab)


def test_what_was_made_is_found_again_and_made_anew_once_it_is_gone(things: Things) -> None:
    first = things.ask()
    assert things.ask() == first
    things.gone.add(first)
    second = things.ask()
    assert second != first
    assert things.ask() == second
    assert [*things.kept] == [second]


def test_what_is_gone_is_meant_by_no_key_whatever_is_asked_with_it(things: Things) -> None:
    things.gone.add(things.ask())
    second = things.ask(RequestKey(KEY.value, "something else"))
    with pytest.raises(KeyReused):
        things.ask()
    assert things.made[-1] == second


def test_another_path_is_another_request(things: Things) -> None:
    assert things.ask() != things.ask(path="other things")
    assert things.ask() != things.ask(RequestKey("another key", KEY.fingerprint))
    assert len(things.made) == 3


def test_a_request_without_a_key_asks_the_database_nothing_more(things: Things) -> None:
    def make(keep: Keep) -> UUID:
        made = uuid4()
        keep(made)
        return made

    with statements_of(things.lab.database) as seen:
        things.once(things.caller, "things", None, find=things._find, make=make)
    assert seen == []


def test_what_failed_keeps_no_key(things: Things) -> None:
    def fail(keep: Keep) -> UUID:
        with things.lab.database.transaction():
            keep(uuid4())
            raise ZeroDivisionError

    for _ in range(2):
        with pytest.raises(ZeroDivisionError):
            things.once(things.caller, "things", KEY, find=things._find, make=fail)
    assert [*things.kept] == []
    assert things.ask() in things.kept


def test_of_many_at_once_one_makes_something(things: Things) -> None:
    assert len(set(at_once(things.lab, [things.ask] * 8))) == 1
    things.gone.update(things.made)
    assert len(set(at_once(things.lab, [things.ask] * 8))) == 1
    assert len([*things.kept]) == 1


def test_who_is_always_too_late_is_told_to_try_again(things: Things) -> None:
    table = things.lab.records.request_keys
    things.ask()

    def overtaken(keep: Keep) -> UUID:
        request = KeyedRequest(things.caller.user.id, "things", KEY)
        former = table.find(request)
        assert table.keep(request, uuid4(), things.lab.clock(), former)
        with things.lab.database.transaction():
            keep(uuid4())
        raise AssertionError

    with pytest.raises(Conflict):
        things.once(things.caller, "things", KEY, find=lambda _: None, make=overtaken)


def test_a_key_that_was_forgotten_meanwhile_is_taken_for_taken(things: Things) -> None:
    table, now = things.lab.records.request_keys, things.lab.clock()
    request = KeyedRequest(things.caller.user.id, "things", KEY)
    pruned = MadeBefore(uuid4(), KEY.fingerprint, now - KEPT)
    assert not table.keep(request, uuid4(), now, pruned)
    assert table.find(request) is None


def test_the_hour_forgets_what_is_older_than_a_day_in_batches(
    things: Things, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dds_upload.operations.accounts.prune_request_keys.BATCH", 3)
    for number in range(7):
        things.ask(RequestKey(str(number), ""))
    things.lab.clock.forward(seconds=KEPT.total_seconds() - 60)
    renewed = things.ask()
    things.lab.hour()
    assert len([*things.kept]) == 8
    things.lab.clock.forward(seconds=120)
    with statements_of(things.lab.database) as seen:
        things.lab.hour()
    # Two whole batches, and a last one that is not.
    assert sum('DELETE FROM "request_keys"' in sql for sql in seen) == 3
    assert [*things.kept] == [renewed]


def test_of_a_key_that_stands_for_something_new_that_is_not_forgotten(things: Things) -> None:
    things.ask()
    things.lab.clock.forward(seconds=KEPT.total_seconds() + 60)
    second = things.ask()
    assert len(things.made) == 2
    table = things.lab.records.request_keys
    assert table.prune(things.lab.clock() - KEPT, 10) == 0
    assert [*things.kept] == [second]
    assert table.prune(things.lab.clock() + timedelta(seconds=1), 10) == 1


def test_keys_are_of_one_caller(lab: Lab) -> None:
    def project(api: Api) -> str:
        answer = api.post("/projects", {"name": "Mice"}, 202, headers={"Idempotency-Key": "k"})
        return str(answer.json["id"])

    ada, bob = client(lab, "ada"), client(lab, "bob")
    of_ada, of_bob = project(ada), project(bob)
    assert of_ada != of_bob
    assert [project(ada), project(bob)] == [of_ada, of_bob]
    assert len(set(at_once(lab, [partial(project, it) for it in (ada, bob)] * 4))) == 2
