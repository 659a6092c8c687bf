"""Networks and storage that fail while something is sent: it waits, tries again, or says why."""

from __future__ import annotations

import re
import threading
from pathlib import Path

from playwright.sync_api import Route, expect

from tests.client.actions import Answer, Cut, Lost, Request
from tests.client.mischief import Mischief
from tests.e2e.polling import eventually
from tests.portal.breaking_off import (
    CHUNKS,
    all_but_one_stored,
    began,
)
from tests.portal.visitor import LONG, Visitor


def test_without_a_network_it_waits_and_goes_on_by_itself(
    behind_relay: Visitor, relay: Mischief, project: str, file: Path
) -> None:
    visitor = behind_relay
    relay.rule = lambda request: Lost() if relay.stored() else None
    began(visitor, project, file)
    expect(visitor.row(file.name)).to_contain_text("Waits for the network")
    expect(visitor.page.get_by_text("The service cannot be reached")).to_be_visible()
    relay.rule = lambda request: None
    visitor.sees_arrived(file.name)
    assert visitor.files_of(project) == {file.name: file.read_bytes()}


def test_connections_that_break_are_nobodys_business(
    behind_relay: Visitor, relay: Mischief, project: str, file: Path
) -> None:
    def breaks_once(request: Request) -> Cut | None:
        return Cut(sent=100_000) if request.chunk and request.number == 1 else None

    relay.rule = breaks_once
    began(behind_relay, project, file)
    behind_relay.sees_arrived(file.name)
    assert behind_relay.files_of(project) == {file.name: file.read_bytes()}


def test_storage_that_refuses_stands_at_the_file_and_can_be_retried(
    behind_relay: Visitor, relay: Mischief, project: str, file: Path
) -> None:
    full = Answer(507, body=b'{"reason": "The storage provider has no room"}')
    relay.rule = lambda request: full if request.chunk else None
    began(behind_relay, project, file)
    row = behind_relay.row(file.name)
    expect(row.get_by_role("alert")).to_contain_text("The storage provider has no room")
    relay.rule = lambda request: None
    row.get_by_role("button", name="Retry").click()
    behind_relay.sees_arrived(file.name)
    assert behind_relay.files_of(project) == {file.name: file.read_bytes()}


def test_an_expired_url_is_replaced_before_anybody_hears_of_it(
    swift_visitor: Visitor, file: Path
) -> None:
    """Swift says 401 without CORS headers, which a page cannot tell from a broken network."""
    project = swift_visitor.caller.project()
    expired: list[str] = []

    def too_late(route: Route) -> None:
        url = route.request.url
        if not expired:
            expired.append(url)
            url = re.sub(r"temp_url_expires=\d+", "temp_url_expires=1", url)
        route.continue_(url=url)

    swift_visitor.context.route(re.compile("temp_url_sig"), too_late)
    began(swift_visitor, project, file)
    swift_visitor.sees_arrived(file.name)
    assert expired
    expect(swift_visitor.row(file.name).get_by_role("alert")).to_have_count(0)
    assert swift_visitor.files_of(project) == {file.name: file.read_bytes()}


def test_storage_that_says_nothing_is_given_a_fresh_url_after_a_while(
    swift_visitor: Visitor, swift_relay: Mischief, file: Path
) -> None:
    """A minute of silence ends a request; the page's clock is put forward for that."""
    visitor, page = swift_visitor, swift_visitor.page
    project = visitor.caller.project()
    released = threading.Event()

    def silent(request: Request) -> Lost | None:
        if request.method == "PUT" and request.chunk == CHUNKS - 1 and request.number <= 2:
            released.wait(LONG / 1000)
            return Lost()
        return None

    asked: list[str] = []
    page.on("request", lambda it: asked.append(it.url))
    page.clock.install()
    swift_relay.rule = silent
    began(visitor, project, file)
    row = visitor.row(file.name)
    all_but_one_stored(swift_relay)
    eventually(lambda: swift_relay.attempts(CHUNKS - 1) == 1)
    page.clock.fast_forward(61_000)
    eventually(lambda: swift_relay.attempts(CHUNKS - 1) == 2)
    page.clock.fast_forward(61_000)
    expect(row).to_contain_text("Storage does not answer")
    released.set()
    visitor.sees_arrived(file.name)
    expect(row.get_by_role("alert")).to_have_count(0)
    signed = [it for it in asked if re.search(rf"/{CHUNKS - 1}-\w+\?", it)]
    assert len(signed) == 3
    assert visitor.files_of(project) == {file.name: file.read_bytes()}
