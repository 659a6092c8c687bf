"""The pages of administrators, and that others have none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.installation import Installation
from tests.e2e.polling import eventually
from tests.portal.visitor import Visitor


@pytest.fixture
def chief(
    browser: Browser, local_portal: Installation, request: pytest.FixtureRequest
) -> Iterator[Visitor]:
    """An administrator of this test's own."""
    admin = local_portal.create_user(f"chief-{abs(hash(request.node.name))}", "--admin")
    with Visitor(browser, local_portal, admin) as person:
        yield person


def test_others_see_no_way_there(visitor: Visitor) -> None:
    page = visitor.signed_in("#/admin")
    expect(page.get_by_role("alert")).to_contain_text("does not allow that")
    assert page.get_by_role("link", name="Admin").count() == 0


def test_what_happened_is_told_in_charts_and_tables(chief: Visitor) -> None:
    project = chief.caller.project()
    chief.caller.stored(project, b"12345")
    page = chief.signed_in()
    page.get_by_role("link", name="Admin").click()
    expect(page.get_by_role("img", name="Uploads of the last 30 days")).to_be_visible()
    states = page.get_by_role("table", name="Uploads by state")
    expect(states.get_by_role("row").filter(has_text="Complete")).to_be_visible()
    expect(page.get_by_role("table", name="Stored by project")).to_contain_text("Mice")
    expect(page.get_by_text("Database: well")).to_be_visible()
    expect(page.get_by_text("Roomy: takes uploads")).to_be_visible()


def test_a_failed_upload_is_put_together_again(chief: Visitor) -> None:
    project = chief.caller.project()
    name = f"{project}.dat"
    upload = chief.caller.upload(project, 5, name=name)["id"]
    chief.caller.send_chunks(upload, b"12345", 10)
    chief.caller.complete(upload, b"other")
    eventually(lambda: chief.caller.status(upload)["error_on"])
    page = chief.signed_in("#/admin/failed")
    page.get_by_role("button", name=f"Put together again: {name}").click()
    expect(page.get_by_text(f"{name} is being put together again")).to_be_visible()


def test_a_user_is_made_locked_out_and_given_new_keys(chief: Visitor) -> None:
    page = chief.signed_in("#/admin/users")
    name = f"new-{chief.person.username}"
    page.get_by_role("button", name="New user").click()
    page.get_by_label("User name").fill(name)
    page.get_by_label("Full name").fill("New <i>Person</i>")
    page.get_by_role("button", name="Create").click()
    once = page.get_by_role("dialog", name=f"Keys of {name}")
    link = once.get_by_text("#token=").inner_text()
    once.get_by_role("button", name="Close").click()
    row = page.get_by_role("listitem").filter(has_text="New <i>Person</i>").filter(has_text=name)
    expect(row).to_be_visible()

    tab = chief.context.browser.new_page()  # type: ignore[union-attr]
    tab.goto(link)
    expect(tab.get_by_text("No projects yet")).to_be_visible()
    tab.close()

    for action, words in (("Lock out", "Locked out since"), ("Let in again", "")):
        page.get_by_role("button", name=f"Actions: {name}").click()
        page.get_by_role("menuitem", name=action).click()
        if words:
            expect(row).to_contain_text(words)
    expect(row).not_to_contain_text("Locked out")
    page.get_by_role("button", name=f"Actions: {name}").click()
    page.get_by_role("menuitem", name="New keys").click()
    expect(page.get_by_role("dialog", name=f"Keys of {name}")).to_contain_text("User key")
