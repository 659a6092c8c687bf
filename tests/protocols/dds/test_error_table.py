"""The table of errors is total, and every answer is the envelope."""

from __future__ import annotations

import falcon
import pytest

from dds_upload.core import errors
from dds_upload.core.errors import UploadServiceError
from dds_upload.core.failure import Failure
from dds_upload.core.reasons import Kind, Reason, Refusal
from dds_upload.core.storage.policy import too_large, too_many_chunks
from dds_upload.protocols.dds.errors import TABLE, answer_to
from dds_upload.web.words import worded
from tests.protocols.register import example, register

ADMINISTRATORS = "try again in a few minutes, or contact the systems administrators"

#: Error, status, code, reason, reason code, suggestion.
ANSWERS: list[tuple[UploadServiceError, int, str, str, str, str]] = [
    (
        errors.Unauthenticated(reason=Reason.TOKEN_MISSING),
        401,
        "not_provided",
        "no api_token",
        "token_missing",
        "you might need to login through an authenticaton service",
    ),
    (
        errors.Unauthenticated(reason=Reason.TOKEN_EXPIRED),
        401,
        "not_provided",
        "expired api_token",
        "token_expired",
        "you need to login with your authenticaton service",
    ),
    (
        errors.Unauthenticated(),
        401,
        "not_provided",
        "invalid api_token",
        "token_invalid",
        "token not properly signed",
    ),
    (
        errors.Forbidden("secret reasons"),
        403,
        "not_provided",
        "Unauthorized",
        "permission_denied",
        "request permission to access this resource",
    ),
    (
        errors.Forbidden("secret reasons", reason=Reason.SCOPE_MISSING),
        403,
        "not_provided",
        "Unauthorized",
        "scope_missing",
        "request permission to access this resource",
    ),
    (
        errors.KeyReused(),
        422,
        "not_provided",
        "the Idempotency-Key was sent with another request before",
        "request_key_reused",
        "send the request as it was, or with another key",
    ),
    (
        errors.NotFound(Kind.UPLOAD),
        404,
        "not_provided",
        "Upload Not Found",
        "not_found",
        "you may have mistyped the Upload id",
    ),
    (
        errors.NotFound(Kind.UPLOAD, reason=Reason.UPLOAD_EXPIRED),
        404,
        "not_provided",
        "Upload Not Found",
        "upload_expired",
        "the upload has expired, begin again",
    ),
    (
        errors.NotConsistent("why"),
        404,
        "resource_not_consistent",
        "resource changes are still being processed by system",
        "resource_not_consistent",
        "this is a temporary state that will eventually be resolved by the system; "
        "please retry request",
    ),
    (
        errors.IntegrityFailed(Failure.told("the bytes are bad")),
        400,
        "not_provided",
        "the bytes are bad",
        "integrity_failed",
        "You must begin a new upload process",
    ),
    (
        errors.StorageUnavailable("host 10.0.0.1"),
        503,
        "not_provided",
        "The storage provider is unavailable",
        "storage_unavailable",
        ADMINISTRATORS,
    ),
    (
        errors.StorageBusy("host 10.0.0.1"),
        503,
        "not_provided",
        "The storage provider is busy, try again",
        "storage_busy",
        ADMINISTRATORS,
    ),
    (
        errors.ClockSkewed("host 10.0.0.1"),
        503,
        "not_provided",
        "The clocks of service and storage provider differ: no URL can be signed",
        "clock_skewed",
        ADMINISTRATORS,
    ),
    (
        errors.StorageFull("host 10.0.0.1"),
        507,
        "not_provided",
        "The storage provider is full",
        "storage_full",
        ADMINISTRATORS,
    ),
    (
        errors.RecordsUnavailable("x"),
        503,
        "not_provided",
        "Request Timeout",
        "database_unavailable",
        ADMINISTRATORS,
    ),
]


def test_the_table_has_every_error_of_the_register_and_no_other() -> None:
    assert set(TABLE) == set(register())


