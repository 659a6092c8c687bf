"""One call in words: its purpose, its parameters, its answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape

from dds_upload.web.openapi.schemas import Json
from dds_upload.web.reference.schemas import entry, keys, name_of, spoken, type_of

_METHODS = ("get", "post", "put", "patch", "delete")


@dataclass(frozen=True, slots=True)
class Call:
    """A method of a path below `base`; `content` is the operation.

    `parameters` are its own, and those of all methods of the path.
    """

    method: str
    base: str
    path: str
    content: Json
    parameters: list[Json]

    @property
    def anchor(self) -> str:
        """Its anchor on the page."""
        return escape(str(self.content["operationId"]))

    @property
    def title(self) -> str:
        """Method and whole path."""
        return self._titled(self.base + self.path)

    @property
    def short(self) -> str:
        """The same without the beginning that all paths have."""
        return self._titled(self.path)

    def _titled(self, path: str) -> str:
        method = self.method
        said = f'<span class="method {method}">{method.upper()}</span>'
        return f"{said} <code>{escape(path).replace('/', '<wbr>/')}</code>"


def calls_of(document: Json) -> Iterator[Call]:
    """All calls of a document, in its order."""
    base = "".join(server["url"] for server in document.get("servers", ()))
    for path, item in document["paths"].items():
        for method in _METHODS:
            if method in item:
                parameters = item.get("parameters", []) + item[method].get("parameters", [])
                yield Call(method, base, path, item[method], parameters)


def shown(call: Call, document: Json) -> str:
    """The whole call as HTML."""
    for_all = "<p><em>For anybody: it takes no token.</em></p>\n"
    parts = (
        f'<article id="{call.anchor}">\n<h3><a href="#{call.anchor}">{call.title}</a></h3>\n',
        f"<p>{spoken(call.content['summary'])}</p>\n",
        for_all if call.content.get("security") == [{}] else "",
        _parameters(call.parameters),
        _body(call.content.get("requestBody"), document),
        _answers(call.content["responses"]),
        "</article>\n",
    )
    return "".join(parts)


def _parameters(parameters: Iterable[Json]) -> str:
    shown = "".join(_parameter(each) for each in parameters)
    return f"<h4>Parameters</h4>\n<dl>\n{shown}</dl>\n" if shown else ""


def _parameter(found: Json) -> str:
    places = {"path": "in the path", "query": "in the query", "header": "as a header"}
    return entry(
        found["name"],
        found["schema"],
        found["description"],
        place=places[found["in"]],
        is_needed=bool(found.get("required")),
    )


def _body(body: Json | None, document: Json) -> str:
    if body is None:
        return ""
    schemas: dict[str, list[str]] = {}
    for media_type, content in body["content"].items():
        schemas.setdefault(type_of(content["schema"]), []).append(media_type)
    kinds = "".join(
        f"<p>{shown} <span class='type'>as {escape(' or '.join(types))}</span></p>\n"
        for shown, types in schemas.items()
    )
    first = next(iter(body["content"].values()))["schema"]
    optional = "" if body.get("required") else " (optional)"
    return f"<h4>Body{optional}</h4>\n{kinds}{_keys(first, document)}"


def _keys(schema: Json, document: Json) -> str:
    """The keys of a referenced object; an object that is composed of several is only linked."""
    if "$ref" in schema:
        schema = document["components"]["schemas"][name_of(schema["$ref"])]
    return keys(schema)


def _answers(responses: Json) -> str:
    given = {status: told for status, told in responses.items() if "$ref" not in told}
    refused = {status: told["$ref"] for status, told in responses.items() if "$ref" in told}
    shown = "".join(_answer(status, told) for status, told in given.items())
    listed = f"<dl>\n{shown}</dl>\n" if shown else ""
    links = ", ".join(
        f'<a href="#refused-{escape(name_of(reference))}">{escape(status)}</a>'
        for status, reference in refused.items()
    )
    refusals = f'<p class="quiet">It may be refused: {links}</p>\n' if links else ""
    return f"<h4>Answers</h4>\n{listed}{refusals}"


def _answer(status: str, told: Json) -> str:
    content = told.get("content", {})
    schema = next(iter(content.values()))["schema"] if content else None
    kind = f' <span class="type">{type_of(schema)}</span>' if schema else ""
    inner = keys(schema) if schema else ""
    return (
        f"<div>\n<dt><code>{escape(status)}</code>{kind}</dt>\n"
        f"<dd>{spoken(told['description'])}{inner}{headers(told)}</dd>\n</div>\n"
    )


def headers(told: Json) -> str:
    """The headers of an answer."""
    shown = "".join(
        entry(name, each["schema"], each["description"], is_needed=True)
        for name, each in told.get("headers", {}).items()
    )
    return f"<dl>\n{shown}</dl>\n" if shown else ""
