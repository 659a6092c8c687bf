"""Pictures of every page and state, for people to look at.

python -m tests.portal.screenshots [FOLDER]    the folder is portal/screenshots unless given
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from portal.build import DIST, PORTAL, build
from tests.e2e.installation import Installation
from tests.e2e.kinds import on_local
from tests.portal.scenes import Furnished, furnish, scenes, show
from tests.portal.visitor import LOOKS, Visitor
from tests.services.chromium import chromium


def main(folder: Path) -> None:
    """Write them all."""
    build()
    folder.mkdir(parents=True, exist_ok=True)
    found = chromium()
    with (
        tempfile.TemporaryDirectory() as root,
        on_local(Path(root), {"PORTAL_ROOT": str(DIST)}) as installation,
        sync_playwright() as playwright,
    ):
        furnished = furnish(installation, Path(root))
        browser = playwright.chromium.launch(
            executable_path=str(found.executable), env={**found.environment}
        )
        for look in LOOKS:
            _take(browser, installation, furnished, folder, look)
        browser.close()
    print(f"{len(list(folder.glob('*.png')))} pictures in {folder}")


def _take(
    browser: Browser,
    installation: Installation,
    furnished: Furnished,
    folder: Path,
    look: tuple[str, int],
) -> None:
    scheme, width = look
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 900}}
    with Visitor(browser, installation, furnished.admin, **options) as person:
        person.open().get_by_role("heading", level=1).wait_for()
        person.page.screenshot(path=folder / f"sign-in-{scheme}-{width}.png")
        person.signed_in()
        for scene in scenes(furnished):
            show(person, scene)
            person.page.screenshot(path=folder / f"{scene.name}-{scheme}-{width}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if sys.argv[1:] else PORTAL / "screenshots")
