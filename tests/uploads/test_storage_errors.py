"""How signed URLs that lead to the service answer errors."""

from __future__ import annotations

from typing import Any

import falcon
import pytest

from dds_upload.core import errors
from dds_upload.core.errors import UploadServiceError
from dds_upload.core.reasons import Kind, Reason
from dds_upload.protocols.dds import errors as dds
from dds_upload.web.errors import AnyError
from dds_upload.web.storage_errors import TABLE, answer_to
from tests.house.client import Api
from tests.house.setting import Lab
from tests.protocols.register import example, register

#: What a signed URL can lead to, and its code.
RAISED: list[tuple[AnyError, str]] = [
    (errors.Forbidden(reason=Reason.SIGNATURE_INVALID), "signature_invalid"),
    (errors.Forbidden(reason=Reason.URL_EXPIRED), "url_expired"),
    (errors.Forbidden(reason=Reason.UPLOAD_CLOSED, state="complete"), "upload_closed"),
    (errors.Forbidden(reason=Reason.UPLOAD_EXPIRED), "upload_expired"),
    (errors.NotFound(Kind.UPLOAD), "not_found"),
    (errors.ObjectMissing("a/b"), "content_missing"),
    (errors.BadRequest("the body ended early"), "request_unreadable"),
    (errors.ContentMismatch(claimed="md5:1", computed="md5:2"), "content_digest_mismatch"),
    (
        errors.ContentMismatch(reason=Reason.CONTENT_SIZE_MISMATCH, size=7),
        "content_size_mismatch",
    ),
    (errors.StorageUnavailable("host 10.0.0.1"), "storage_unavailable"),
    (errors.StorageBusy("host 10.0.0.1"), "storage_busy"),
    (errors.ClockSkewed("host 10.0.0.1"), "clock_skewed"),
    (errors.StorageFull("host 10.0.0.1"), "storage_full"),
    (errors.StorageRefused("host 10.0.0.1"), "storage_refused"),
    (errors.RecordsUnavailable("host 10.0.0.1"), "database_unavailable"),
    (falcon.HTTPLengthRequired(description="send a Content-Length"), "length_required"),
    (falcon.HTTPMethodNotAllowed(["GET"]), "method_not_allowed"),
    (falcon.HTTPRangeNotSatisfiable(7), "range_not_satisfiable"),
    (None, "internal_error"),
]


def test_the_table_has_every_error_of_the_register_and_no_other() -> None:
    assert set(TABLE) == set(register())


@pytest.mark.parametrize("kind", list(register()), ids=lambda kind: kind.__name__)
def test_every_error_is_answered_in_the_envelope(kind: type[UploadServiceError]) -> None:
    error = example(kind)
    status, body = answer_to(error)
    assert (body["error"], body["reason_code"]) == (str(status), error.reason)
    assert body["reason"]


@pytest.mark.parametrize(("error", "code"), RAISED)
def test_clients_of_the_dds_api_find_the_answers_that_they_know(error: AnyError, code: str) -> None:
    status, body = answer_to(error)
    assert (status, body) == dds.answer_to(error)
    assert body["reason_code"] == code
    assert "10.0.0.1" not in str(body)


def granted(api: Api, upload: str) -> dict[str, Any]:
    signed: dict[str, Any] = api.offer(upload, 1, 100, value="0" * 32).json
    return signed


def test_each_refusal_of_a_signed_url_has_its_code(lab: Lab, api: Api, project: str) -> None:
    upload = api.upload(project, 100)
    signed = granted(api, upload)
    other = api.storage("PUT", signed["url"] + "0", b"x" * 100, expect=403).json
    assert (other["reason"], other["reason_code"]) == ("Unauthorized", "signature_invalid")
    short = api.send(signed, b"x" * 99, 400).json
    assert (short["reason_code"], short["limits"]) == ("content_size_mismatch", {"size": 100})
    assert api.send(signed, b"x" * 100, 400).json["reason_code"] == "content_digest_mismatch"
    api.delete(f"/uploads/{upload}")
    closed = api.send(signed, b"x" * 100, 403).json
    assert (closed["reason"], closed["reason_code"]) == ("Unauthorized", "upload_closed")
