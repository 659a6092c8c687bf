"""Request bodies in documents, described by the very schemas that check them."""

from __future__ import annotations

from collections.abc import Mapping

from dds_upload.web.messages import NAME_MAX_BYTES, Message
from dds_upload.web.openapi.parts import FORM, JSON
from dds_upload.web.openapi.schemas import Json

#: Our formats in the words of the standard, which programs of others know.
FORMATS: Mapping[str, Json] = {
    "text": {"pattern": r"^[^\u0000]*$"},
    "file-name": {
        "pattern": r"^(?!\.{1,2}$)[^/\u0000-\u001f\u007f-\u009f]*$",
        "maxLength": NAME_MAX_BYTES,
    },
    "header-text": {"pattern": r"^[ -~]*$"},
}

#: Where something has to be seen of a name.
_SEEN = {"minLength": 1}


def published(message: Message, description: str, about: Mapping[str, str], **items: Json) -> Json:
    """The schema of a message; `about` has the meaning of each of its keys.

    Keys of inner objects are named by paths such as `hash.value`. `items` are schemas of the items
    of lists that are checked elsewhere, item by item. Raises KeyError for a key without a meaning,
    and for a meaning without a key.
    """
    left = dict(about)
    schema = _object(message.schema, left, items, "")
    if left:
        raise KeyError(f"there is no {', '.join(left)}")
    return {"description": description, **schema}


def json_or_form(schema: Json, name: str) -> Json:
    """A body with that schema; a form spells the keys of inner objects `hash[value]`."""
    reference = {"$ref": f"#/components/schemas/{name}"}
    nested = {
        key: {"style": "deepObject", "explode": True}
        for key, inner in schema["properties"].items()
        if "object" in inner["type"]
    }
    form = {"schema": reference, **({"encoding": nested} if nested else {})}
    required = bool(schema.get("required"))
    return {"required": required, "content": {JSON: {"schema": reference}, FORM: form}}


def _object(schema: Json, about: dict[str, str], items: Mapping[str, Json], place: str) -> Json:
    properties = {
        key: {"description": about.pop(place + key), **_part(inner, about, items, place + key)}
        for key, inner in schema["properties"].items()
    }
    required = {"required": schema["required"]} if schema.get("required") else {}
    return {"type": schema["type"], "properties": properties, **required}


def _part(schema: Json, about: dict[str, str], items: Mapping[str, Json], place: str) -> Json:
    if "properties" in schema:
        return _object(schema, about, items, f"{place}.")
    said = {key: value for key, value in schema.items() if key not in {"format", "isName"}}
    if place in items:
        said["items"] = items[place]
    elif "items" in schema:
        said["items"] = _part(schema["items"], about, items, place)
    seen = _SEEN if schema.get("isName") else {}
    return {**FORMATS.get(schema.get("format", ""), {}), **seen, **said}
