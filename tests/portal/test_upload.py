"""Files on their way, as a person sees them, to a local disk and to Swift."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.e2e.kinds import CHUNK_MAX, FILE_MAX, ROOMY
from tests.portal.conftest import ELSEWHERE
from tests.portal.visitor import LONG, Visitor
from tests.services.ports import LOOPBACK

NAMES = ('a "quoted" name.txt', "<b>markup &amp;.txt", "Größe 測試 😀.dat", "100%.txt")


@pytest.fixture(params=["visitor", "swift_visitor"])
def anybody(request: pytest.FixtureRequest) -> Visitor:
    """A person, once on each kind of storage."""
    found: Visitor = request.getfixturevalue(request.param)
    return found


def write(folder: Path, name: str, size: int) -> tuple[Path, bytes]:
    content = os.urandom(size)
    (folder / name).write_bytes(content)
    return folder / name, content


def test_a_file_in_chunks_arrives_as_it_is(anybody: Visitor, tmp_path: Path) -> None:
    project = anybody.caller.project()
    file, content = write(tmp_path, "brain.dat", 3 * CHUNK_MAX + 17)
    page = anybody.signed_in(f"#/projects/{project}")
    anybody.choose(file)
    expect(anybody.row("brain.dat")).to_contain_text("2.86 MiB in 4 chunks of 977 KiB")
    anybody.sees_arrived("brain.dat")
    progress = anybody.row("brain.dat").get_by_role("progressbar")
    assert progress.evaluate("it => it.value === it.max")
    expect(page.get_by_role("table", name="Files")).to_contain_text("brain.dat")
    assert anybody.files_of(project) == {"brain.dat": content}


def test_any_name_and_any_size_down_to_nothing(visitor: Visitor, tmp_path: Path) -> None:
    project = visitor.caller.project()
    sizes = (0, 1, CHUNK_MAX, CHUNK_MAX + 1)
    sent = {name: write(tmp_path, name, it)[1] for name, it in zip(NAMES, sizes, strict=True)}
    page = visitor.signed_in(f"#/projects/{project}")
    visitor.choose(*(tmp_path / name for name in NAMES))
    for name in NAMES:
        visitor.sees_arrived(name)
        expect(
            page.get_by_role("table", name="Files").get_by_text(name, exact=True)
        ).to_be_visible()
    assert visitor.files_of(project) == sent


def test_a_folder_arrives_with_its_folders(visitor: Visitor, tmp_path: Path) -> None:
    project = visitor.caller.project()
    sent = {}
    for number in range(50):
        folder = tmp_path / "scans" / f"day {number % 3}"
        folder.mkdir(parents=True, exist_ok=True)
        name = f"{number}.dat"
        sent[f"scans/{folder.name}/{name}"] = write(folder, name, 100 + number)[1]
    page = visitor.signed_in(f"#/projects/{project}")
    page.get_by_label("Choose a folder").set_input_files(tmp_path / "scans")
    expect(page.get_by_text("50 of 50 files")).to_be_visible(timeout=3 * LONG)
    assert visitor.files_of(project) == sent
    page.get_by_role("button", name="Clear ended").click()
    expect(page.get_by_role("complementary")).to_have_count(0)
    expect(page.get_by_role("link", name="scans")).to_be_visible()


def test_what_is_dropped_anywhere_goes_where_the_page_is(visitor: Visitor) -> None:
    project = visitor.caller.project()
    page = visitor.signed_in(f"#/projects/{project}")
    page.get_by_text("Drop files and folders here").wait_for()
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(['dropped'], 'dropped.txt'));
          for (const kind of ['dragenter', 'dragover', 'drop']) {
            document.querySelector('footer').dispatchEvent(
              new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
          }
        }"""
    )
    visitor.sees_arrived("dropped.txt")
    assert visitor.files_of(project) == {"dropped.txt": b"dropped"}


def test_a_file_too_large_is_refused_here_and_goes_where_it_fits(
    visitor: Visitor, tmp_path: Path
) -> None:
    project = visitor.caller.project(visitor.caller.provider(ROOMY))
    file, content = write(tmp_path, "large.dat", FILE_MAX + 1)
    visitor.signed_in(f"#/projects/{project}")
    visitor.choose(file)
    row = visitor.row("large.dat")
    expect(row.get_by_role("alert")).to_contain_text("takes files up to 10,000,000 B")
    expect(row.get_by_role("alert")).to_contain_text(f"{ROOMY} takes files up to 4.88 TiB")
    assert visitor.caller.get(f"/projects/{project}/uploads?name=large.dat")["results"] == []
    row.get_by_role("button", name=f"Upload to {ROOMY}").click()
    visitor.sees_arrived("large.dat")
    assert visitor.files_of(project) == {"large.dat": content}


def test_a_name_that_is_there_becomes_a_new_version(visitor: Visitor, tmp_path: Path) -> None:
    project = visitor.caller.project()
    visitor.signed_in(f"#/projects/{project}")
    for index, size in enumerate((10, 20)):
        file, content = write(tmp_path, "notes.txt", size)
        visitor.choose(file)
        row = visitor.row("notes.txt").nth(index)
        expect(row).to_contain_text("Done")
    expect(row).to_contain_text("Becomes version 2")
    assert visitor.files_of(project) == {"notes.txt": content}


def test_leaving_asks_first_while_something_is_sent(visitor: Visitor, tmp_path: Path) -> None:
    project = visitor.caller.project()
    file, _ = write(tmp_path, "brain.dat", 2 * CHUNK_MAX)
    page = visitor.signed_in(f"#/projects/{project}")
    visitor.slow_down(CHUNK_MAX // 4)
    visitor.choose(file)
    visitor.row("brain.dat").get_by_role("button", name="Pause").wait_for()
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    visitor.row("brain.dat").get_by_role("button", name="Cancel").click()
    expect(visitor.row("brain.dat")).to_contain_text("Cancelled")


def test_the_map_says_how_many_chunks_are_where(visitor: Visitor, tmp_path: Path) -> None:
    project = visitor.caller.project()
    file, _ = write(tmp_path, "brain.dat", 4 * CHUNK_MAX)
    page = visitor.signed_in(f"#/projects/{project}")
    visitor.slow_down(CHUNK_MAX // 20)
    visitor.choose(file)
    visitor.row("brain.dat").get_by_role("link", name="brain.dat").click()
    chart = page.get_by_role("img", name=re.compile("^4 chunks"))
    expect(chart).to_have_accessible_name(re.compile("4 chunks: .*on its way"))
    visitor.slow_down(None)
    expect(chart).to_have_accessible_name("4 chunks: 4 sealed")
    expect(page.get_by_text("Complete", exact=True)).to_be_visible()


def test_a_page_that_came_by_plain_http_from_elsewhere_uploads_as_well(
    visitor: Visitor, tmp_path: Path
) -> None:
    """Browsers keep some of their abilities from it."""
    project = visitor.caller.project()
    file, content = write(tmp_path, "brain.dat", CHUNK_MAX + 1)
    visitor.url = visitor.url.replace(LOOPBACK, ELSEWHERE)
    page = visitor.signed_in(f"#/projects/{project}")
    assert page.evaluate("isSecureContext") is False
    visitor.choose(file)
    visitor.sees_arrived("brain.dat")
    assert visitor.files_of(project) == {"brain.dat": content}
