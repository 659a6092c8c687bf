"""An upload that a quota of its storage leaves no room for is told so when it begins."""

from __future__ import annotations

from dataclasses import replace

import pytest
import requests

from dds_upload.core.storage.quota import Quota
from providers.memory.build import build_memory
from providers.memory.options import MemoryOptions
from tests.house.client import Api, digest_of, errors_of
from tests.house.fixtures import OpenLab, client
from tests.house.setting import Lab
from tests.protocols.pulp.conftest import wire_of
from tests.protocols.pulp.wire import UPLOADS
from tests.providers.raw import RawSwift
from tests.services.swift import SwiftServer


class Told:
    """Storage that tells these quotas, and remembers what it was asked about."""

    def __init__(self, *quotas: Quota) -> None:
        self.quotas = quotas
        self.asked: list[str | None] = []

    def of(self, container: str | None) -> tuple[Quota, ...]:
        self.asked.append(container)
        return self.quotas


@pytest.fixture
def told() -> Told:
    """Of two quotas, the second leaves less."""
    return Told(Quota(1000, 0), Quota(500, 380))


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """No database has a part in it."""
    return sqlite_url


@pytest.fixture
def lab(open_again: OpenLab, told: Told) -> Lab:
    """The service over that storage."""
    return open_again(abilities=replace(build_memory(MemoryOptions()), quotas=told))


def left(size: int, quota: int) -> str:
    return f"exceeds the quota of the storage provider - {size} of {quota} bytes are left"


@pytest.mark.parametrize("chunked", [True, False])
def test_the_tightest_quota_is_told_with_its_figures(
    api: Api, project: str, told: Told, chunked: bool
) -> None:
    told.quotas = (Quota(1000, 0), Quota(100, 40))
    refused = api.begin(project, 61, 400, chunked=chunked)
    assert errors_of(refused) == [("size", left(60, 100))]
    assert refused.json["reason_code"] == "quota_exceeded"
    assert refused.json["limits"] == {"max": 60, "quota": 100}
    assert told.asked == [project]
    api.begin(project, 60, chunked=chunked)


def test_pulp_says_it_of_the_size_and_asks_of_no_container(lab: Lab, told: Told) -> None:
    wire = wire_of(lab, "librarian")
    refused = wire.call("POST", UPLOADS, {"size": 121}, expect=400)
    assert refused.json == {"size": [left(120, 500)]}
    assert told.asked == [None]
    upload = wire.begin(120)
    wire.chunk(upload, 0, b"x" * 100)
    assert told.asked == [None, None], "a chunk asked for quotas"


def test_granting_a_chunk_asks_for_no_quota(api: Api, project: str, told: Told) -> None:
    upload = api.upload(project, 100)
    told.asked.clear()
    api.offer(upload, 1, 100)
    api.begin(project, 1001, 400)
    assert told.asked == [], "nor does a file that is too large for any storage"


class TestSwift:
    """A real one."""

    def test_a_container_that_an_operator_has_bounded(
        self, swift_lab: Lab, swift_server: SwiftServer
    ) -> None:
        api = client(swift_lab, "researcher")
        project, raw = api.project(), RawSwift.of(swift_server.tenant)
        raw.request("POST", project, b"", **{"X-Container-Meta-Quota-Bytes": "100"})
        assert errors_of(api.begin(project, 101, 400)) == [("size", left(100, 100))]
        upload = api.upload(project, 90)
        signed = api.offer(upload, 1, 90, **digest_of(b"x" * 90)).json
        sent = requests.put(signed["host"] + signed["url"], b"x" * 90, timeout=20)
        assert sent.status_code == 201
        api.complete(upload, b"x" * 90)
        swift_lab.work()
        assert api.status(upload)["error_message"] == (
            "The storage provider is full - the upload can be finished once there is room"
        )
        assert api.status(upload)["error_on"] is None
        raw.request("POST", project, b"", **{"X-Container-Meta-Quota-Bytes": "1000000"})
        swift_lab.clock.forward(minutes=5)
        swift_lab.work()
        assert api.status(upload)["error_message"] is None
        assert api.status(upload)["is_consistent"] is True

    def test_an_account_that_an_operator_has_bounded(
        self, swift_lab: Lab, swift_server: SwiftServer
    ) -> None:
        api, raw = client(swift_lab, "researcher"), RawSwift.of(swift_server.operator)
        project = api.project()
        raw.request("POST", "", b"", **{"X-Account-Quota-Bytes": str(10**12)})
        try:
            refused = api.begin(project, 2 * 10**12, 400)
            assert refused.json["reason_code"] == "quota_exceeded"
            assert refused.json["limits"]["quota"] == 10**12
        finally:
            raw.request("POST", "", b"", **{"X-Account-Quota-Bytes": ""})
