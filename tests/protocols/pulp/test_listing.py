"""Pages of uploads: which part, in which order, which of them, with which keys."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.house.setting import Lab
from tests.protocols.pulp.conftest import new_user, wire_of
from tests.protocols.pulp.wire import (
    ARTIFACTS,
    TASKS,
    UNKNOWN,
    UPLOADS,
    Wire,
    faults,
    id_of,
    said,
    sha256,
)

SIZES = {"a": 10, "b": 30, "c": 20, "d": 500, "e": 20, "f": 0}


class Shelf:
    """A user with uploads named by letters, a second apart, the oldest first."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.href = {}
        for letter, size in SIZES.items():
            self.href[letter] = wire.begin(size)
            wire.lab.clock.forward(seconds=1)
        wire.chunk(self.href["b"], 0, b"xyz")  # a moment ago something happened to this one
        for done in (wire.sent(b"done", 4), wire.begin(20)):
            wire.call("POST", f"{done}commit/", {"sha256": sha256(b"done")})
            wire.delete(done)
        wire.lab.clock.forward(minutes=1)

    def letters(self, page: Any) -> str:
        """What is on a page."""
        names = {href: letter for letter, href in self.href.items()}
        return "".join(names[each["pulp_href"]] for each in page["results"])

    def found(self, **query: Any) -> str:
        """What is listed."""
        return self.letters(self.wire.get(UPLOADS, **query))


@pytest.fixture(scope="module")
def shelf(library: Lab) -> Shelf:
    """A user with six uploads."""
    new_user(library).begin(20)  # which must not be seen
    return Shelf(wire_of(library, "researcher"))


def test_a_page_has_what_clients_need(shelf: Shelf) -> None:
    page = shelf.wire.get(UPLOADS)
    assert set(page) == {"count", "next", "previous", "results"}
    assert (page["count"], page["next"], page["previous"]) == (6, None, None)
    for each in page["results"]:
        assert set(each) == {"pulp_href", "prn", "pulp_created", "pulp_last_updated", "size"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "fedcba"),
        ({"limit": 2}, "fe"),
        ({"limit": 2, "offset": 0}, "fe"),
        ({"limit": 2, "offset": 1}, "ed"),
        ({"limit": 4, "offset": 4}, "ba"),
        ({"offset": 5}, "a"),
        ({"offset": 6}, ""),
        ({"offset": 2**63 - 1}, ""),
        ({"limit": 1001}, "fedcba"),
        ({"limit": 2**63 - 1, "offset": 3}, "cba"),
        ({"ordering": "pulp_created"}, "abcdef"),
        ({"ordering": "-pulp_created"}, "fedcba"),
        ({"ordering": "-pulp_last_updated", "limit": 2}, "bf"),
        ({"ordering": "size"}, "faecbd"),
        ({"ordering": "-size"}, "dbecaf"),
        ({"ordering": "size,pulp_created"}, "facebd"),
        ({"ordering": "-size,-pulp_created"}, "dbecaf"),
        ({"ordering": ["-size", "pulp_created"]}, "dbceaf"),
        ({"ordering": ""}, "fedcba"),
        ({"ordering": "size", "limit": 2, "offset": 2}, "ec"),
    ],
)
def test_parts_are_listed_in_the_order_asked_for(
    shelf: Shelf, query: dict[str, Any], found: str
) -> None:
    assert shelf.found(**query) == found


@pytest.mark.parametrize("name", ["pk", "pulp_id"])
def test_uploads_are_sorted_by_their_ids(shelf: Shelf, name: str) -> None:
    by_id = "".join(sorted(shelf.href, key=lambda letter: id_of(shelf.href[letter])))
    assert shelf.found(ordering=name) == by_id
    assert shelf.found(ordering=f"-{name}") == by_id[::-1]


