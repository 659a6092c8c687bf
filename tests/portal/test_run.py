"""The link that `run` prints."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import Browser, expect

from portal.build import DIST, build
from tests.e2e.installation import Installation, Part, program
from tests.e2e.polling import eventually


def test_it_signs_the_ready_made_user_in(browser: Browser, tmp_path: Path) -> None:
    build()
    with Installation(tmp_path, {"PORTAL_ROOT": str(DIST)}) as trial:
        everything = Part("run", program("run"), trial)
        everything.start()
        try:
            eventually(lambda: "Ctrl-C" in everything.log.read_text())
            [link] = re.findall(r"http\S+/#token=\S+", everything.log.read_text())
            token = link.partition("=")[2]
            assert everything.log.read_text().count(token) == 1
            page = browser.new_page()
            page.goto(link)
            expect(page.get_by_text("Ready-made user")).to_be_visible()
            assert "token" not in page.url
            page.close()
        finally:
            everything.kill()
