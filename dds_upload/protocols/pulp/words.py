"""The words of Pulp's API for core's codes; pulp-cli prints them as they are."""

from __future__ import annotations

from collections.abc import Sequence

from dds_upload.core.failure import FailureCode
from dds_upload.core.ranges import ByteRange
from dds_upload.core.reasons import Field, Reason
from dds_upload.core.storage.policy import SIZE_MAX
from dds_upload.web.words import PLAIN, PLAIN_FAILURES, SAME_FIELDS, Words

STORAGE = "The storage provider is unavailable, try again."
BUSY = "The service is busy, try again."

#: How many missing ranges the text names; the answer has all of them in numbers.
_RANGES_SHOWN = 10

_LOST = "storage has lost bytes of the upload, send them again"

WORDS = Words(
    {
        **PLAIN,
        Reason.TOKEN_MISSING: "Authentication credentials were not provided.",
        Reason.TOKEN_EXPIRED: "Invalid username or password.",
        Reason.TOKEN_INVALID: "Invalid username or password.",
        (Reason.FIELD_INVALID, Field.SIZE): f"must be a number from 0 to {SIZE_MAX}",
        Reason.IN_USE: "a file is made of the artifact",
        (Reason.CONTENT_MISSING, Field.UPLOAD): "has no artifact any more",
        (Reason.UPLOAD_NOT_COMPLETED, Field.UPLOAD): "is not a committed upload of yours",
        Reason.UPLOAD_ASSEMBLING: "the upload is being committed",
        Reason.COMPLETED_OTHERWISE: "the upload is being committed as {claimed}",
        Reason.STORAGE_UNAVAILABLE: STORAGE,
        Reason.STORAGE_BUSY: STORAGE,
        Reason.STORAGE_FULL: "The storage provider is full.",
        Reason.CLOCK_SKEWED: f"{PLAIN[Reason.CLOCK_SKEWED]}.",
        Reason.STORAGE_REFUSED: STORAGE,
        Reason.DATABASE_UNAVAILABLE: BUSY,
        Reason.INTERNAL_ERROR: "Internal server error.",
    },
    {**SAME_FIELDS, Field.FILE_DIGEST_VALUE: "sha256"},
    {
        **PLAIN_FAILURES,
        FailureCode.WHOLE_DIGEST_DIFFERS: "the content is {computed}, not {claimed}",
        FailureCode.WHOLE_SIZE_DIFFERS: _LOST,
        FailureCode.WHOLE_MISSING: _LOST,
        FailureCode.CHUNK_DIGEST_DIFFERS: _LOST,
        FailureCode.CHUNK_SIZE_DIFFERS: _LOST,
        FailureCode.CHUNK_MISSING: _LOST,
        FailureCode.BYTES_LOST: "storage has lost bytes {bytes}, send them again",
    },
)


def missing_bytes(missing: Sequence[ByteRange]) -> str:
    """The bytes of an upload that are still missing."""
    shown = ", ".join(str(each) for each in missing[:_RANGES_SHOWN])
    more = len(missing) - _RANGES_SHOWN
    further = f" and {more} more ranges" if more > 0 else ""
    return f"upload is incomplete - missing bytes: {shown}{further}"
