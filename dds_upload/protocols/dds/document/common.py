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
    kind = text("What it is.", enum=["dds-project", "dds-folder"])
    return {
        "Error": _error(),
        "Person": _person(),
        "Audit": _audit(),
        "Named": shown("A thing by its id and its name.", named),
        "Parent": shown("Where a folder or file lies.", {"kind": kind, "id": uuid("Its id.")}),
        "Ancestor": shown("A project or folder on the way down.", {"kind": kind, **named}),
        "Digest": shown("A digest of content.", _digest()),
        "ReportedDigest": shown(
            "A digest of a whole file, and who reported it.",
            {**_digest(), "audit": reference("Audit")},
        ),
        "SignedRequest": shown("What to send to storage, and where.", signed_request()),
        "ProviderPreview": shown("A storage provider in short.", provider_preview()),
    }


def signed_request() -> dict[str, Json]:
    """The keys of a request to storage."""
    headers = record("By name.", {}, additionalProperties=text())
    none = array(text(), maxItems=0)
    return {
        "http_verb": text("The method.", enum=["GET", "PUT"]),
        "host": text("Scheme and host."),
        "url": text("Path and query; to be put behind `host` as it is."),
        "http_headers": {
            "description": "Headers to send; an empty list where there are none.",
            "anyOf": [none, headers],
        },
    }


def provider_preview() -> dict[str, Json]:
    """The keys of a provider inside of another object."""
    return {
        "id": uuid("Its id."),
        "name": text("Its name."),
        "description": text("What it is for."),
    }


def _digest() -> dict[str, Json]:
    return {
        "algorithm": text("How it is computed, such as `md5`."),
        "value": text("Its hexadecimal digits."),
    }


def _person() -> Json:
    return shown(
        "A user, with the software agent that acted, if one did.",
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
    return shown("Who did what, and when.", keys)


def _error() -> Json:
    code = text("For programs. Later releases may add some.", enum=[it.value for it in Reason])
    return shown(
        "Why a request was refused; `/docs/errors.md` says what each code means.",
        {
            "error": text("The status."),
            "code": text("As the original service had it."),
            "reason": text("What is wrong, in words."),
            "reason_code": code,
            "suggestion": text("What to do about it; may be empty."),
        },
        {
            "limits": record(
                "The numbers that belong to the code.", {}, additionalProperties=whole()
            ),
            "errors": array(
                record("A field and what is wrong with it.", {}, additionalProperties=text()),
                "Every field at fault.",
            ),
        },
    )
