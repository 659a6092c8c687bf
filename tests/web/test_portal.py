"""How the portal is served, as a browser's cache and its policy see it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import falcon
import pytest
from falcon.testing import TestClient

from dds_upload.web.app import create_app
from dds_upload.web.origin import origin_of
from dds_upload.web.portal import Portal

SWIFT = "https://swift.example:8080"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A page as the build leaves it."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>Portal</title>")
    (tmp_path / "assets" / "index-0a1b.js").write_text("page()")
    (tmp_path / "assets" / "notes.txt").write_text("none of it")
    (tmp_path / "secret.js").write_text("not an asset")
    return tmp_path


def browser(root: Path, *hosts: str, public_url: str | None = None) -> TestClient:
    portal = Portal(root, origin_of(public_url), lambda: hosts)
    app = create_app([_nobody()], origins=["*"], health=dict, portal=portal)
    return TestClient(app)


def _nobody() -> Any:
    from dds_upload.web.app import Mount

    def render(req: falcon.Request, resp: falcon.Response, error: Any) -> None:
        resp.status = falcon.HTTP_404

    return Mount("/none", render)


def test_the_page_is_asked_for_each_time_and_its_files_never_again(root: Path) -> None:
    page = browser(root).simulate_get("/")
    assert page.text.endswith("<title>Portal</title>")
    assert page.headers["cache-control"] == "no-cache"
    script = browser(root).simulate_get("/assets/index-0a1b.js")
    assert (script.text, script.headers["content-type"]) == (
        "page()",
        "text/javascript; charset=utf-8",
    )
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    for answer in (page, script):
        assert answer.headers["x-content-type-options"] == "nosniff"


def policy(client: TestClient, **more: Any) -> dict[str, list[str]]:
    text = client.simulate_get("/", **more).headers["content-security-policy"]
    return {first: rest for first, *rest in (part.split() for part in text.split("; "))}


def test_the_page_may_run_its_own_files_only(root: Path) -> None:
    found = policy(browser(root))
    assert found["default-src"] == ["'none'"]
    assert found["script-src"] == ["'self'", "'wasm-unsafe-eval'"]
    assert "'unsafe-inline'" not in str(found)
    assert found["frame-ancestors"] == ["'none'"]


def test_it_may_speak_to_every_storage_and_to_the_host_it_was_asked_by(root: Path) -> None:
    found = policy(browser(root, SWIFT), headers={"Host": "dds.example:8443"})
    assert found["connect-src"] == ["'self'", "http://dds.example:8443", SWIFT]
    found = policy(browser(root, public_url="https://dds.example"))
    assert found["connect-src"] == ["'self'", "https://dds.example"]


@pytest.mark.parametrize(
    "host", ["a; script-src *", "a *", "a/path", "a,b", "a'b", "a\u00e9".encode().decode("latin-1")]
)
def test_a_host_that_nobody_can_have_changes_no_policy(root: Path, host: str) -> None:
    found = policy(browser(root, SWIFT), headers={"Host": host})
    assert found["connect-src"] == ["'self'", SWIFT]
    assert found["script-src"] == ["'self'", "'wasm-unsafe-eval'"]


@pytest.mark.parametrize(
    "name", ["nothing.js", "notes.txt", "..%2Fsecret.js", ".secret.js", "a%00.js", "index-0a1b"]
)
def test_nothing_else_is_served(root: Path, name: str) -> None:
    assert browser(root).simulate_get(f"/assets/{name}").status_code == 404


def test_until_it_is_built_the_page_says_how(tmp_path: Path) -> None:
    page = browser(tmp_path).simulate_get("/")
    assert page.status_code == 200
    assert "<code>make portal</code>" in page.text
    assert "default-src 'none'" in page.headers["content-security-policy"]