@pytest.mark.parametrize("kind", list(register()), ids=lambda kind: kind.__name__)
def test_every_error_is_answered_in_the_envelope(kind: type[UploadServiceError]) -> None:
    error = example(kind)
    status, body = answer_to(error)
    assert body["error"] == str(status)
    assert {"error", "code", "reason", "suggestion"} <= set(body)
    assert body["reason_code"] == error.reason
    assert body["reason"]


@pytest.mark.parametrize(
    ("error", "status", "code", "reason", "reason_code", "suggestion"), ANSWERS
)
def test_the_words_of_the_contract(
    error: UploadServiceError,
    status: int,
    code: str,
    reason: str,
    reason_code: str,
    suggestion: str,
) -> None:
    assert answer_to(error) == (
        status,
        {
            "error": str(status),
            "code": code,
            "reason": reason,
            "reason_code": reason_code,
            "suggestion": suggestion,
        },
    )


def test_fields_and_objects_are_told_apart_and_together() -> None:
    fields = [worded("is bad", "size"), worded("is worse", "size")]
    objects = [worded("one."), worded("two.")]
    said = [{"size": "is bad"}, {"size": "is worse"}]
    fix = "Fix the following invalid fields and resubmit"

    _, body = answer_to(errors.ValidationFailed(*fields))
    assert (body["reason"], body["suggestion"], body["errors"]) == ("validation failed", fix, said)
    _, body = answer_to(errors.ValidationFailed(*objects))
    assert (body["reason"], body["suggestion"]) == ("one. two.", "")
    assert "errors" not in body
    _, body = answer_to(errors.ValidationFailed(*objects, *fields))
    assert (body["reason"], body["suggestion"], body["errors"]) == ("one. two.", fix, said)


def test_of_several_faults_the_first_in_the_order_of_errors_gives_the_code() -> None:
    range_ = Refusal.of(Reason.CHUNK_SIZE_OUT_OF_RANGE, "size", min=1, max=9)
    left, many = Refusal.of(Reason.CHUNKS_EXCEED_FILE, "size", max=4), too_many_chunks(3)

    def told(*faults: Refusal) -> tuple[str, dict[str, int]]:
        _, body = answer_to(errors.ValidationFailed(*faults))
        return body["reason_code"], body["limits"]

    assert told(range_, left) == ("chunk_size_out_of_range", {"min": 1, "max": 9})
    assert told(left, range_) == ("chunks_exceed_file", {"max": 4})
    assert told(many) == ("too_many_chunks", {"number": 3})
    assert told(many, range_) == ("chunk_size_out_of_range", {"min": 1, "max": 9})
    assert told(too_large(5)) == ("file_too_large", {"max": 5})


def test_without_numbers_there_are_no_limits() -> None:
    for error in (errors.Forbidden(), errors.IllegalTransition(state="complete"), None):
        assert "limits" not in answer_to(error)[1]


def test_a_defect_says_nothing_about_itself() -> None:
    status, body = answer_to(None)
    assert (status, body["error"], body["reason"]) == (500, "500", "Internal Server Error")
    assert body["reason_code"] == "internal_error"


@pytest.mark.parametrize(
    ("error", "status", "reason", "code"),
    [
        (falcon.HTTPBadRequest(), 400, "Bad Request", "request_unreadable"),
        (falcon.HTTPNotFound(), 404, "Not Found", "not_found"),
        (falcon.HTTPMethodNotAllowed(["GET"]), 405, "Method Not Allowed", "method_not_allowed"),
        (falcon.HTTPNotAcceptable(), 406, "Not Acceptable", "request_unreadable"),
        (falcon.HTTPLengthRequired(), 411, "Length Required", "length_required"),
        (falcon.HTTPBadGateway(), 502, "Bad Gateway", "internal_error"),
        (falcon.HTTPContentTooLarge(description="less"), 413, "less", "request_too_large"),
        (
            falcon.HTTPUnsupportedMediaType(description="no xml"),
            415,
            "no xml",
            "media_type_unsupported",
        ),
    ],
)
def test_errors_of_the_framework_speak_the_same_way(
    error: falcon.HTTPError, status: int, reason: str, code: str
) -> None:
    found, body = answer_to(error)
    assert (found, body["error"], body["reason"]) == (status, str(status), reason)
    assert body["reason_code"] == code
