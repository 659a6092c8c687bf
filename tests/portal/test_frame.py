"""Signing in, projects, folders, storage: what stands around uploads."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.e2e.kinds import ROOMY
from tests.portal.visitor import Visitor


def heading(visitor: Visitor, name: str | re.Pattern[str]) -> None:
    expect(visitor.page.get_by_role("heading", level=1, name=name)).to_be_visible()


def test_a_link_signs_in_and_leaves_no_token_behind(visitor: Visitor) -> None:
    page = visitor.signed_in()
    assert visitor.person.api_token not in page.url
    page.go_back()
    assert visitor.person.api_token not in page.url
    page.go_forward()
    page.reload()
    heading(visitor, "Projects")


def test_without_the_tick_a_reload_signs_out(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_label("Token", exact=True).last.fill(visitor.person.api_token)
    page.get_by_role("button", name="Sign in").click()
    heading(visitor, "Projects")
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0
    page.reload()
    heading(visitor, "Sign in")


def test_keys_sign_in_and_the_tick_keeps_it(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_label("Keys").check()
    page.get_by_label("User key").fill(visitor.person.user_key)
    page.get_by_label("Agent key").fill(visitor.person.agent_key)
    page.get_by_label(re.compile("Stay signed in")).check()
    page.get_by_role("button", name="Sign in").click()
    heading(visitor, "Projects")
    page.reload()
    heading(visitor, "Projects")
    page.get_by_role("button", name="Sign out").click()
    heading(visitor, "Sign in")
    page.reload()
    heading(visitor, "Sign in")


def test_a_wrong_token_is_refused_in_words(visitor: Visitor) -> None:
    page = visitor.open()
    page.get_by_label("Token", exact=True).last.fill("nonsense")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("not known")


def test_a_project_is_made_and_described(visitor: Visitor) -> None:
    page = visitor.signed_in()
    page.get_by_role("button", name="New project").click()
    page.get_by_label("Name").fill('<b>Mäuse</b> & "Scans"')
    page.get_by_role("button", name="Create").click()
    heading(visitor, '<b>Mäuse</b> & "Scans"')
    page.get_by_role("button", name=re.compile("^Actions")).click()
    page.get_by_role("menuitem", name="Edit project").click()
    page.get_by_label("Description").fill("Scans of mice")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Scans of mice")).to_be_visible()


def test_folders_are_made_and_walked(visitor: Visitor) -> None:
    project = visitor.caller.new_project()
    page = visitor.signed_in(f"#/projects/{project}")
    for name in ("outer", "inner"):
        page.get_by_role("button", name="New folder").click()
        page.get_by_label("Name of the folder").fill(name)
        page.get_by_role("button", name="Create").click()
        page.get_by_role("link", name=name).click()
        expect(page.get_by_text("Nothing here yet")).to_be_visible()
    way = page.get_by_role("navigation", name="Where you are")
    expect(way.get_by_role("listitem")).to_have_text(["Mice", "outer", "inner"])
    way.get_by_role("link", name="outer").click()
    expect(page.get_by_role("link", name="inner")).to_be_visible()


def test_storage_says_its_limits_and_plans_a_size(visitor: Visitor) -> None:
    page = visitor.signed_in("#/providers")
    card = page.get_by_role("region", name="Local")
    expect(card).to_contain_text("at most 10 chunks of at most 977 KiB")
    field = card.get_by_label("Try a size")
    field.fill("3,5 MB")
    expect(card.get_by_role("status")).to_contain_text("4 chunks of 977 KiB")
    field.fill("10 GiB")
    expect(card.get_by_role("status")).to_contain_text("too large here")
    field.fill("much")
    expect(card).to_contain_text("Write a number and a unit")
    expect(page.get_by_role("region", name=ROOMY)).to_contain_text("Files up to 4.88 TiB")


def test_an_address_of_nothing_says_so(visitor: Visitor) -> None:
    visitor.signed_in("#/nowhere")
    heading(visitor, re.compile("nothing at this address"))


def test_what_is_deleted_meanwhile_is_said(visitor: Visitor) -> None:
    visitor.signed_in("#/projects/8c1f0f7e-54a4-4f58-9a1c-1f3c8b1f5b51")
    expect(visitor.page.get_by_role("alert")).to_contain_text("not there")


def test_it_speaks_german(visitor: Visitor) -> None:
    page = visitor.signed_in("#/providers")
    page.get_by_label("Language").select_option("de")
    heading(visitor, "Speicher")
    expect(page.get_by_text("Dateien bis 4,88 TiB")).to_be_visible()
    assert page.evaluate("document.documentElement.lang") == "de"
