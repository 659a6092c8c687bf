"""What a person reads who opens the service in a browser."""

from __future__ import annotations

import re
from base64 import b64encode
from hashlib import sha256
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.house.client import Api
from tests.openapi.documents import PLACES, operations

REFERENCES = ("/docs/dds", "/docs/sentry", "/docs/pulp")
PAGES = ("/", "/docs", *REFERENCES)

each_page = pytest.mark.parametrize("path", PAGES)


class Outline(HTMLParser):
    """The elements of a page, each with its attributes, in balance."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in {"meta", "br", "wbr"}:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def page(wire: Api, path: str, **more: Any) -> Any:
    answer = wire.storage("GET", path, expect=200, **more)
    assert answer.headers["content-type"].startswith("text/html")
    return answer


@pytest.mark.parametrize("path", ["/", "/docs"])
def test_it_names_every_way_in(wire: Api, path: str) -> None:
    text = page(wire, path).text
    for prefix in ("/api/v1", "/api/0", "/pulp/api/v3"):
        assert prefix in text
    for client in ("DukeDSClient", "sentry-cli", "pulp"):
        assert client in text


@each_page
def test_it_loads_and_runs_nothing(wire: Api, path: str) -> None:
    answer = page(wire, path)
    outline = Outline(answer.text)
    assert outline.open == []
    for tag, attributes in outline.elements:
        assert tag not in {"script", "img", "link", "iframe", "object", "form", "base"}
        assert not {"src", "style", "onclick", "srcset"} & set(attributes)
        assert (attributes.get("href") or "/").startswith(("/", "#"))
    [style] = re.findall("<style>(.*?)</style>", answer.text, re.DOTALL)
    assert "url(" not in style
    assert "@import" not in style
    digest = b64encode(sha256(style.encode()).digest()).decode()
    policy = answer.headers["content-security-policy"].split("; ")
    assert policy[:2] == ["default-src 'none'", f"style-src 'sha256-{digest}'"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@each_page
def test_every_link_leads_somewhere_for_anybody(wire: Api, path: str) -> None:
    elements = Outline(page(wire, path).text).elements
    links = {str(attributes["href"]) for tag, attributes in elements if tag == "a"}
    places = [f"#{attributes['id']}" for _, attributes in elements if "id" in attributes]
    assert len(set(places)) == len(places)
    assert links
    for link in links - set(places):
        assert link.startswith("/"), link
        wire.storage("GET", link, expect=200)


@pytest.mark.parametrize("protocol", PLACES)
def test_a_page_of_calls_has_each_of_them(wire: Api, protocol: str) -> None:
    given = wire.storage("GET", PLACES[protocol].path, expect=200).json
    elements = Outline(page(wire, f"/docs/{protocol}").text).elements
    places = {attributes.get("id") for _, attributes in elements}
    assert {it.name for it in operations(given)} <= places
    assert {f"object-{name}" for name in given["components"]["schemas"]} <= places


def test_what_a_call_takes_and_answers_is_on_its_page(wire: Api) -> None:
    text = page(wire, "/docs/dds").text
    begun = text.partition('<article id="uploads_create">')[2].partition("</article>")[0]
    for word in (
        "POST",
        "<wbr>/api<wbr>/v1<wbr>/projects<wbr>/{project_id}<wbr>/uploads",
        "Idempotency-Key",
        "storage_provider.id",
        "at most 255 characters",
        "X-MAX-CHUNK-UPLOAD-SIZE",
        '<a href="#object-BegunUpload">BegunUpload</a>',
        '<a href="#refused-KeyReused">422</a>',
    ):
        assert word in begun


def test_commands_name_the_host_that_was_asked(wire: Api) -> None:
    text = page(wire, "/docs", headers={"Host": "dds.example:8443"}).text
    assert "curl -H &quot;Authorization: Bearer $TOKEN&quot; http://dds.example:8443/api/v1" in text
    assert "{origin}" not in text
    hostile = page(wire, "/docs", headers={"Host": "<script>alert(1)</script>"}).text
    assert "<script>" not in hostile


def test_documents_are_plain_text(wire: Api) -> None:
    for name in ("dds.md", "errors.md", "glossary.md", "signed-urls.md"):
        answer = wire.storage("GET", f"/docs/{name}", expect=200)
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"
        assert answer.text.startswith("# ")
        assert answer.headers["content-security-policy"]


@pytest.mark.parametrize("path", [*PAGES, "/docs/", "/docs/dds.md"])
def test_a_head_is_answered_too(wire: Api, path: str) -> None:
    answer = wire.storage("HEAD", path)
    assert (answer.status_code, answer.content) == (200, b"")


@each_page
def test_other_methods_are_refused(wire: Api, path: str) -> None:
    answer = wire.storage("POST", path, b"", expect=405)
    assert "GET" in answer.headers["allow"]
