"""A person before the page: sees, clicks and types; and the page's own complaints are heard."""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Any, Self

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from portal.build import PORTAL
from tests.e2e.caller import Caller
from tests.e2e.installation import Installation, User

#: For how long anything is waited for, and an upload to its end; milliseconds.
PATIENCE, LONG = 10_000, 40_000

#: Schemes and widths in pixels that pages are looked at in.
LOOKS = (("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360))

_AXE = PORTAL / "node_modules" / "axe-core" / "axe.min.js"

#: What a browser writes itself of answers that the page expects and tells.
_EXPECTED = ("Failed to load resource", "Access to XMLHttpRequest")


class Visitor:
    """One profile of a browser with one page.

    Whatever the page writes to its console as an error, such as a breach of its policy, fails the
    test at its end.
    """

    def __init__(
        self, browser: Browser, installation: Installation, person: User, **options: Any
    ) -> None:
        """`options` are those of Playwright's `new_context`."""
        self.url = installation.url
        self.person = person
        self.caller = Caller(installation.api_url, person.api_token)
        self.context = browser.new_context(**{"locale": "en-US", **options})
        self.context.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.page = self.new_page()

    def new_page(self) -> Page:
        """Another tab of the same profile."""
        page = self.context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        return page

    def __enter__(self) -> Self:
        """Nothing is opened yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close everything; complaints fail a test that did not fail before."""
        self.context.close()
        if error is None:
            assert self.complaints == []

    def open(self, path: str = "") -> Page:
        """Open the page at a place such as `#/providers`, or elsewhere on the service."""
        self.page.goto(f"{self.url}/{path}")
        return self.page

    def signed_in(self, path: str = "#/projects") -> Page:
        """Open a place as the person who has the link that `run` prints."""
        self.open(f"#token={self.person.api_token}")
        self.page.get_by_role("heading", level=1, name="Projects").wait_for()
        if path != "#/projects":
            self.page.evaluate("place => { location.hash = place; }", path)
        return self.page

    def slow_down(self, upload: int | None) -> None:
        """Let the browser send so many bytes a second; None for as many as it can."""
        session = self.context.new_cdp_session(self.page)
        conditions = {"offline": False, "latency": 0, "downloadThroughput": -1}
        session.send("Network.enable")
        session.send(
            "Network.emulateNetworkConditions", {**conditions, "uploadThroughput": upload or -1}
        )

    def row(self, name: str) -> Locator:
        """A file in the tray, or on a page of uploads."""
        return self.page.get_by_role("listitem", name=name)

    def choose(self, *files: Path) -> None:
        """Choose files on a project's page."""
        self.page.get_by_label("Choose files").set_input_files(list(files))

    def sees_arrived(self, name: str) -> None:
        """Wait until a file has arrived."""
        expect(self.row(name)).to_contain_text("Done", timeout=LONG)

    def files_of(self, project: str) -> dict[str, bytes]:
        """All files of a project by their paths, as any client reads them."""
        found = {}
        for file in self.caller.get(f"/projects/{project}/files?per_page=1000")["results"]:
            folders = [it["name"] for it in file["ancestors"] if it["kind"] == "dds-folder"]
            found["/".join([*folders, file["name"]])] = self.caller.content(file["id"])
        return found

    def faults_for_axe(self) -> list[dict[str, Any]]:
        """What axe finds on the page as it stands, of any weight."""
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_AXE.read_text())
        found = self.page.evaluate("axe.run(document, {resultTypes: ['violations']})")
        return [
            {"rule": each["id"], "impact": each["impact"], "at": [n["html"] for n in each["nodes"]]}
            for each in found["violations"]
        ]

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(
            self.page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"
            )
        )

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(_EXPECTED):
            self.complaints.append(message.text)
