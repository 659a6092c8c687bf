"""The service is made of the parts it is given, each once, and connects to nothing by itself."""

from __future__ import annotations

import socket
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from db.database import Database
from dds_upload.bootstrap.application import application
from dds_upload.bootstrap.parts import build_parts
from dds_upload.bootstrap.records import Records
from dds_upload.bootstrap.service import Service, build_service
from dds_upload.core.storage.providers import StorageProviders
from tests.house.clock import MovableClock
from tests.house.setting import settings_for

NOWHERE = "postgresql://nobody:nothing@127.0.0.1:1/none"
SWIFT = {
    "STORAGE_PROVIDER_TYPE": "swift",
    "SWIFT_ACCT": "AUTH_test",
    "SWIFT_URL_ROOT": "http://127.0.0.1:1",
    "SWIFT_USER": "test:tester",
    "SWIFT_PASS": "testing",
    "SWIFT_PRIMARY_KEY": "a key of the tests",
}


@pytest.fixture
def service(tmp_path: Path) -> Service:
    """Return a service whose database and storage are away."""
    return build_service(build_parts(settings_for(NOWHERE, tmp_path, SWIFT), clock=MovableClock()))


def reachable(value: object, seen: dict[int, object]) -> Iterator[tuple[str, object]]:
    """All fields of operations, with their names; it ends at parts and records."""
    if isinstance(value, Mapping):
        for each in value.values():
            yield from reachable(each, seen)
    elif is_dataclass(value) and id(value) not in seen:
        seen[id(value)] = value
        for field in fields(value):
            found = getattr(value, field.name)
            yield field.name, getattr(found, "__self__", found)
            yield from reachable(found, seen)


def test_nothing_is_connected_before_it_is_needed(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("somebody connects")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    application(service)
    assert service.parts.database.connections_in_use() == 0


def test_every_operation_stands_on_the_parts_that_were_given(service: Service) -> None:
    parts, found = service.parts, defaultdict[str, set[int]](set)
    for name, value in reachable(service.operations, {}):
        found[name].add(id(value))
    given = {
        "clock": parts.clock,
        "transactions": parts.database,
        "providers": parts.providers,
        "processors": parts.processors,
        "retry": parts.retry,
    }
    assert {name: found[name] for name in given} == {
        name: {id(part)} for name, part in given.items()
    }


def test_every_table_is_built_once(service: Service) -> None:
    known = {id(getattr(service.records, field.name)) for field in fields(Records)}
    tables = {
        id(value): value
        for _, value in reachable(service.operations, {})
        if type(value).__module__.startswith("db.") and not isinstance(value, Database)
    }
    assert set(tables) <= known
    assert len(tables) > 20


def test_a_part_that_is_given_takes_the_place_of_its_default(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/dds.db"
    settings, providers = settings_for(url, tmp_path), StorageProviders([])
    given = {"database": Database(url), "providers": providers, "clock": MovableClock()}
    parts: Any = build_parts(settings, **given)  # type: ignore[arg-type]
    assert all(getattr(parts, name) is part for name, part in given.items())
