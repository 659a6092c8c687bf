"""A browser and an installation for this folder's tests; a fresh profile for each test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from portal.build import DIST, build, install_tools
from tests.client.mischief import Mischief, between
from tests.e2e.installation import Installation, User
from tests.e2e.kinds import CHUNK_MAX, on_local, on_swift
from tests.portal.breaking_off import CHUNKS
from tests.portal.visitor import PATIENCE, Visitor
from tests.services.chromium import chromium
from tests.services.ports import LOOPBACK
from tests.services.postgresql import PostgresServer
from tests.services.swift import SwiftServer

#: A host of the network, as a browser sees it: what comes from there by plain HTTP is not secure.
ELSEWHERE = "dds.example"

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A browser, to be given new profiles; what looks at pages in it is there as well."""
    install_tools()
    found = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(found.executable),
            env={**found.environment},
            args=["--no-proxy-server", f"--host-resolver-rules=MAP {ELSEWHERE} {LOOPBACK}"],
        )
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def local_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation on a local disk with small limits, which serves the page as it is now."""
    build()
    with on_local(tmp_path_factory.mktemp("portal"), {"PORTAL_ROOT": str(DIST)}) as installation:
        yield installation


@pytest.fixture(scope="package")
def local_person(local_portal: Installation) -> User:
    """Somebody who has an account there."""
    return local_portal.create_user("researcher")


@pytest.fixture(scope="package")
def before_swift(swift_server: SwiftServer) -> Iterator[Mischief]:
    """What stands between Swift and all who send to it."""
    with between(swift_server.url) as mischief:
        yield mischief


@pytest.fixture
def swift_relay(before_swift: Mischief) -> Iterator[Mischief]:
    """The same for one test, which may have it do what networks do."""
    before_swift.forget()
    yield before_swift
    before_swift.forget()


@pytest.fixture(scope="package")
def swift_portal(
    tmp_path_factory: pytest.TempPathFactory,
    swift_server: SwiftServer,
    before_swift: Mischief,
    postgres_server: PostgresServer,
) -> Iterator[Installation]:
    """The same on Swift, which browsers reach themselves, and PostgreSQL."""
    build()
    folder = tmp_path_factory.mktemp("swift-portal")
    settings = {"PORTAL_ROOT": str(DIST), "SWIFT_URL_ROOT": before_swift.url}
    with on_swift(folder, swift_server, postgres_server, settings) as installation:
        yield installation


@pytest.fixture(scope="package")
def swift_person(swift_portal: Installation) -> User:
    """Somebody who has an account there."""
    return swift_portal.create_user("researcher")


@pytest.fixture
def swift_visitor(
    browser: Browser, swift_portal: Installation, swift_person: User
) -> Iterator[Visitor]:
    """That person before the page."""
    with Visitor(browser, swift_portal, swift_person) as person:
        yield person


@pytest.fixture
def relay(local_portal: Installation) -> Iterator[Mischief]:
    """What stands between the browser and the local kind: counts, and does what networks do."""
    with between(local_portal.url) as mischief:
        yield mischief


@pytest.fixture
def behind_relay(visitor: Visitor, relay: Mischief) -> Visitor:
    """The person of `visitor`, who comes through the relay."""
    visitor.url = relay.url
    return visitor


@pytest.fixture
def visitor(browser: Browser, local_portal: Installation, local_person: User) -> Iterator[Visitor]:
    """That person before the page, not signed in yet."""
    with Visitor(browser, local_portal, local_person) as person:
        yield person


@pytest.fixture
def project(visitor: Visitor) -> str:
    """A project of that person, which takes uploads."""
    return visitor.caller.project()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of some chunks."""
    path = tmp_path / f"{tmp_path.name}.dat"
    path.write_bytes(os.urandom((CHUNKS - 1) * CHUNK_MAX + 1))
    return path
