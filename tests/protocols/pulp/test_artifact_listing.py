"""Pages of artifacts: found by content, size and name."""

from __future__ import annotations

from typing import Any

import pytest

from tests.house.fixtures import OpenLab
from tests.house.setting import SMALL, Lab
from tests.protocols.pulp.conftest import new_user, wire_of
from tests.protocols.pulp.wire import ARTIFACTS, UNKNOWN, UPLOADS, Wire, file, id_of, said, sha256

CONTENTS = {"a": b"1234", "b": b"12", "c": b"12345678", "d": b"", "e": b"21"}


class Shelf:
    """A user with artifacts named by letters, the oldest first."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.made = {letter: self._make(data) for letter, data in CONTENTS.items()}

    def found(self, **query: Any) -> str:
        """What is listed."""
        names = {made["pulp_href"]: letter for letter, made in self.made.items()}
        return "".join(names[it["pulp_href"]] for it in self.wire.listed(ARTIFACTS, **query))

    def _make(self, data: bytes) -> Any:
        self.wire.lab.clock.forward(seconds=1)
        return self.wire.post(file(data)).json


@pytest.fixture(scope="module")
def shelf(library: Lab) -> Shelf:
    """A user with five artifacts."""
    new_user(library).post(file(b"12"))  # which must not be seen
    return Shelf(wire_of(library, "researcher"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "edcba"),
        ({"limit": 2, "offset": 1}, "dc"),
        ({"ordering": "size"}, "debac"),
        ({"ordering": "-size,pulp_created"}, "cabed"),
        ({"ordering": "pulp_last_updated"}, "abcde"),
        ({"size": 2}, "eb"),
        ({"size__gt": 2}, "ca"),
        ({"size__lte": 2}, "edb"),
        ({"size__range": "1,4"}, "eba"),
        ({"sha256": sha256(b"12")}, "b"),
        ({"sha256": sha256(b"12").upper()}, "b"),
        ({"sha256": sha256(b"12"), "size": 4}, ""),
        ({"sha256": sha256(b"nothing")}, ""),
        ({"q": f"sha256={sha256(b'12')} OR size=0"}, "db"),
        ({"q": "NOT size=2", "ordering": "pulp_created"}, "acd"),
    ],
)
def test_artifacts_are_filtered_and_sorted(shelf: Shelf, query: Any, found: str) -> None:
    assert shelf.found(**query) == found


def test_artifacts_are_sorted_by_their_digest(shelf: Shelf) -> None:
    by_digest = "".join(sorted(CONTENTS, key=lambda letter: sha256(CONTENTS[letter])))
    assert shelf.found(ordering="sha256") == by_digest
    assert shelf.found(ordering="-sha256") == by_digest[::-1]


def test_artifacts_are_found_by_what_they_are_called(shelf: Shelf) -> None:
    a, c = shelf.made["a"], shelf.made["c"]
    assert shelf.found(pulp_href__in=f"{a['pulp_href']},{c['pulp_href']}") == "ca"
    assert shelf.found(prn__in=f"{a['prn']},prn:core.artifact:{UNKNOWN}") == "a"
    assert shelf.found(pulp_id__in=id_of(c["pulp_href"])) == "c"


@pytest.mark.parametrize("name", ["sha1", "md5", "name", "file", "nonsense"])
def test_what_artifacts_are_not_known_by_is_named(shelf: Shelf, name: str) -> None:
    answer = shelf.wire.call("GET", ARTIFACTS, params={name: "0" * 64}, expect=400)
    assert said(answer, name)


@pytest.mark.parametrize(
    ("environ", "origin"),
    [({}, "http://falconframework.org"), ({"PUBLIC_URL": "https://up.example"}, None)],
)
def test_links_lead_where_clients_find_the_service(
    open_again: OpenLab, environ: dict[str, str], origin: str | None
) -> None:
    wire = wire_of(open_again({**SMALL, **environ}), "researcher")
    for _ in range(3):
        upload = wire.begin(1)
    page = wire.get(UPLOADS, limit=1, offset=1)
    for link in (page["next"], page["previous"]):
        assert link.startswith((origin or environ["PUBLIC_URL"]) + UPLOADS + "?")
    assert upload.startswith(UPLOADS)