@pytest.mark.parametrize("limit", [1, 2, 4, 5, 6, 7])
@pytest.mark.parametrize("more", [{}, {"size__gt": 10, "ordering": "size"}, {"q": "size__lt=100"}])
def test_links_lead_through_all_pages_and_back(
    shelf: Shelf, limit: int, more: dict[str, Any]
) -> None:
    everything = shelf.found(**more)
    page, seen = shelf.wire.get(UPLOADS, limit=limit, **more), ""
    while True:
        seen += shelf.letters(page)
        assert page["count"] == len(everything)
        if page["next"] is None:
            break
        assert urlsplit(page["next"]).scheme in {"http", "https"}
        assert urlsplit(page["next"]).path == UPLOADS
        page = shelf.wire.follow(page["next"])
    assert seen == everything
    back = shelf.letters(page)
    while page["previous"] is not None:
        page = shelf.wire.follow(page["previous"])
        back = shelf.letters(page) + back
    assert back == everything


def test_the_page_before_the_second_item_begins_with_the_first(shelf: Shelf) -> None:
    page = shelf.wire.get(UPLOADS, limit=4, offset=1)
    assert shelf.letters(shelf.wire.follow(page["previous"]))[0] == "f"


def test_a_limit_is_capped(shelf: Shelf) -> None:
    page = shelf.wire.get(UPLOADS, limit=100_000, offset=3)
    assert page["previous"] is not None
    assert parse_qs(urlsplit(page["previous"]).query)["limit"] == ["1000"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"size": 20}, "ec"),
        ({"size": 21}, ""),
        ({"size": 0}, "f"),
        ({"size__gt": 20}, "db"),
        ({"size__lt": 20}, "fa"),
        ({"size__gte": 20}, "edcb"),
        ({"size__lte": 20}, "feca"),
        ({"size__range": "10,30"}, "ecba"),
        ({"size__range": "20,20"}, "ec"),
        ({"size__range": "30,10"}, ""),
        ({"size__range": f"0,{2**63 - 1}"}, "fedcba"),
        ({"size__gt": 10, "size__lt": 30}, "ec"),
        ({"size": 20, "size__gt": 20}, ""),
        ({"size": ""}, "fedcba"),
        ({"size": f"{2**63 - 1}"}, ""),
    ],
)
def test_uploads_are_filtered_by_size(shelf: Shelf, query: dict[str, Any], found: str) -> None:
    assert shelf.found(**query) == found


def test_uploads_are_filtered_by_what_they_are_called(shelf: Shelf) -> None:
    hrefs = shelf.href
    unknown = f"{UPLOADS}{UNKNOWN}/"
    assert shelf.found(pulp_href__in=f"{hrefs['a']},{hrefs['e']},{unknown}") == "ea"
    assert shelf.found(pulp_href__in=[hrefs["a"], hrefs["e"]]) == "ea"
    assert shelf.found(pulp_href__in=unknown) == ""
    assert shelf.found(prn__in=f"prn:core.upload:{id_of(hrefs['c'])}") == "c"
    assert shelf.found(prn__in=f"prn:core.artifact:{id_of(hrefs['c'])}") == ""
    assert shelf.found(pulp_id__in=f"{id_of(hrefs['d'])},{id_of(hrefs['b'])}, x ,") == "db"
    assert shelf.found(pulp_id__in=id_of(hrefs["a"]), size=20) == ""


def test_other_users_are_not_found_by_name(shelf: Shelf, library: Lab) -> None:
    stranger = new_user(library)
    theirs = stranger.begin(5)
    assert shelf.found(pulp_href__in=theirs) == ""
    assert stranger.listed(UPLOADS, pulp_href__in=shelf.href["a"]) == []


