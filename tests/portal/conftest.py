"""A browser and an installation, each once per worker process; a fresh profile for each test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from portal.build import DIST, build
from tests.e2e.installation import Installation, User
from tests.e2e.kinds import on_local
from tests.portal.visitor import Visitor
from tests.services.chromium import chromium


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser, to be given new profiles."""
    found = chromium()
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(
            executable_path=str(found.executable),
            env={**found.environment},
            args=["--no-proxy-server"],
        )
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def local_portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation on a local disk with small limits, which serves the page as it is now."""
    build()
    with on_local(tmp_path_factory.mktemp("portal"), {"PORTAL_ROOT": str(DIST)}) as installation:
        yield installation


@pytest.fixture(scope="session")
def local_person(local_portal: Installation) -> User:
    """Somebody who has an account there."""
    return local_portal.create_user("researcher")


@pytest.fixture
def visitor(browser: Browser, local_portal: Installation, local_person: User) -> Iterator[Visitor]:
    """That person before the page, not signed in yet."""
    with Visitor(browser, local_portal, local_person) as person:
        yield person
