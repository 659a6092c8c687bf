"""The page: contents, calls by subject, refusals, and the objects in bodies."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cached_property
from html import escape

import falcon

from dds_upload.web.html import Look
from dds_upload.web.openapi.document import ApiDocument
from dds_upload.web.openapi.schemas import Json
from dds_upload.web.reference.calls import Call, calls_of, headers, shown
from dds_upload.web.reference.schemas import keys, spoken, type_of
from dds_upload.web.reference.style import STYLE

_LOOK = Look(STYLE)


class Reference:
    """Made at the first request, and kept then."""

    public = True

    def __init__(self, document: ApiDocument) -> None:
        self._document = document

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the page."""
        resp.content_type = falcon.MEDIA_HTML
        resp.text = self._text
        _LOOK.guard(resp)

    on_head = on_get

    @cached_property
    def _text(self) -> str:
        content = self._document.content
        return _LOOK.whole(content["info"]["title"], _body(content, self._document.url))


def _body(document: Json, url: str) -> str:
    rooms = _rooms(document)
    return "\n".join(
        (
            _heading(document["info"], url),
            _contents(rooms),
            "<main>",
            *(_room(tag, found, document) for tag, found in rooms.items()),
            _refusals(document["components"]["responses"]),
            _objects(document["components"]["schemas"]),
            "</main>",
            '<footer><a href="/docs">How to begin</a> · <a href="#contents">Contents</a></footer>',
        )
    )


def _rooms(document: Json) -> dict[str, list[Call]]:
    """Calls by their tag, in the order in which tags are first met."""
    rooms: dict[str, list[Call]] = {}
    for call in calls_of(document):
        rooms.setdefault(call.content["tags"][0], []).append(call)
    return rooms


def _heading(info: Json, url: str) -> str:
    return (
        f"<header>\n<h1>{escape(info['title'])}</h1>\n"
        f"<p>{spoken(info['description'])}</p>\n"
        f'<p>The same for programs: <a href="{escape(url)}">{escape(url)}</a>, '
        f"version {escape(info['version'])}.</p>\n</header>"
    )


def _contents(rooms: Mapping[str, Iterable[Call]]) -> str:
    parts = "".join(
        f'<h2><a href="#calls-{escape(tag)}">{_title(tag)}</a></h2>\n<ul>\n'
        + "".join(f'<li><a href="#{it.anchor}">{it.short}</a></li>\n' for it in found)
        + "</ul>\n"
        for tag, found in rooms.items()
    )
    rest = '<h2><a href="#refusals">Refusals</a></h2>\n<h2><a href="#objects">Objects</a></h2>\n'
    return f'<nav id="contents" aria-label="Contents">\n{parts}{rest}</nav>'


def _room(tag: str, found: Iterable[Call], document: Json) -> str:
    calls = "".join(shown(it, document) for it in found)
    return f'<section id="calls-{escape(tag)}">\n<h2>{_title(tag)}</h2>\n{calls}</section>'


def _refusals(responses: Json) -> str:
    parts = "".join(_refusal(name, told) for name, told in responses.items())
    return f'<section id="refusals">\n<h2>Refusals</h2>\n{parts}</section>'


def _refusal(name: str, told: Json) -> str:
    kinds = {type_of(content["schema"]) for content in told["content"].values()}
    return (
        f'<article id="refused-{escape(name)}">\n<h3>{escape(name)}</h3>\n'
        f'<p>{spoken(told["description"])} <span class="type">{" or ".join(kinds)}</span></p>\n'
        f"{headers(told)}</article>\n"
    )


def _objects(schemas: Json) -> str:
    parts = "".join(
        f'<article id="object-{escape(name)}">\n'
        f'<h3><a href="#object-{escape(name)}">{escape(name)}</a></h3>\n'
        f"<p>{spoken(schema.get('description', ''))} {_made_of(schema)}</p>\n"
        f"{keys(schema)}</article>\n"
        for name, schema in sorted(schemas.items())
    )
    return f'<section id="objects">\n<h2>Objects</h2>\n{parts}</section>'


def _made_of(schema: Json) -> str:
    return "" if "properties" in schema else f'<span class="type">{type_of(schema)}</span>'


def _title(tag: str) -> str:
    return escape(tag.capitalize())