@pytest.mark.parametrize(
    ("query", "keys"),
    [
        ({"fields": "size"}, {"size"}),
        ({"fields": "size,prn"}, {"size", "prn"}),
        ({"fields": ["size", "prn"]}, {"size", "prn"}),
        ({"fields": "size,nonsense"}, {"size"}),
        ({"exclude_fields": "prn,pulp_created,pulp_last_updated"}, {"size", "pulp_href"}),
        ({"exclude_fields": ["prn", "pulp_created"], "fields": "size,prn"}, {"size"}),
        ({"exclude_fields": "nonsense", "fields": "prn"}, {"prn"}),
    ],
)
def test_keys_are_chosen(shelf: Shelf, query: dict[str, Any], keys: set[str]) -> None:
    for each in shelf.wire.listed(UPLOADS, **query):
        assert set(each) == keys
    assert (
        set(shelf.wire.get(shelf.href["a"], **query))
        - {*("chunks", "bytes_received", "missing_ranges")}
        == keys
    )


def test_keys_are_chosen_of_everything(shelf: Shelf) -> None:
    wire = shelf.wire
    for kind in (ARTIFACTS, TASKS):
        [each] = wire.listed(kind, limit=1, fields="pulp_href,prn")
        assert set(each) == {"pulp_href", "prn"}
        assert set(wire.get(each["pulp_href"], fields="prn")) == {"prn"}
        assert "prn" not in wire.get(each["pulp_href"], exclude_fields="prn")
    assert wire.get(shelf.href["b"], fields="chunks") == {
        "chunks": [{"offset": 0, "size": 3, "sha256": sha256(b"xyz")}]
    }


@pytest.mark.parametrize(
    "query",
    [
        *({name: value} for name in ("limit", "offset") for value in ("-1", "x", "1.5", 2**63)),
        *({f"size{end}": "x"} for end in ("", "__gt", "__lt", "__gte", "__lte", "__range")),
        {"size": -1},
        {"size": 2**63},
        {"size__range": "1"},
        {"size__range": "1,2,3"},
        {"size__range": "1,x"},
        {"ordering": "nonsense"},
        {"ordering": "size,nonsense"},
        {"ordering": "--size"},
        {"ordering": "-"},
        {"nonsense": "1"},
        {"size__nonsense": "1"},
        {"Size": "1"},
        {"nonsense": ""},
        {"pulp_href__in": "\0"},
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_named(shelf: Shelf, query: dict[str, Any]) -> None:
    [name] = query
    assert said(shelf.wire.call("GET", UPLOADS, params=query, expect=400), name)


@pytest.mark.parametrize("path", [UPLOADS, ARTIFACTS, TASKS])
def test_everything_that_cannot_be_asked_is_named_at_once(wire: Wire, path: str) -> None:
    query = {"a": "1", "b": "2", "limit": "x", "ordering": "y", "q": "z"}
    assert faults(wire.call("GET", path, params=query, expect=400)) == set(query)


@pytest.mark.parametrize("limit", [1, 2, 3])
@pytest.mark.parametrize("removed", range(6))
def test_links_miss_nothing_when_uploads_come_and_go(
    library: Lab, limit: int, removed: int
) -> None:
    wire = new_user(library)
    uploads = []
    for size in range(6):
        uploads.append(wire.begin(size))
        library.clock.forward(seconds=1)
    page = wire.get(UPLOADS, limit=limit)
    seen = [each["pulp_href"] for each in page["results"]]
    wire.delete(uploads[removed])
    wire.begin(7)
    while page["next"] is not None:
        page = wire.follow(page["next"])
        assert page["count"] == 6
        seen += [each["pulp_href"] for each in page["results"]]
    left = [href for href in uploads[::-1] if href != uploads[removed]]
    assert [href for href in seen if href != uploads[removed]] == left


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": f"2026-01-01T00:00:00,{UNKNOWN}"},
        {"after": "2026-01-01T00:00:00+00:00,x"},
        {"after": f"2026-01-01T00:00:00+00:00,{UNKNOWN}", "ordering": "size"},
    ],
)
def test_places_that_are_none_are_refused(shelf: Shelf, query: dict[str, Any]) -> None:
    assert faults(shelf.wire.call("GET", UPLOADS, params=query, expect=400)) == {"after"}
