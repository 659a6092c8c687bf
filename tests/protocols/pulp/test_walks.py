"""Clients that walk through pages by limit and offset while something comes, ends or goes.

They go on as pulp-glue does: by the number of items that they were given, until there is no link to
another page, under the name that their run was given.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import chain, repeat
from typing import Any, NamedTuple
from uuid import UUID

import pytest

from tests.house.setting import Lab
from tests.protocols.pulp.conftest import new_user
from tests.protocols.pulp.wire import ARTIFACTS, TASKS, UPLOADS, Wire, file, sha256

#: How many uploads are open, artifacts there, and commits failed.
COUNT = 6

#: What happens to which item, between two pages.
Deed = tuple[str, int]
DEEDS: list[list[Deed]] = [
    [("give up", 5), ("remove", 5), ("commit", 4)],
    [("begin", 0), ("make", 0), ("fail", 2)],
    [("remove", 3), ("commit", 3), ("fail", 0)],
    [("give up", 1), ("remove", 0)],
]

Query = dict[str, Any]


class Walk(NamedTuple):
    """What a client was given, under which name its run went on."""

    found: list[str]
    run: str | None


class Shop:
    """A user with uploads of no bytes, artifacts, and tasks that have failed."""

    def __init__(self, lab: Lab) -> None:
        self.wire = new_user(lab)
        self.uploads = [self._begin() for _ in range(COUNT)]
        self.artifacts = [self._make(b"%d" % number) for number in range(COUNT)]
        for number in range(COUNT):
            self.wire.lab.clock.forward(seconds=1)
            self.does(("fail", number))

    def does(self, deed: Deed) -> None:
        """Do it, if it can be done."""
        what, number = deed
        upload, artifact = self.uploads[number], self.artifacts[number]
        match what:
            case "begin":
                self.wire.begin(0)
            case "give up":
                self.wire.delete(upload, expect=None)
            case "commit":
                self.wire.commit(upload, sha256(b""), expect=None)
            case "fail":
                self.wire.commit(upload, sha256(b"other"), expect=None)
            case "make":
                self._make(b"new %d" % number)
            case "remove":
                self.wire.delete(artifact, expect=None)

    def walk(
        self,
        path: str,
        query: Query,
        meanwhile: Sequence[Callable[[], object]],
        headers: dict[str, str] | None = None,
    ) -> Walk:
        """Read all pages; so much happens between them."""
        found: list[str] = []
        sent, happens = dict(headers or {}), chain(meanwhile, repeat(_nothing))
        while True:
            params = {**query, "offset": len(found)}
            answer = self.wire.call("GET", path, params=params, headers=sent, expect=200)
            name = answer.headers.get("Correlation-ID")
            assert sent.setdefault("Correlation-ID", name) == name or name is None
            if name is None:
                del sent["Correlation-ID"]
            found += [each["pulp_href"] for each in answer.json["results"]]
            if answer.json["next"] is None:
                return Walk(found, sent.get("Correlation-ID"))
            assert len(answer.json["results"]) == query["limit"]
            next(happens)()

    def listed(self, path: str, query: Query) -> list[str]:
        """All that is there, on one page."""
        answer = self.wire.call("GET", path, params={**query, "limit": 1000}, expect=200)
        assert answer.json["count"] == len(answer.json["results"])
        return [each["pulp_href"] for each in answer.json["results"]]

    def _begin(self) -> str:
        self.wire.lab.clock.forward(seconds=1)
        return self.wire.begin(0)

    def _make(self, data: bytes) -> str:
        self.wire.lab.clock.forward(seconds=1)
        return str(self.wire.post(file(data)).json["pulp_href"])


def _nothing() -> None:
    pass


def steady(
    shop: Shop, path: str, query: Query, headers: dict[str, str] | None = None
) -> tuple[list[str], Walk]:
    """What was listed all the time, and what a walk found."""
    before = shop.listed(path, query)

    def happens(several: list[Deed]) -> None:
        for deed in several:
            shop.does(deed)

    meanwhile = [partial(happens, several) for several in DEEDS]
    walk = shop.walk(path, query, meanwhile, headers)
    there = shop.listed(path, query)
    return [href for href in before if href in there], walk


#: Lists in orders that no deed changes, for what is on the list all the time.
LISTS: list[tuple[str, Query]] = [
    (UPLOADS, {}),
    (UPLOADS, {"ordering": "pulp_created"}),
    (UPLOADS, {"size__lt": 1, "ordering": "-size"}),
    (ARTIFACTS, {}),
    (ARTIFACTS, {"ordering": "sha256"}),
    (TASKS, {}),
    (TASKS, {"state": "failed"}),
    (TASKS, {"state": "completed", "ordering": "finished_at"}),
    (TASKS, {"q": "NOT state=completed", "ordering": "-pulp_last_updated"}),
]


@pytest.mark.parametrize(("path", "query"), LISTS)
@pytest.mark.parametrize("limit", [1, 2])
def test_what_is_there_all_the_time_is_found(
    shared: Lab, path: str, query: Query, limit: int
) -> None:
    kept, walk = steady(Shop(shared), path, {**query, "limit": limit})
    assert set(kept) <= set(walk.found)


@pytest.mark.parametrize("path", [UPLOADS, ARTIFACTS])
def test_a_run_that_its_user_named_finds_it_too(shared: Lab, path: str) -> None:
    headers = {"Correlation-ID": "nightly", "User-Agent": "Pulp-CLI/0.41.1"}
    kept, walk = steady(Shop(shared), path, {"limit": 2}, headers)
    assert set(kept) <= set(walk.found)
    assert walk.run == "nightly"


@pytest.mark.parametrize("path", [UPLOADS, ARTIFACTS, TASKS])
def test_links_in_any_order_miss_nothing(shared: Lab, path: str) -> None:
    shop = Shop(shared)
    query: Query = {"limit": 2, "ordering": "pulp_created"}
    kept = shop.listed(path, query)
    page = shop.wire.get(path, **query)
    found = [each["pulp_href"] for each in page["results"]]
    for number in range(COUNT):
        for deed in ("give up", "remove"):
            shop.does((deed, number))
        kept = [href for href in kept if href in shop.listed(path, query)]
        if page["next"] is not None:
            page = shop.wire.follow(page["next"])
            found += [each["pulp_href"] for each in page["results"]]
    assert page["next"] is None
    assert set(kept) <= set(found)


def test_who_deletes_what_is_read_comes_across_everything(shared: Lab) -> None:
    shop = Shop(shared)
    seen: list[str] = []

    def delete() -> None:
        there = shop.listed(UPLOADS, {})
        for href in there[:2]:
            seen.append(href)
            shop.wire.delete(href)

    walk = shop.walk(UPLOADS, {"limit": 2}, [delete] * COUNT)
    assert walk.found == shop.uploads[::-1]


def test_what_was_removed_before_a_run_moves_nothing_in_it(shared: Lab) -> None:
    shop = Shop(shared)
    for number in (1, 4):
        shop.does(("give up", number))
    shared.clock.forward(minutes=2, seconds=1)
    assert shop.walk(UPLOADS, {"limit": 1}, []).found == shop.listed(UPLOADS, {})


def test_a_name_is_given_with_the_first_of_several_pages_only(shared: Lab) -> None:
    shop = Shop(shared)
    assert shop.walk(UPLOADS, {"limit": COUNT}, []).run is None
    name = shop.walk(UPLOADS, {"limit": 2}, []).run
    assert name is not None
    assert UUID(name).version == 7
    assert shop.walk(ARTIFACTS, {"limit": 2}, []).run == name  # side by side with the former
    other = Shop(shared)
    assert other.walk(UPLOADS, {"limit": 2}, []).run != name
    shared.clock.forward(minutes=1)
    assert shop.walk(UPLOADS, {"limit": 2}, []).run not in {name, None}


@pytest.mark.parametrize(
    "name",
    [
        "01890000-0000-7000-8000-000000000000",  # long ago
        "ffffffff-ffff-7fff-bfff-ffffffffffff",  # far in the future
        "0f8fad5b-d9cb-469f-a165-70867728950e",
        "x",
    ],
)
def test_any_name_may_be_sent(wire: Wire, name: str) -> None:
    for _ in range(3):
        wire.begin(0)
    headers = {"Correlation-ID": name}
    params = {"limit": 1, "offset": 1}
    answer = wire.call("GET", UPLOADS, params=params, headers=headers, expect=200)
    assert answer.headers["Correlation-ID"] == name
    assert len(answer.json["results"]) == 1


def test_a_walk_that_began_at_the_beginning_of_time_is_one_of_a_day(wire: Wire) -> None:
    for path, order in ((UPLOADS, "size"), (ARTIFACTS, "sha256"), (TASKS, "name")):
        query = {"ordering": order, "since": "0001-01-01T00:00:00Z"}
        wire.call("GET", path, params=query, expect=200)


@pytest.mark.parametrize(
    "since", ["x", "2026-01-01", "2026-01-01T00:00:00", "0001-01-01T00:00+14:00"]
)
def test_moments_that_are_none_are_refused(wire: Wire, since: str) -> None:
    answer = wire.call("GET", UPLOADS, params={"since": since}, expect=400)
    assert set(answer.json) == {"since"}
