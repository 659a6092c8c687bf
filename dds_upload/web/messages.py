"""Checks request bodies against JSON schemas, each compiled once, and names the fields at fault.

Beyond the standard (JSON Schema 2020-12): an integer is an integer (5.0 and true are none), texts
may have the formats `text` and `file-name` below, and `isName` refuses blank texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import inf
from typing import Any

import falcon
from jsonschema import Draft202012Validator, FormatChecker, ValidationError
from jsonschema.validators import extend

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.lines import is_blank
from dds_upload.core.reasons import Reason
from dds_upload.web.bodies import read_object
from dds_upload.web.words import Worded

#: File systems and object stores agree on names of this many bytes.
NAME_MAX_BYTES = 1024

BLANK = "can't be blank"

_INTEGER = re.compile(r"-?[0-9]{1,4000}\Z")
_BOOLEANS = {"true": True, "false": False}
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f]")

formats = FormatChecker(formats=())


@formats.checks("text")
def is_text(value: object) -> bool:
    """Whether both databases can keep the text: no NUL, no half of a surrogate pair."""
    if not isinstance(value, str):
        return True
    try:
        return b"\0" not in value.encode()
    except UnicodeEncodeError:
        return False


@formats.checks("file-name")
def is_file_name(value: object) -> bool:
    """One segment of a path, in at most NAME_MAX_BYTES of UTF-8; a backslash is no separator."""
    if not isinstance(value, str):
        return True
    if not is_text(value) or "/" in value or _CONTROL.search(value):
        return False
    return value not in {".", ".."} and len(value.encode()) <= NAME_MAX_BYTES


@formats.checks("header-text")
def is_header_text(value: object) -> bool:
    """Whether an HTTP header can contain the text: printable ASCII."""
    return not isinstance(value, str) or (value.isascii() and not _CONTROL.search(value))


_FORMAT_TEXTS = {
    "text": "contains characters that cannot be stored",
    "file-name": (
        "must not contain slashes or control characters, be . or .., "
        f"or be longer than {NAME_MAX_BYTES} bytes"
    ),
    "header-text": "must be printable ASCII",
}

_TEXTS = {
    "minimum": "must be greater than or equal to {}",
    "maximum": "must be less than or equal to {}",
    "enum": "is not included in the list",
}


def _check_name(
    validator: object, wanted: bool, value: object, schema: Mapping[str, str]
) -> Iterator[ValidationError]:
    """A text that its format refuses already is not refused twice."""
    fits = formats.conforms(value, schema["format"])
    if wanted and fits and isinstance(value, str) and is_blank(value):
        yield ValidationError("it is blank")


def _check_items(
    validator: Any, items: object, value: object, schema: Mapping[str, Any]
) -> Iterator[ValidationError]:
    """A list that is too long has only that fault: each further one costs time and memory."""
    if not isinstance(value, list) or len(value) <= schema.get("maxItems", inf):
        yield from Draft202012Validator.VALIDATORS["items"](validator, items, value, schema)


_Validator: Any = extend(  # type: ignore[no-untyped-call]
    Draft202012Validator,
    validators={"isName": _check_name, "items": _check_items},
    type_checker=Draft202012Validator.TYPE_CHECKER.redefine(
        "integer", lambda _, it: type(it) is int
    ),
)


class Message:
    """The schema of one kind of request body."""

    def __init__(self, properties: Mapping[str, Any], required: tuple[str, ...] = ()) -> None:
        #: The schema of bodies; not to be changed.
        self.schema = {"type": "object", "properties": properties, "required": list(required)}
        self._validator = _Validator(self.schema, format_checker=formats)

    def read(self, req: falcon.Request) -> dict[str, Any]:
        """The body of a request that passes the check; unknown keys are still in it.

        Raises ValidationFailed with every field at fault, and what `read_object` raises.
        """
        return self.check(self.body_of(req))

    def body_of(self, req: falcon.Request) -> Any:
        """The same without the check."""
        body, is_form = read_object(req)
        return _from_form(self.schema, body) if is_form else body

    def check(self, body: dict[str, Any]) -> dict[str, Any]:
        """The same for a body that was read already."""
        faults = {
            fault: None for error in self._validator.iter_errors(body) for fault in _of(error)
        }
        if faults:
            raise ValidationFailed(*faults)
        return body


def _of(error: ValidationError) -> Iterator[Worded]:
    path = ".".join(str(part) for part in error.absolute_path)
    if error.validator == "required":
        prefix = f"{path}." if path else ""
        needed: Any = error.validator_value
        given: Any = error.instance
        missing = [name for name in needed if name not in given]
        yield from (_blank(prefix + name) for name in missing)
    else:
        yield _refusal(path, error)


def _refusal(path: str, error: ValidationError) -> Worded:
    rule, wanted = str(error.validator), error.validator_value
    if rule in {"minLength", "minItems", "isName"} or (rule == "type" and error.instance is None):
        return _blank(path, _name_in(error))
    if rule == "maxLength":
        return too_long(path, int(str(wanted)), _name_in(error))
    if rule == "maxItems":
        return _too_many(path, int(str(wanted)))
    return Worded(
        Reason.FIELD_INVALID, path, text=_text_of(rule, str(wanted)), name=_name_in(error)
    )


def _name_in(error: ValidationError) -> str:
    """The text at fault if it is a name; other texts, such as keys, are not repeated in answers."""
    schema, value = error.schema, error.instance
    is_name = isinstance(schema, Mapping) and schema.get("isName", False)
    return value if is_name and isinstance(value, str) else ""


def _text_of(rule: str, wanted: str) -> str:
    if rule == "type":
        return "is not a number" if wanted == "integer" else "is invalid"
    if rule == "format":
        return _FORMAT_TEXTS[wanted]
    return _TEXTS[rule].format(wanted)


def too_long(field: str, most: int, name: str = "") -> Worded:
    """The fault of a text of more than `most` characters."""
    text = f"is too long (maximum is {most} characters)"
    return Worded(Reason.FIELD_TOO_LONG, field, {"max": most}, text, name)


def _too_many(field: str, most: int) -> Worded:
    text = f"has too many items (maximum is {most})"
    return Worded(Reason.LIST_TOO_LONG, field, {"max": most}, text)


def _blank(field: str, name: str = "") -> Worded:
    return Worded(Reason.FIELD_REQUIRED, field, text=BLANK, name=name)


def _from_form(schema: Mapping[str, Any], value: Any) -> Any:
    """Give a form's texts the types that the schema asks for, if they spell them."""
    if isinstance(value, dict):
        inner = schema.get("properties", {})
        return {key: _from_form(inner.get(key, {}), item) for key, item in value.items()}
    kinds = schema.get("type", ())
    if "integer" in kinds and _INTEGER.match(value):
        return int(value)
    return _BOOLEANS.get(value, value) if "boolean" in kinds else value


def text(*, blank: bool = False, format: str = "text", optional: bool = False) -> dict[str, Any]:
    """The schema of a text; `optional` allows null."""
    schema = {"type": ["string", "null"] if optional else "string", "format": format}
    return schema if blank else {**schema, "minLength": 1}


def name(format: str = "text") -> dict[str, Any]:
    """The schema of a name for people, which must have a visible character."""
    return {**text(format=format), "isName": True}
