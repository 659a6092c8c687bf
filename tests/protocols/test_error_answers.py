"""How each error of the register is answered, wherever it is met: status and text."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from dds_upload.core import errors
from dds_upload.core.errors import UploadServiceError
from dds_upload.protocols.dds.errors import answer_to as dds_answer
from dds_upload.protocols.pulp.errors import answer_to as pulp_answer
from dds_upload.protocols.sentry.errors import answer_to as sentry_answer
from dds_upload.web.storage_errors import answer_to as storage_answer
from tests.protocols.register import example, register


class Answers(NamedTuple):
    """Of the DDS API and of storage URLs the reason, of Pulp the whole body, of Sentry the text."""

    dds: tuple[int, str]
    pulp: tuple[int, dict[str, Any]]
    sentry: tuple[int, str]
    storage: tuple[int, str]


_BUSY = "too many uploads and downloads are under way here, try again"

ANSWERS: dict[type[UploadServiceError], Answers] = {
    errors.BadRequest: Answers(
        (400, "text"), (400, {"detail": "text"}), (400, "text"), (400, "text")
    ),
    errors.Conflict: Answers(
        (409, "somebody else changed it at the same moment, try again"),
        (409, {"detail": "somebody else changed it at the same moment, try again"}),
        (503, "The service is busy, try again"),
        (409, "somebody else changed it at the same moment, try again"),
    ),
    errors.ContentMismatch: Answers(
        (400, "the content's digest is md5:2, not md5:1"),
        (503, {"detail": "The storage provider is unavailable, try again."}),
        (503, "The storage provider is unavailable"),
        (400, "the content's digest is md5:2, not md5:1"),
    ),
    errors.Forbidden: Answers(
        (403, "Unauthorized"),
        (403, {"detail": "You do not have permission to perform this action."}),
        (403, "You do not have permission to perform this action."),
        (403, "Unauthorized"),
    ),
    errors.IllegalTransition: Answers(
        (400, "upload is complete and takes no more chunks"),
        (409, {"detail": "upload is complete and takes no more chunks"}),
        (503, "The service is busy, try again"),
        (400, "upload is complete and takes no more chunks"),
    ),
    errors.InUse: Answers(
        (409, "upload is used by a file"),
        (409, {"detail": "a file is made of the artifact"}),
        (409, "it is in use"),
        (409, "it is in use"),
    ),
    errors.Incomplete: Answers(
        (400, "upload is incomplete - 5 bytes are missing"),
        (
            400,
            {
                "non_field_errors": ["upload is incomplete - missing bytes: 0-4"],
                "missing_ranges": [{"first": 0, "last": 4}],
            },
        ),
        (400, "upload is incomplete - 5 bytes are missing"),
        (400, "upload is incomplete - 5 bytes are missing"),
    ),
    errors.IntegrityFailed: Answers(
        (400, "NonChunkedUpload not found in object store"),
        (400, {"non_field_errors": ["storage has lost bytes of the upload, send them again"]}),
        (400, "Not all chunks available for assembling"),
        (400, "the content is not in storage"),
    ),
    errors.InvalidKeys: Answers(
        (404, "invalid key"),
        (401, {"detail": "invalid key"}),
        (401, "invalid key"),
        (401, "invalid key"),
    ),
    errors.ManifestRefused: Answers(
        (400, "the content is bad"),
        (503, {"detail": "The storage provider is unavailable, try again."}),
        (503, "The storage provider is unavailable"),
        (400, "the content is bad"),
    ),
    errors.MissingKeys: Answers(
        (400, "missing key or keys"),
        (401, {"detail": "missing key or keys"}),
        (401, "missing key or keys"),
        (401, "missing key or keys"),
    ),
    errors.NotConsistent: Answers(
        (404, "resource changes are still being processed by system"),
        (409, {"detail": "it is still being made, try again"}),
        (503, "The service is busy, try again"),
        (404, "it is still being made, try again"),
    ),
    errors.NotFound: Answers(
        (404, "Upload Not Found"),
        (404, {"detail": "Not found."}),
        (404, "The requested resource does not exist"),
        (404, "Upload Not Found"),
    ),
    errors.ObjectMissing: Answers(
        (404, "Content Not Found"),
        (503, {"detail": "The storage provider is unavailable, try again."}),
        (503, "The storage provider is unavailable"),
        (404, "Content Not Found"),
    ),
    errors.KeyReused: Answers(
        (422, "the Idempotency-Key was sent with another request before"),
        (422, {"detail": "the Idempotency-Key was sent with another request before"}),
        (422, "the Idempotency-Key was sent with another request before"),
        (422, "the Idempotency-Key was sent with another request before"),
    ),
    errors.Overlap: Answers(
        (409, "bytes 0-4 overlap the chunk at bytes 2-6"),
        (
            409,
            {
                "detail": "bytes 0-4 overlap the chunk at bytes 2-6",
                "taken_range": {"first": 2, "last": 6},
            },
        ),
        (409, "bytes 0-4 overlap the chunk at bytes 2-6"),
        (409, "bytes 0-4 overlap the chunk at bytes 2-6"),
    ),
    errors.RecordsUnavailable: Answers(
        (503, "Request Timeout"),
        (503, {"detail": "The service is busy, try again."}),
        (503, "The service is busy, try again"),
        (503, "Request Timeout"),
    ),
    errors.StorageRefused: Answers(
        (503, "The storage provider is unavailable"),
        (503, {"detail": "The storage provider is unavailable, try again."}),
        (503, "The storage provider is unavailable"),
        (503, "The storage provider is unavailable"),
    ),
    errors.StorageUnavailable: Answers(
        (503, "The storage provider is unavailable"),
        (503, {"detail": "The storage provider is unavailable, try again."}),
        (503, "The storage provider is unavailable"),
        (503, "The storage provider is unavailable"),
    ),
    errors.ServiceBusy: Answers(
        (503, _BUSY),
        (503, {"detail": _BUSY}),
        (503, _BUSY),
        (503, _BUSY),
    ),
    errors.StorageBusy: Answers(
        (503, "The storage provider is busy, try again"),
        (503, {"detail": "The storage provider is unavailable, try again."}),
        (503, "The storage provider is busy, try again"),
        (503, "The storage provider is busy, try again"),
    ),
    errors.ClockSkewed: Answers(
        (503, "The clocks of service and storage provider differ: no URL can be signed"),
        (
            503,
            {"detail": "The clocks of service and storage provider differ: no URL can be signed."},
        ),
        (503, "The clocks of service and storage provider differ: no URL can be signed"),
        (503, "The clocks of service and storage provider differ: no URL can be signed"),
    ),
    errors.StorageFull: Answers(
        (507, "The storage provider is full"),
        (507, {"detail": "The storage provider is full."}),
        (507, "The storage provider is full"),
        (507, "The storage provider is full"),
    ),
    errors.Unauthenticated: Answers(
        (401, "invalid api_token"),
        (401, {"detail": "Invalid username or password."}),
        (401, "Invalid token"),
        (401, "the token is invalid"),
    ),
    errors.ValidationFailed: Answers(
        (400, "validation failed"),
        (400, {"size": ["is invalid"]}),
        (400, "size is invalid"),
        (400, "size is invalid"),
    ),
}


def test_no_error_of_the_register_is_left_out() -> None:
    assert set(ANSWERS) == set(register())


@pytest.mark.parametrize("kind", ANSWERS, ids=lambda kind: kind.__name__)
def test_each_protocol_answers_in_its_way(kind: type[UploadServiceError]) -> None:
    error = example(kind)
    (dds, dds_body), (storage, storage_body) = dds_answer(error), storage_answer(error)
    given = Answers(
        dds=(dds, dds_body["reason"]),
        pulp=pulp_answer(error),
        sentry=sentry_answer(error),
        storage=(storage, storage_body["reason"]),
    )
    assert given == ANSWERS[kind]
