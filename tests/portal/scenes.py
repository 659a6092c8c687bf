"""All pages and states that the portal has, with something in them: for axe and for pictures."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.e2e.caller import Caller
from tests.e2e.installation import Installation, User
from tests.e2e.kinds import CHUNK_MAX, FILE_MAX, ROOMY
from tests.e2e.polling import eventually
from tests.portal.visitor import Visitor


@dataclass(frozen=True, slots=True)
class Furnished:
    """An installation in which something happened, with its administrator."""

    admin: User
    project: str
    folder: str
    file: str
    open_upload: str
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Scene:
    """A page in a state: where it is, and what is done there until it can be looked at."""

    name: str
    place: str
    act: Callable[[Page], None] = lambda page: None


def furnish(installation: Installation, folder: Path) -> Furnished:
    """Have things happen; `folder` is for files to be uploaded."""
    admin = installation.create_user("administrator", "--admin", "--full-name", "Ada Lovelace")
    installation.create_user("colleague", "--full-name", "Charles Babbage")
    caller = Caller(installation.api_url, admin.api_token)
    project = caller.project(caller.provider(ROOMY))
    caller.call("PUT", f"/projects/{project}", {"name": "Brain scans of mice"}, expect=200)
    for name in ("Handbook", "Sequencing run 42"):
        body = {"name": name, "description": "What this is about, in a sentence or two."}
        caller.call("POST", "/projects", body, expect=202)
    inner = _folder(caller, project, "raw")
    _folder(caller, project, "processed")
    file = caller.file(project, caller.stored(project, os.urandom(2 * CHUNK_MAX)))
    _deleted(caller, project)
    version = caller.stored(project, os.urandom(3 * CHUNK_MAX + 5))
    revision = {"upload": {"id": version}, "label": "without noise"}
    caller.call("PUT", f"/files/{file}", revision, expect=200)
    return Furnished(
        admin=admin,
        project=project,
        folder=inner,
        file=file,
        open_upload=_broken_off(caller, project),
        files=tuple(_files(folder)),
    )


def scenes(found: Furnished) -> Iterator[Scene]:
    """In an order in which one leaves nothing to the next but what is in the tray at the end."""
    here = f"#/projects/{found.project}"
    yield Scene("projects", "#/projects")
    yield Scene("new-project", "#/projects", _click("New project"))
    yield Scene("files", here)
    yield Scene("menu", here, _click("Actions: brain.dat"))
    yield Scene("selection", here, lambda page: page.get_by_label("Choose all").check())
    yield Scene("search", here, _search)
    yield Scene("empty-folder", f"{here}/files/{found.folder}")
    yield Scene("deleted", f"{here}/deleted", _choose_one)
    yield Scene("members", f"{here}/members", _find_person)
    yield Scene("file", f"#/files/{found.file}")
    yield Scene("uploads", "#/uploads")
    yield Scene("upload", f"#/uploads/{found.open_upload}")
    yield Scene("storage", "#/providers", _sizes)
    yield Scene("admin", "#/admin")
    yield Scene("admin-failed", "#/admin/failed")
    yield Scene("admin-users", "#/admin/users")
    yield Scene("admin-new-user", "#/admin/users", _click("New user"))
    yield Scene("nothing", "#/nowhere")
    yield Scene("tray", here, lambda page: _upload(page, found.files))


def show(visitor: Visitor, scene: Scene) -> None:
    """Go there and wait until it stands still."""
    page = visitor.page
    page.keyboard.press("Escape")
    for place in ("#/nowhere", scene.place):
        page.evaluate("place => { location.hash = place; }", place)
        _settle(page)
    scene.act(page)
    _settle(page)


def _settle(page: Page) -> None:
    """Wait until what was asked for is drawn, and nothing stands in for what is to come."""
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 30)))")
    expect(page.locator(".waiting, .bone")).to_have_count(0)
    page.evaluate("() => new Promise(done => setTimeout(done, 30))")


def _folder(caller: Caller, project: str, name: str) -> str:
    body = {"name": name, "parent": {"kind": "dds-project", "id": project}}
    return str(caller.call("POST", "/folders", body, expect=201).json()["id"])


def _deleted(caller: Caller, project: str) -> None:
    """A file that was deleted, and one whose folder was."""
    folder = _folder(caller, project, "first try")
    for parent in ({"kind": "dds-folder", "id": folder}, {"kind": "dds-project", "id": project}):
        body = {"parent": parent, "upload": {"id": caller.stored(project, os.urandom(100))}}
        file = caller.call("POST", "/files", body, expect=201).json()["id"]
    caller.call("DELETE", f"/files/{file}", expect=204)
    caller.call("DELETE", f"/folders/{folder}", expect=204)


def _broken_off(caller: Caller, project: str) -> str:
    """An upload that is open, beside one that failed and one whose chunk was refused."""
    wrong = str(caller.upload(project, 5, name="damaged.dat")["id"])
    caller.send_chunks(wrong, b"12345", CHUNK_MAX)
    caller.complete(wrong, b"other")
    eventually(lambda: caller.status(wrong)["error_on"])
    upload = str(caller.upload(project, 9 * CHUNK_MAX, name="scan-0041.dat")["id"])
    caller.send_chunks(upload, os.urandom(4 * CHUNK_MAX), CHUNK_MAX)
    body = {"number": 9, "size": 2 * CHUNK_MAX, "hash": {"value": "0" * 32, "algorithm": "md5"}}
    caller.call("PUT", f"/uploads/{upload}/chunks", body, expect=400)
    return upload


def _files(folder: Path) -> Iterator[Path]:
    for name, size in (("scan-0042.dat", 3 * CHUNK_MAX), ("notes.txt", 3000)):
        (folder / name).write_bytes(os.urandom(size))
        yield folder / name
    with (folder / "recording.raw").open("wb") as large:
        large.truncate(FILE_MAX + 1)
    yield folder / "recording.raw"


def _click(name: str) -> Callable[[Page], None]:
    return lambda page: page.get_by_role("button", name=name).click()


def _find_person(page: Page) -> None:
    page.get_by_label("Find a person by name").fill("a")
    page.get_by_role("button", name="Add Charles Babbage").wait_for()


def _search(page: Page) -> None:
    page.get_by_label("Search by name").fill("brain")
    page.get_by_text("1 found").wait_for()


def _choose_one(page: Page) -> None:
    page.get_by_label("Choose brain.dat").first.check()


def _sizes(page: Page) -> None:
    for index, text in enumerate(("8 MB", "6 TiB")):
        page.get_by_label("Try a size").nth(index).fill(text)
    page.get_by_text("too large here").wait_for()


def _upload(page: Page, files: tuple[Path, ...]) -> None:
    page.get_by_label("Choose files").set_input_files(list(files))
    page.get_by_role("alert").wait_for()
    page.get_by_text("2 of 3 files").wait_for()
