"""What people do with files that are there, and who may do it."""

from __future__ import annotations

import sqlite3
import time
from typing import Any
from uuid import UUID, uuid4

from playwright.sync_api import Locator, expect

from tests.e2e.installation import Installation
from tests.portal.visitor import Visitor


def put(visitor: Visitor, project: str, name: str, content: bytes) -> str:
    """A file that is there; gives its id."""
    upload = visitor.caller.upload(project, len(content), name=name)["id"]
    visitor.caller.send_chunks(upload, content, 1_000_000)
    visitor.caller.complete(upload, content)
    visitor.caller.finished(upload)
    return visitor.caller.file(project, upload)


def folder(visitor: Visitor, project: str, name: str) -> str:
    body = {"name": name, "parent": {"kind": "dds-project", "id": project}}
    return str(visitor.caller.call("POST", "/folders", body, expect=201).json()["id"])


def entry(visitor: Visitor, name: str) -> Locator:
    rows = visitor.page.get_by_role("table", name="Files").get_by_role("row")
    return rows.filter(has=visitor.page.get_by_role("link", name=name, exact=True))


def act(visitor: Visitor, name: str, action: str) -> None:
    visitor.page.get_by_role("button", name=f"Actions: {name}").click()
    visitor.page.get_by_role("menuitem", name=action, exact=True).click()


def names(visitor: Visitor, parent: str) -> set[str]:
    return {it["name"] for it in visitor.caller.get(f"/{parent}/children")["results"]}


