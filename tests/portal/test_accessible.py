"""Every page and state by axe, in both schemes, narrow and wide; and by the keyboard alone."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.installation import Installation, User
from tests.portal.scenes import Furnished, furnish, scenes, show
from tests.portal.visitor import LOOKS, Visitor


@pytest.fixture(scope="module")
def furnished(local_portal: Installation, tmp_path_factory: pytest.TempPathFactory) -> Furnished:
    """Something in every page."""
    return furnish(local_portal, tmp_path_factory.mktemp("furnished"))


def speak(page: Page, language: str) -> None:
    """Have the page speak it as it stands, with whatever is open on it."""
    page.locator("select.language").evaluate(
        "(it, language) => { it.value = language; it.dispatchEvent(new Event('change')); }",
        language,
    )
    assert page.evaluate("document.documentElement.lang") == language


@pytest.mark.parametrize(("scheme", "width"), LOOKS)
def test_axe_finds_nothing_on_any_page(
    browser: Browser, local_portal: Installation, furnished: Furnished, scheme: str, width: int
) -> None:
    """Every other page is looked at in German, and the others are so in the other scheme."""
    languages = itertools.cycle(("de", "en") if scheme == "light" else ("en", "de"))
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    with Visitor(
        browser, local_portal, furnished.admin, reduced_motion="reduce", **options
    ) as person:
        found = {}
        page = person.open()
        page.get_by_role("heading", level=1).wait_for()
        speak(page, next(languages))
        assert person.faults_for_axe() == []
        speak(page, "en")
        person.signed_in()
        for scene in scenes(furnished):
            show(person, scene)
            speak(page, next(languages))
            assert page.locator("h1").count() == page.locator("main").count() == 1, scene.name
            found[scene.name] = (person.faults_for_axe(), person.overflow())
            speak(page, "en")
        assert {name: it for name, it in found.items() if it != ([], 0)} == {}


@pytest.mark.parametrize(("scheme", "width"), [LOOKS[0], LOOKS[3]])
def test_axe_finds_nothing_on_pages_of_calls(
    browser: Browser, local_portal: Installation, local_person: User, scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    with Visitor(browser, local_portal, local_person, **options) as person:
        found = {}
        for path in ("docs", "docs/dds", "docs/sentry", "docs/pulp"):
            page = person.open(path)
            assert page.locator("h1").count() == page.locator("main").count() == 1, path
            found[path] = (person.faults_for_axe(), person.overflow())
        assert {path: it for path, it in found.items() if it != ([], 0)} == {}


def test_a_file_goes_up_by_the_keyboard_alone(visitor: Visitor, tmp_path: Path) -> None:
    """Only the dialog of the system, which no page controls, is stood in for."""
    (tmp_path / "typed.txt").write_bytes(b"typed")
    page = visitor.open()

    def tab_to(name: str) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            focused = page.evaluate(
                "(it => it.ariaLabel || it.labels?.[0]?.innerText || it.innerText)"
                "(document.activeElement)"
            )
            if focused and name in focused:
                return
        raise AssertionError(f"no way to {name}")

    tab_to("Token")
    tab_to("Token")
    page.keyboard.type(visitor.person.api_token)
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="Projects").wait_for()
    tab_to("New project")
    page.keyboard.press("Enter")
    tab_to("Name")
    page.keyboard.type("By keys")
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1, name="By keys").wait_for()
    # From here on nothing moves the focus any more but the keys.
    page.get_by_role("heading", name="Nothing here yet").wait_for()
    expect(page.locator("#main")).to_be_focused()
    tab_to("Choose files")
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(tmp_path / "typed.txt")
    visitor.sees_arrived("typed.txt")
    page.get_by_role("button", name="Actions: typed.txt").wait_for()
    tab_to("Actions: typed.txt")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_contain_text("Rename typed.txt")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
