"""The common part of many answers: people, times of changes, references, errors."""

from __future__ import annotations

from dds_upload.core.reasons import Reason
from dds_upload.web.openapi.schemas import (
    Json,
    array,
    instant,
    or_null,
    record,
    reference,
    shown,
    text,
    uuid,
    whole,
)


def schemas() -> dict[str, Json]:
    """By name."""
    named = {"id": uuid("Its id."), "name": text("Its name.")}
    kind = text("The kind of object.", enum=["dds-project", "dds-folder"])
    return {
        "Error": _error(),
        "Person": _person(),
        "Audit": _audit(),
        "Named": shown("An object by its id and its name.", named),
        "Parent": shown("The parent of a folder or file.", {"kind": kind, "id": uuid("Its id.")}),
        "Ancestor": shown("A project or folder above it.", {"kind": kind, **named}),
        "Digest": shown("A digest of content.", _digest()),
        "ReportedDigest": shown(
            "A digest of a whole file, with the user who reported it.",
            {**_digest(), "audit": reference("Audit")},
        ),
        "SignedRequest": shown("A request to send to storage.", signed_request()),
        "ProviderPreview": shown("A storage provider in short.", provider_preview()),
    }


def signed_request() -> dict[str, Json]:
    """The keys of a request to storage."""
    headers = record("By name.", {}, additionalProperties=text())
    none = array(text(), maxItems=0)
    return {
        "http_verb": text("The method.", enum=["GET", "PUT"]),
        "host": text("Scheme and host."),
        "url": text("Path and query; append them to `host` as they are."),
        "http_headers": {
            "description": "Headers to send; an empty list if there are none.",
            "anyOf": [none, headers],
        },
    }


def provider_preview() -> dict[str, Json]:
    """The keys of a provider inside of another object."""
    return {
        "id": uuid("Its id."),
        "name": text("Its name."),
        "description": text("The purpose of the request."),
    }


def _digest() -> dict[str, Json]:
    return {
        "algorithm": text("The algorithm, such as `md5`."),
        "value": text("The digest in hexadecimal digits."),
    }


def _person() -> Json:
    return shown(
        "A user, with the software agent that acted, if there is one.",
        {
            "id": uuid("The id of the user."),
            "username": text("The user's name."),
            "full_name": text("The name in full."),
        },
        {"agent": reference("Named")},
    )


def _audit() -> Json:
    by = or_null(reference("Person"))
    keys = {
        "created_on": instant("When it was made."),
        "created_by": by,
        "last_updated_on": or_null(instant("When it was last changed.")),
        "last_updated_by": by,
        "deleted_on": or_null(instant("When it was deleted.")),
        "deleted_by": by,
    }
    return shown("By whom and when it was made, changed and deleted.", keys)


def _error() -> Json:
    code = text("For programs. Later releases may add some.", enum=[it.value for it in Reason])
    return shown(
        "Why a request was refused; `/docs/errors.md` says what each code means.",
        {
            "error": text("The status."),
            "code": text("The code of the original service."),
            "reason": text("The fault, in words."),
            "reason_code": code,
            "suggestion": text("A suggestion for the client; may be empty."),
        },
        {
            "limits": record(
                "The numbers that come with the code.", {}, additionalProperties=whole()
            ),
            "errors": array(
                record("A field and its fault.", {}, additionalProperties=text()),
                "Every field at fault.",
            ),
        },
    )