def test_a_file_is_renamed_moved_and_deleted(visitor: Visitor, project: str) -> None:
    put(visitor, project, "draft.txt", b"draft")
    target = folder(visitor, project, "papers")
    page = visitor.signed_in(f"#/projects/{project}")
    act(visitor, "draft.txt", "Rename")
    page.get_by_label("New name").fill('final "1".txt')
    page.get_by_role("dialog").get_by_role("button", name="Rename").click()
    act(visitor, 'final "1".txt', "Move")
    page.get_by_role("dialog").get_by_role("button", name="papers").click()
    page.get_by_role("button", name="Move to papers").click()
    expect(entry(visitor, 'final "1".txt')).to_have_count(0)
    assert names(visitor, f"folders/{target}") == {'final "1".txt'}
    page.get_by_role("link", name="papers").click()
    act(visitor, 'final "1".txt', "Delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    expect(page.get_by_text("Nothing here yet")).to_be_visible()
    assert names(visitor, f"folders/{target}") == set()


def test_what_is_ticked_is_dragged_together(visitor: Visitor, project: str) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        put(visitor, project, name, name.encode())
    target = folder(visitor, project, "papers")
    page = visitor.signed_in(f"#/projects/{project}")
    page.get_by_label("Choose a.txt").check()
    page.get_by_label("Choose c.txt").check()
    expect(page.get_by_text("2 chosen")).to_be_visible()
    page.get_by_role("link", name="a.txt").drag_to(page.get_by_role("link", name="papers"))
    expect(entry(visitor, "c.txt")).to_have_count(0)
    assert names(visitor, f"folders/{target}") == {"a.txt", "c.txt"}
    assert names(visitor, f"projects/{project}") == {"b.txt", "papers"}


def test_a_file_and_a_selection_are_downloaded(visitor: Visitor, project: str) -> None:
    sent = {"a.txt": b"first", "Größe 😀.txt": b"second"}
    for name, content in sent.items():
        put(visitor, project, name, content)
    page = visitor.signed_in(f"#/projects/{project}")
    with page.expect_download() as one:
        act(visitor, "a.txt", "Download")
    assert (one.value.suggested_filename, one.value.path().read_bytes()) == ("a.txt", b"first")
    found: dict[str, bytes] = {}

    def keep(download: Any) -> None:
        found[download.suggested_filename] = download.path().read_bytes()

    page.on("download", keep)
    page.get_by_label("Choose all").check()
    page.get_by_role("button", name="Download", exact=True).click()
    deadline = time.monotonic() + 10
    while len(found) < 2 and time.monotonic() < deadline:
        page.wait_for_timeout(50)  # downloads are told while the page is listened to
    assert found == sent


def test_an_older_version_comes_back(visitor: Visitor, project: str) -> None:
    file = put(visitor, project, "notes.txt", b"first")
    upload = visitor.caller.stored(project, b"second")
    visitor.caller.call("PUT", f"/files/{file}", {"upload": {"id": upload}}, expect=200)
    page = visitor.signed_in(f"#/projects/{project}")
    page.get_by_role("link", name="notes.txt").click()
    versions = page.get_by_role("listitem").filter(has_text="Version")
    expect(versions).to_have_count(2)
    page.get_by_role("button", name="Actions: Version 1").click()
    page.get_by_role("menuitem", name="Make current again").click()
    expect(versions.first).to_contain_text("Version 3 Current")
    assert visitor.caller.content(file) == b"first"
    page.get_by_role("button", name="Actions: Version 2").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(versions).to_have_count(2)


def test_a_name_is_found_wherever_it_lies(visitor: Visitor, project: str) -> None:
    outer = folder(visitor, project, "outer")
    body = {"name": "scan of a mouse", "parent": {"kind": "dds-folder", "id": outer}}
    visitor.caller.call("POST", "/folders", body, expect=201)
    page = visitor.signed_in(f"#/projects/{project}")
    page.get_by_label("Search by name").fill("mouse")
    expect(page.get_by_text("1 found")).to_be_visible()
    expect(entry(visitor, "scan of a mouse")).to_contain_text("Mice / outer")
    page.get_by_label("Search by name").fill("")
    expect(entry(visitor, "outer")).to_be_visible()


def test_members_get_roles_in_words(
    visitor: Visitor, project: str, local_portal: Installation
) -> None:
    other = local_portal.create_user(f"guest-{project[:8]}")
    page = visitor.signed_in(f"#/projects/{project}/members")
    page.get_by_label("Find a person by name").fill(other.username)
    page.get_by_label("Role of the new member").select_option(label="Uploader")
    page.get_by_role("button", name=f"Add {other.username}").click()
    role = page.get_by_label(f"Role of {other.username}")
    expect(role).to_have_value("file_uploader")
    role.select_option(label="Viewer")
    members = f"/projects/{project}/permissions"

    def roles() -> list[str]:
        return sorted(it["auth_role"]["id"] for it in visitor.caller.get(members)["results"])

    expect(role).to_have_value("project_viewer")
    page.get_by_role("button", name=f"Remove {other.username}").wait_for()
    page.wait_for_load_state("networkidle")
    assert roles() == ["project_admin", "project_viewer"]
    page.get_by_role("button", name=f"Remove {other.username}").click()
    expect(role).to_have_count(0)
    page.get_by_role("button", name="Remove researcher").click()
    expect(page.get_by_role("alert")).to_contain_text("at least one administrator")


def fill(installation: Installation, project: str, count: int) -> None:
    """Put folders beside the only one of a project, in its database: calls would take long."""
    with sqlite3.connect(installation.folder / "var" / "dds.db", timeout=30) as database:
        database.row_factory = sqlite3.Row
        found = database.execute("SELECT * FROM folders WHERE project_id = ?", (UUID(project).hex,))
        [model] = found.fetchall()
        places, columns = ", ".join("?" * len(model)), ", ".join(model.keys())
        for number in range(1, count):
            row = {**model, "id": uuid4().hex, "name": f"folder {number}"}
            row["project_position"] = row["parent_position"] = model["project_position"] + number
            database.execute(f"INSERT INTO folders ({columns}) VALUES ({places})", (*row.values(),))
        counted = "UPDATE projects SET entries_count = ?, root_count = ? WHERE id = ?"
        database.execute(counted, (count, count, UUID(project).hex))


def test_a_thousand_entries_are_asked_for_at_once_and_few_of_them_drawn(
    visitor: Visitor, local_portal: Installation
) -> None:
    project = visitor.caller.new_project()
    folder(visitor, project, "folder 0")
    fill(local_portal, project, 1000)
    asked: list[str] = []
    visitor.page.on("request", lambda it: asked.append(it.url))
    page = visitor.signed_in(f"#/projects/{project}")
    page.get_by_text("1,000 entries").wait_for()
    assert len([it for it in asked if "/children?" in it]) == 1
    table = page.get_by_role("table", name="Files")
    assert table.get_by_role("row").count() < 100
    assert table.get_attribute("aria-rowcount") == "1001"
    page.mouse.wheel(0, 1_000_000)
    expect(page.get_by_role("link", name="folder 999", exact=True)).to_be_visible()
    page.get_by_role("button", name="Actions: folder 999").click()
    expect(page.get_by_role("menuitem", name="Delete")).to_be_in_viewport(ratio=1)
