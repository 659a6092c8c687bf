"""What pages ask of the service, and what stays of them while it does not answer."""

from __future__ import annotations

import os

from playwright.sync_api import expect

from tests.client.actions import Answer
from tests.client.mischief import Mischief
from tests.e2e.kinds import CHUNK_MAX, ROOMY
from tests.portal.visitor import Visitor

AWAY = Answer(503, body=b'{"reason": "Maintenance"}')


def test_what_is_shown_stays_while_the_service_cannot_tell_it_anew(
    behind_relay: Visitor, relay: Mischief
) -> None:
    visitor = behind_relay
    project = visitor.caller.project()
    file = visitor.caller.file(project, visitor.caller.stored(project, b"first"))
    page = visitor.signed_in(f"#/files/{file}")
    versions = page.get_by_role("listitem").filter(has_text="Version 1")
    expect(versions).to_be_visible()
    page.get_by_role("button", name="Actions: Version 1").click()
    page.get_by_role("menuitem", name="Label").click()
    page.get_by_label("Label").fill("as measured")
    relay.rule = lambda request: AWAY if request.path.endswith("/versions") else None
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Maintenance")
    expect(versions).to_be_visible()
    relay.rule = lambda request: None
    page.get_by_role("button", name="Try again").click()
    expect(versions).to_contain_text("as measured")
    expect(page.get_by_role("alert")).to_have_count(0)


def test_a_list_stays_while_the_service_cannot_tell_it_anew(
    behind_relay: Visitor, relay: Mischief
) -> None:
    visitor = behind_relay
    project = visitor.caller.project()
    visitor.caller.file(project, visitor.caller.stored(project, b"first"))
    page = visitor.signed_in(f"#/projects/{project}")
    there = page.get_by_role("table", name="Files").get_by_role("link", name="brain.dat")
    expect(there).to_be_visible()
    relay.rule = lambda request: AWAY if request.path.endswith("/children") else None
    page.get_by_role("button", name="New folder").click()
    page.get_by_label("Name of the folder").fill("papers")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_role("alert")).to_contain_text("Maintenance")
    expect(there).to_be_visible()
    relay.rule = lambda request: None
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("link", name="papers")).to_be_visible()


def test_walking_through_folders_keeps_the_chosen_storage_and_asks_once_what_there_is(
    behind_relay: Visitor, relay: Mischief
) -> None:
    visitor = behind_relay
    project = visitor.caller.project()
    body = {"name": "papers", "parent": {"kind": "dds-project", "id": project}}
    visitor.caller.call("POST", "/folders", body, expect=201)
    page = visitor.signed_in(f"#/projects/{project}")
    page.get_by_label("Store at").select_option(label=ROOMY)
    page.get_by_role("link", name="papers").click()
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    expect(page.get_by_label("Store at").locator("option:checked")).to_have_text(ROOMY)
    assert relay.calls("GET", "/storage_providers$") == 1
    assert relay.calls("GET", f"/projects/{project}/uploads$") == 1
    assert relay.calls("GET", "/chunks$") == 0
    page.get_by_text("unfinished upload").click()
    expect(page.get_by_text("0% is in storage")).to_be_visible()


def test_the_page_of_an_upload_asks_once_for_what_it_shows(
    behind_relay: Visitor, relay: Mischief
) -> None:
    visitor = behind_relay
    project = visitor.caller.project()
    content = os.urandom(3 * CHUNK_MAX)
    upload = str(visitor.caller.upload(project, len(content))["id"])
    visitor.caller.send_chunks(upload, content[:CHUNK_MAX], CHUNK_MAX)
    page = visitor.signed_in(f"#/uploads/{upload}")
    expect(page.get_by_role("img", name="3 chunks: 2 missing, 1 stored")).to_be_visible()
    assert relay.calls("GET", f"/uploads/{upload}$") == 1
    assert relay.calls("GET", f"/uploads/{upload}/chunks$") == 1
    with page.expect_response(lambda it: it.url.endswith(f"/uploads/{upload}")):
        pass  # it looks again by itself
    assert relay.calls("GET", "/storage_providers$") == 1
    assert relay.calls("GET", "/plan$") == 2  # of a tiny file, and of one so large
