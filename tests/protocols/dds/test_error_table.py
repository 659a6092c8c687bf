"""The table of errors is total, and every answer is the envelope."""

from __future__ import annotations

from typing import Any

import falcon
import pytest

from dds_upload.core import errors
from dds_upload.core.errors import AuthenticationFailure, FieldError, Mismatch, UploadServiceError
from dds_upload.core.failure import Failure
from dds_upload.core.ranges import ByteRange
from dds_upload.core.reasons import Kind
from dds_upload.protocols.dds.errors import TABLE, answer_to
from tests.protocols.register import register

ADMINISTRATORS = "try again in a few minutes, or contact the systems administrators"

#: Error, status, code, reason, suggestion.
ANSWERS: list[tuple[UploadServiceError, int, str, str, str]] = [
    (
        errors.Unauthenticated(AuthenticationFailure.NO_TOKEN),
        401,
        "not_provided",
        "no api_token",
        "you might need to login through an authenticaton service",
    ),
    (
        errors.Unauthenticated(AuthenticationFailure.EXPIRED),
        401,
        "not_provided",
        "expired api_token",
        "you need to login with your authenticaton service",
    ),
    (
        errors.Unauthenticated(),
        401,
        "not_provided",
        "invalid api_token",
        "token not properly signed",
    ),
    (
        errors.Forbidden("secret reasons"),
        403,
        "not_provided",
        "Unauthorized",
        "request permission to access this resource",
    ),
    (
        errors.NotFound(Kind.UPLOAD),
        404,
        "not_provided",
        "Upload Not Found",
        "you may have mistyped the Upload id",
    ),
    (
        errors.NotConsistent("why"),
        404,
        "resource_not_consistent",
        "resource changes are still being processed by system",
        "this is a temporary state that will eventually be resolved by the system; "
        "please retry request",
    ),
    (
        errors.IntegrityFailed(Failure.told("the bytes are bad")),
        400,
        "not_provided",
        "the bytes are bad",
        "You must begin a new upload process",
    ),
    (
        errors.StorageUnavailable("host 10.0.0.1"),
        503,
        "not_provided",
        "The storage provider is unavailable",
        ADMINISTRATORS,
    ),
    (errors.RecordsUnavailable("x"), 503, "not_provided", "Request Timeout", ADMINISTRATORS),
]


def test_the_table_has_every_error_of_the_register_and_no_other() -> None:
    assert set(TABLE) == set(register())


@pytest.mark.parametrize("kind", list(register()), ids=lambda kind: kind.__name__)
def test_every_error_is_answered_in_the_envelope(kind: type[UploadServiceError]) -> None:
    arguments: dict[Any, tuple[Any, ...]] = {
        errors.NotFound: (Kind.UPLOAD,),
        errors.ValidationFailed: ([FieldError("size", "is bad")],),
        errors.Unauthenticated: (),
        errors.ManifestRefused: ([(0, Mismatch.SIZE)],),
        errors.Overlap: (ByteRange(0, 4), ByteRange(2, 6)),
        errors.Incomplete: ([ByteRange(0, 4)],),
        errors.IntegrityFailed: (Failure.told("text"),),
    }
    status, body = answer_to(kind(*arguments.get(kind, ("text",))))
    assert body["error"] == str(status)
    assert 400 <= status < 600
    assert status != 500
    assert {"error", "code", "reason", "suggestion"} <= set(body)


@pytest.mark.parametrize(("error", "status", "code", "reason", "suggestion"), ANSWERS)
def test_the_words_of_the_contract(
    error: UploadServiceError, status: int, code: str, reason: str, suggestion: str
) -> None:
    assert answer_to(error) == (
        status,
        {"error": str(status), "code": code, "reason": reason, "suggestion": suggestion},
    )


def test_fields_and_objects_are_told_apart_and_together() -> None:
    fields = [FieldError("size", "is bad"), FieldError("size", "is worse")]
    said = [{"size": "is bad"}, {"size": "is worse"}]
    fix = "Fix the following invalid fields and resubmit"

    _, body = answer_to(errors.ValidationFailed(fields))
    assert (body["reason"], body["suggestion"], body["errors"]) == ("validation failed", fix, said)
    _, body = answer_to(errors.ValidationFailed(objects=["one.", "two."]))
    assert (body["reason"], body["suggestion"]) == ("one. two.", "")
    assert "errors" not in body
    _, body = answer_to(errors.ValidationFailed(fields, ["one.", "two."]))
    assert (body["reason"], body["suggestion"], body["errors"]) == ("one. two.", fix, said)


def test_a_defect_says_nothing_about_itself() -> None:
    status, body = answer_to(None)
    assert (status, body["error"], body["reason"]) == (500, "500", "Internal Server Error")


@pytest.mark.parametrize(
    ("error", "status", "reason"),
    [
        (falcon.HTTPNotFound(), 404, "Not Found"),
        (falcon.HTTPMethodNotAllowed(["GET"]), 405, "Method Not Allowed"),
        (falcon.HTTPUnsupportedMediaType(description="no xml"), 415, "no xml"),
    ],
)
def test_errors_of_the_framework_speak_the_same_way(
    error: falcon.HTTPError, status: int, reason: str
) -> None:
    found, body = answer_to(error)
    assert (found, body["error"], body["reason"]) == (status, str(status), reason)
