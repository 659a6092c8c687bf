"""Reads the short fields of a request: from JSON, a form, or a form of parts, in the same way."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

import falcon

from dds_upload.core.errors import BadRequest, ValidationFailed
from dds_upload.core.reasons import Reason
from dds_upload.core.storage.object_store import ByteSource
from dds_upload.web.bodies import BODY_MAX, read_object, read_pairs
from dds_upload.web.bodies import FORM as URLENCODED
from dds_upload.web.messages import is_text
from dds_upload.web.multipart import FORM, MultipartBody
from dds_upload.web.words import refused, worded

REQUIRED = "This field is required."
NOT_BLANK = "This field may not be blank."

#: The most bytes of one field; no field of the API needs more.
FIELD_MAX = 4096

#: How many parts a form may have; more than there are fields.
PARTS_MAX = 32

#: The most names that are not allowed and that an answer lists.
NAMES_TOLD = 100

_INTEGER = re.compile(r"-?[0-9]{1,40}")


def read_fields(
    req: falcon.Request, allowed: Collection[str], ignored: Collection[str] = ()
) -> dict[str, Any]:
    """The fields by name, unchecked; those in `ignored` are left out.

    Raises BadRequest, ValidationFailed naming every field that is not allowed, 413 and 415.
    """
    fields = _values(req)
    check_names(set(fields) - set(ignored), allowed)
    return {name: value for name, value in fields.items() if name in allowed}


def is_multipart(req: falcon.Request) -> bool:
    """Whether the body is a form of parts."""
    return media_type(req) == FORM


def media_type(req: falcon.Request) -> str:
    """The body's type without its parameters, in lower case."""
    return (req.content_type or "").split(";")[0].strip().lower()


def check_names(names: Collection[str], allowed: Collection[str]) -> None:
    """Raise ValidationFailed for each name that is not allowed, or for the first hundred."""
    unknown = sorted(set(names) - set(allowed))[:NAMES_TOLD]
    if not all(map(is_text, unknown)):
        raise BadRequest("the name of a field cannot be read")
    if unknown:
        raise ValidationFailed(*(worded("Unexpected field", name) for name in unknown))


def field_text(name: str, source: ByteSource) -> str:
    """The value of a short part; raises ValidationFailed if it is long or no text."""
    value = b""
    for block in source:
        value += block
        if len(value) > FIELD_MAX:
            raise refused(f"may have {FIELD_MAX} bytes at the most", name)
    try:
        return value.decode()
    except UnicodeDecodeError:
        raise refused("is not UTF-8", name) from None


def required_text(fields: Mapping[str, Any], name: str) -> str:
    """A required text; raises ValidationFailed."""
    value = fields.get(name)
    if value is None:
        raise refused(REQUIRED, name, Reason.FIELD_REQUIRED)
    if not isinstance(value, str) or not is_text(value):
        raise refused("Not a valid string.", name)
    if not value:
        raise refused(NOT_BLANK, name, Reason.FIELD_REQUIRED)
    return value


def required_integer(fields: Mapping[str, Any], name: str) -> int:
    """A required whole number, in digits or as a number; raises ValidationFailed."""
    value = fields.get(name)
    if value is None:
        raise refused(REQUIRED, name, Reason.FIELD_REQUIRED)
    if isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        return int(value)
    if type(value) is not int:
        raise refused("A valid integer is required.", name)
    return value


def add_field(fields: dict[str, str], name: str, value: str) -> None:
    """Keep a field of a form; raises ValidationFailed for one that came before."""
    if name in fields:
        raise refused("is given more than once", name)
    fields[name] = value


def _values(req: falcon.Request) -> dict[str, Any]:
    fields: dict[str, str] = {}
    if is_multipart(req):
        for part in MultipartBody(req, size_max=BODY_MAX, parts_max=PARTS_MAX).parts():
            if not part.name:
                raise BadRequest("a part has no name")
            add_field(fields, part.name, field_text(part.name, part.stream))
        return fields
    if media_type(req) != URLENCODED:
        return read_object(req)[0]
    for name, value in read_pairs(req):
        add_field(fields, name, value)
    return fields
