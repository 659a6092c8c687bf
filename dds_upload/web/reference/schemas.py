"""Schemas in words: the type of a value, its bounds, and its keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html import escape

from dds_upload.web.openapi.schemas import Json

_TYPES = {
    "string": "text",
    "integer": "number",
    "number": "number",
    "boolean": "true or false",
    "object": "object",
    "null": "null",
}
_FORMATS = {"date-time": "instant", "date": "day", "uuid": "UUID", "binary": "bytes"}

_BOUNDS = {
    "minimum": "at least {}",
    "maximum": "at most {}",
    "maxLength": "at most {} characters",
    "maxItems": "at most {} items",
    "default": "{} where it is left out",
}


def spoken(text: str) -> str:
    """Text as HTML; text between backticks becomes code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def name_of(reference: str) -> str:
    """The last word of a reference."""
    return reference.rpartition("/")[2]


def type_of(schema: Json) -> str:
    """The type of a value, with links to the objects that it refers to."""
    found = _type_of(schema)
    return f"{found} or null" if schema.get("nullable") else found


def bounds_of(schema: Json) -> str:
    """The allowed values within the type; empty if there are no bounds."""
    said = [
        text.format(escape(json.dumps(schema[key]) if key == "default" else f"{schema[key]:,}"))
        for key, text in _BOUNDS.items()
        if key in schema
    ]
    if schema.get("minLength") or schema.get("minItems"):
        said.insert(0, "not empty")
    values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if values:
        said.append(", ".join(f"<code>{escape(str(value))}</code>" for value in values))
    return "; ".join(said)


def keys(schema: Json, place: str = "") -> str:
    """All keys of an object, with those of its inner objects, as a list of descriptions."""
    entries = "".join(_entries(schema, place))
    return f"<dl>\n{entries}</dl>\n" if entries else ""


def entry(name: str, schema: Json, said: str, *, is_needed: bool, place: str = "") -> str:
    """A value with its name, type and meaning; `place` is where it is sent, if given."""
    bounds = bounds_of(schema)
    optional = "" if is_needed else ' <span class="optional">optional</span>'
    more = f" <span>({bounds})</span>" if bounds else ""
    return (
        f'<div>\n<dt><code>{escape(name)}</code> <span class="type">{type_of(schema)} '
        f"{place}</span>{optional}</dt>\n<dd>{spoken(said)}{more}</dd>\n</div>\n"
    )


def _type_of(schema: Json) -> str:
    if "$ref" in schema:
        name = escape(name_of(schema["$ref"]))
        return f'<a href="#object-{name}">{name}</a>'
    for key, word in (("anyOf", " or "), ("allOf", " and ")):
        if key in schema:
            return word.join(type_of(each) for each in schema[key])
    kinds = schema.get("type", "object")
    return " or ".join(
        _kind(each, schema) for each in ([kinds] if isinstance(kinds, str) else kinds)
    )


def _kind(kind: str, schema: Json) -> str:
    if kind == "array":
        return f"list of {type_of(schema.get('items', {}))}"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object of {type_of(schema['additionalProperties'])}"
    if kind == "string":
        return _FORMATS.get(schema.get("format", ""), _TYPES[kind])
    return _TYPES[kind]


def _entries(schema: Json, place: str) -> Iterator[str]:
    needed = schema.get("required", ())
    for name, inner in schema.get("properties", {}).items():
        said = inner.get("description", "")
        yield entry(place + name, inner, said, is_needed=name in needed)
        yield from _entries(inner, f"{place}{name}.")
        if inner.get("type") == "array":
            yield from _entries(inner["items"], f"{place}{name}[].")
