"""What breaks off goes on: pauses, reloads, other days, other tabs, sessions that end."""

from __future__ import annotations

import os
import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.client.actions import Slow
from tests.client.mischief import Mischief
from tests.e2e.installation import Installation
from tests.e2e.kinds import CHUNK_MAX, ROOMY
from tests.e2e.polling import eventually
from tests.portal.breaking_off import (
    CRAWLING,
    all_but_one_stored,
    began,
    begun,
    nothing_sent_twice,
    one_slowly,
)
from tests.portal.visitor import LONG, Visitor


def test_a_pause_ends_the_sending_and_going_on_sends_the_rest(
    behind_relay: Visitor, relay: Mischief, project: str, file: Path
) -> None:
    visitor = behind_relay
    relay.rule = one_slowly
    began(visitor, project, file)
    row = visitor.row(file.name)
    all_but_one_stored(relay)
    row.get_by_role("button", name="Pause").click()
    expect(row).to_contain_text("Paused")
    relay.rule = lambda request: None
    row.get_by_role("button", name="Resume").click()
    visitor.sees_arrived(file.name)
    assert nothing_sent_twice(relay)
    assert visitor.files_of(project) == {file.name: file.read_bytes()}


def test_after_a_reload_the_same_file_sends_only_what_is_missing(
    behind_relay: Visitor, relay: Mischief, project: str, file: Path
) -> None:
    visitor, page = behind_relay, behind_relay.page
    page.on("dialog", lambda dialog: dialog.accept())
    relay.rule = one_slowly
    began(visitor, project, file)
    all_but_one_stored(relay)
    page.reload()
    relay.rule = lambda request: None
    page.get_by_text(re.compile("unfinished upload")).click()
    listed = page.get_by_role("listitem").filter(has_text=file.name)
    expect(listed).to_contain_text("is in storage")
    listed.get_by_label("Choose the file").set_input_files(file)
    expect(visitor.row(file.name)).to_contain_text("Goes on where it was broken off")
    visitor.sees_arrived(file.name)
    assert nothing_sent_twice(relay)
    assert visitor.files_of(project) == {file.name: file.read_bytes()}


def test_another_day_begins_at_the_page_of_uploads(
    visitor: Visitor, project: str, file: Path, tmp_path: Path
) -> None:
    begun(visitor, project, file, 2)
    page = visitor.signed_in("#/uploads")
    listed = page.get_by_role("listitem").filter(has_text=file.name)
    expect(listed).to_contain_text("39% is in storage")
    other = tmp_path / "other.dat"
    other.write_bytes(b"other")
    listed.get_by_label("Choose the file").set_input_files(other)
    expect(listed.get_by_role("alert")).to_contain_text("with 4.77 MiB")
    listed.get_by_label("Choose the file").set_input_files(file)
    visitor.sees_arrived(file.name)
    assert visitor.files_of(project) == {file.name: file.read_bytes()}


def test_an_upload_is_given_up(visitor: Visitor, project: str, file: Path) -> None:
    upload = begun(visitor, project, file, 1)
    page = visitor.signed_in("#/uploads")
    listed = page.get_by_role("listitem").filter(has_text=file.name)
    listed.get_by_role("button", name="Give up").click()
    page.get_by_role("dialog").get_by_role("button", name="Give up").click()
    expect(listed).to_have_count(0)
    visitor.caller.get(f"/uploads/{upload}", expect=404)


def test_a_file_that_changed_since_is_told_and_sent_anew(
    visitor: Visitor, project: str, file: Path
) -> None:
    begun(visitor, project, file, 1)
    file.write_bytes(os.urandom(file.stat().st_size))
    began(visitor, project, file)
    visitor.sees_arrived(file.name)
    expect(visitor.row(file.name)).to_contain_text("The file has changed since then")
    assert visitor.files_of(project) == {file.name: file.read_bytes()}


def test_a_file_that_changes_while_it_is_sent_is_told_and_can_be_retried(
    behind_relay: Visitor, relay: Mischief, project: str, file: Path
) -> None:
    visitor = behind_relay
    relay.rule = one_slowly
    began(visitor, project, file)
    row = visitor.row(file.name)
    row.get_by_role("button", name="Pause").click()
    file.write_bytes(os.urandom(CHUNK_MAX))
    relay.rule = lambda request: None
    row.get_by_role("button", name="Resume").click()
    expect(row.get_by_role("alert")).to_contain_text("changed or moved")
    assert visitor.files_of(project) == {}


def test_two_tabs_on_one_upload_end_with_one_file(
    visitor: Visitor, project: str, file: Path
) -> None:
    begun(visitor, project, file, 1)
    first = visitor.signed_in(f"#/projects/{project}")
    second = visitor.new_page()
    second.goto(f"{visitor.url}/#token={visitor.person.api_token}")
    second.get_by_role("link", name="Mice").first.wait_for()
    second.evaluate("place => { location.hash = place; }", f"#/projects/{project}")
    for page in (first, second):
        page.get_by_label("Choose files").set_input_files(file)
    for page in (first, second):
        expect(page.get_by_role("complementary")).to_contain_text("Done", timeout=40_000)
    assert visitor.files_of(project) == {file.name: file.read_bytes()}


def test_a_session_that_ends_is_taken_up_with_all_that_was_under_way(
    browser: Browser, local_portal: Installation, file: Path
) -> None:
    person = local_portal.create_user("leaver")
    with Visitor(browser, local_portal, person) as visitor:
        project = visitor.caller.project()
        visitor.slow_down(CHUNK_MAX // 8)
        began(visitor, project, file)
        visitor.row(file.name).get_by_role("button", name="Pause").wait_for()
        local_portal.succeed("users", "disable", person.username)
        visitor.slow_down(None)
        page = visitor.page
        expect(page.get_by_text("Your session has ended")).to_be_visible(timeout=LONG)
        local_portal.succeed("users", "enable", person.username)
        page.get_by_label("Token", exact=True).last.fill(person.api_token)
        page.get_by_role("button", name="Sign in").click()
        visitor.sees_arrived(file.name)
        assert visitor.files_of(project) == {file.name: file.read_bytes()}


def test_300_mb_with_a_pause_and_a_reload(
    behind_relay: Visitor, relay: Mischief, tmp_path: Path
) -> None:
    visitor, page = behind_relay, behind_relay.page
    project = visitor.caller.project(visitor.caller.provider(ROOMY))
    size = 300_000_000
    file = tmp_path / "large.dat"
    with file.open("wb") as content:
        content.truncate(size)
        content.write(b"not all zeros")
    page.on("dialog", lambda dialog: dialog.accept())
    page = visitor.signed_in(f"#/projects/{project}")
    page.get_by_label("Store at").select_option(label=ROOMY)
    relay.rule = lambda request: Slow(CRAWLING) if request.chunk > 4 else None
    visitor.choose(file)
    row = visitor.row(file.name)
    expect(row).to_contain_text("286 MiB in 18 chunks of 16 MiB")
    eventually(lambda: len(relay.stored()) == 4)
    row.get_by_role("button", name="Pause").click()
    expect(row).to_contain_text("Paused")
    page.reload()
    relay.rule = lambda request: None
    page.get_by_label("Store at").select_option(label=ROOMY)
    visitor.choose(file)
    expect(visitor.row(file.name)).to_contain_text("Goes on where it was broken off")
    visitor.sees_arrived(file.name)
    assert nothing_sent_twice(relay)
    [there] = visitor.caller.get(f"/projects/{project}/children")["results"]
    assert there["current_version"]["upload"]["size"] == size
