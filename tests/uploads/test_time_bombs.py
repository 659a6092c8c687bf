"""A Swift as it comes, where who holds a signed URL can say when what is sent ends by itself."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from typing import Any

import pytest

from providers.swift.build import build_swift
from providers.swift.expiry import expiry_faults, passed_on
from providers.swift.options import SwiftOptions
from tests.e2e.polling import eventually
from tests.house.fixtures import OpenLab
from tests.house.setting import Lab, swift_environ
from tests.providers.conftest import CONTEXT, options_of
from tests.providers.raw import RawSwift
from tests.services.swift import SwiftServer
from tests.services.swift_settings import URL_REMOVES, URL_REMOVES_BY_DEFAULT
from tests.uploads.clients import read, send
from tests.uploads.test_attacks import LOOK, PARTS, Attacked

LATER = {"X-Delete-After": "86400"}


@pytest.fixture(scope="module")
def plain_swift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SwiftServer]:
    """A Swift that was told nothing of these headers."""
    folder = tmp_path_factory.mktemp("plain-swift")
    with SwiftServer(folder, url_removes=URL_REMOVES_BY_DEFAULT) as server:
        yield server


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """What is tried here is the same over any database."""
    return sqlite_url


@pytest.fixture
def options(plain_swift: SwiftServer) -> SwiftOptions:
    return options_of(plain_swift)


@pytest.fixture
def attacked(plain_swift: SwiftServer, open_again: OpenLab) -> Attacked:
    lab: Lab = open_again({"STORAGE_PROVIDER_TYPE": "swift", **swift_environ(plain_swift)})
    inspector = lab.providers.default.abilities.inspector
    assert inspector is not None
    inspector.configure()
    return Attacked(lab)


def ends(server: SwiftServer, attacked: Attacked) -> list[str]:
    """When the chunks end that are there, as Swift has it; "" for what stays."""
    raw, store = RawSwift.of(server.tenant), attacked.lab.providers.default.abilities.store
    found = (raw.head(str(it.key)) for it in store.list_below(attacked.tree))
    return [headers.get("x-delete-at", "") for headers in found if headers]


def test_an_operator_is_told_the_line_to_add(options: SwiftOptions) -> None:
    inspector = build_swift(options, CONTEXT).inspector
    assert inspector is not None
    (fault,) = inspector.inspect([])
    assert "X-Delete-At and X-Delete-After" in fault
    assert f"`incoming_remove_headers = {URL_REMOVES}`" in fault


def test_the_start_warns(options: SwiftOptions, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, "providers.swift.store"):
        store = build_swift(options, CONTEXT).store
        for _ in range(3):
            store.capabilities()
    assert caplog.text.count("incoming_remove_headers") == 1


def test_what_was_told_to_end_stays_from_its_completion_on(
    plain_swift: SwiftServer, attacked: Attacked
) -> None:
    for number in (1, 3):
        assert send(attacked.asked(attacked.owner, number), PARTS[number - 1], **LATER) == 201
    assert sum(map(bool, ends(plain_swift, attacked))) == 2
    attacked.complete()
    assert ends(plain_swift, attacked) == ["", "", ""]
    assert read(attacked.owner, attacked.project, attacked.id) == b"".join(PARTS)


def test_what_is_told_to_end_after_the_completion_stays_once_it_is_sealed(
    plain_swift: SwiftServer, attacked: Attacked
) -> None:
    bomb = attacked.asked(attacked.attacker, 2)
    attacked.complete()
    assert send(bomb, PARTS[1], **LATER) == 201
    assert any(ends(plain_swift, attacked))
    attacked.later(**LOOK)
    assert attacked.status["sealed_on"] is not None
    assert ends(plain_swift, attacked) == ["", "", ""]


def test_what_has_ended_by_then_is_called_damaged(
    plain_swift: SwiftServer, attacked: Attacked
) -> None:
    bomb = attacked.asked(attacked.attacker, 2)
    attacked.complete()
    assert send(bomb, PARTS[1], **{"X-Delete-After": "1"}) == 201
    eventually(lambda: len(ends(plain_swift, attacked)) == 2)  # a listing has three of them
    attacked.later(**LOOK)
    assert attacked.status["sealed_on"] is None
    assert attacked.status["error_message"].endswith("send them again: 2")


def test_a_cluster_that_takes_both_off_is_asked_for_no_segment_of_its_own(
    swift_lab: Lab, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("providers.swift.segments.fault_of", None)
    attacked = Attacked(swift_lab)
    assert send(attacked.asked(attacked.owner, 1), PARTS[0], **LATER) == 201
    attacked.complete()
    attacked.later(**LOOK)
    assert attacked.status["sealed_on"] is not None


def test_an_upload_that_lost_a_chunk_before_its_completion_fails(attacked: Attacked) -> None:
    store = attacked.lab.providers.default.abilities.store
    store.remove(next(iter(store.list_below(attacked.tree))).key)
    attacked.owner.complete(attacked.id, b"".join(PARTS))
    attacked.lab.work()
    assert "not" in attacked.status["error_message"]


def info(**tempurl: list[str]) -> dict[str, Any]:
    return {"tempurl": {f"incoming_{name}_headers": value for name, value in tempurl.items()}}


@pytest.mark.parametrize(
    ("told", "passed"),
    [
        (info(remove=URL_REMOVES.split()), []),
        (info(remove=["X-Delete-*"]), []),
        (info(remove=["*"]), []),
        (info(remove=["x-delete-at"]), ["x-delete-after"]),
        (info(remove=["x-timestamp"]), ["x-delete-at", "x-delete-after"]),
        (info(), ["x-delete-at", "x-delete-after"]),
        (info(remove=["x-*"], allow=["x-delete-a*"]), ["x-delete-at", "x-delete-after"]),
        (info(remove=["x-*"], allow=["X-Delete-At"]), ["x-delete-at"]),
        ({}, []),
    ],
)
def test_what_the_cluster_says_it_lets_pass(told: dict[str, Any], passed: list[str]) -> None:
    assert list(passed_on(told)) == passed
    assert len(list(expiry_faults(told))) == bool(passed)


def test_an_exception_that_lets_them_pass_is_to_be_taken_back() -> None:
    (fault,) = expiry_faults(info(remove=["x-*"], allow=["x-delete-at", "x-object-meta-*"]))
    assert "set X-Delete-At: take x-delete-at out of its incoming_allow_headers" in fault
