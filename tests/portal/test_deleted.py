"""Deleted files come back in the browser."""

from __future__ import annotations

from playwright.sync_api import Locator, expect

from tests.client.mischief import Mischief
from tests.e2e.installation import Installation
from tests.portal.test_directory import act, folder, names, put
from tests.portal.visitor import Visitor


def rows(visitor: Visitor) -> Locator:
    """Those of the deleted files, without their head."""
    table = visitor.page.get_by_role("table", name="Deleted files")
    return table.get_by_role("row").filter(has=visitor.page.get_by_role("button"))


def test_a_file_that_was_deleted_comes_back_by_the_keyboard(visitor: Visitor, project: str) -> None:
    put(visitor, project, "draft.txt", b"draft")
    page = visitor.signed_in(f"#/projects/{project}")
    act(visitor, "draft.txt", "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    page.get_by_role("link", name="Deleted", exact=True).click()
    expect(rows(visitor)).to_contain_text(["draft.txt5 B · until"])
    expect(rows(visitor)).to_contain_text(["by researcher"])
    page.get_by_role("button", name="Restore draft.txt").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("Nothing to bring back")).to_be_visible()
    expect(page.get_by_role("link", name="draft.txt")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1, name="draft.txt")).to_be_visible()


def test_several_come_back_together_and_those_of_deleted_folders_to_the_project(
    visitor: Visitor, project: str
) -> None:
    papers = folder(visitor, project, "papers")
    for name in ("a.txt", "b.txt", "c.txt"):
        file = put(visitor, project, name, name.encode())
        body = {"parent": {"kind": "dds-folder", "id": papers}}
        visitor.caller.call("PUT", f"/files/{file}/move", body, expect=200)
    visitor.caller.call("DELETE", f"/folders/{papers}", expect=204)
    page = visitor.signed_in(f"#/projects/{project}/deleted")
    expect(page.get_by_text("3 deleted files")).to_be_visible()
    expect(rows(visitor).first).to_contain_text("Comes back to the project (Mice / papers)")
    page.get_by_label("Choose a.txt").check()
    page.get_by_label("Choose c.txt").check()
    page.get_by_role("button", name="Restore", exact=True).click()
    expect(page.get_by_text("2 files are there again")).to_be_visible()
    expect(rows(visitor)).to_contain_text(["b.txt"])
    assert names(visitor, f"projects/{project}") == {"a.txt", "c.txt"}


def test_who_may_not_delete_is_told_so(
    visitor: Visitor, project: str, local_portal: Installation
) -> None:
    guest = local_portal.create_user(f"viewer-{project[:8]}")
    found = visitor.caller.get(f"/users?username={guest.username}")["results"]
    role = {"auth_role": {"id": "project_viewer"}}
    path = f"/projects/{project}/permissions/{found[0]['id']}"
    visitor.caller.call("PUT", path, role, expect=200)
    visitor.person = guest
    page = visitor.signed_in(f"#/projects/{project}/deleted")
    expect(page.get_by_role("alert")).to_contain_text("Your role in this project does not allow")


def test_unfinished_uploads_of_all_projects_are_asked_for_at_once(
    behind_relay: Visitor, relay: Mischief
) -> None:
    visitor = behind_relay
    for name in ("first.dat", "second.dat"):
        visitor.caller.upload(visitor.caller.project(), 5, name=name)
    page = visitor.signed_in("#/uploads")
    expect(page.get_by_role("link", name="first.dat").first).to_be_visible()
    expect(page.get_by_role("link", name="second.dat").first).to_be_visible()
    assert relay.calls("GET", "/api/v1/uploads$") == 1
    assert relay.calls("GET", "/projects/[^/]+/uploads$") == 0
