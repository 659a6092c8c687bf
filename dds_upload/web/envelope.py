"""The envelope of errors in which the DDS API answers, and signed URLs as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dds_upload.core.errors import UploadServiceError
from dds_upload.core.reasons import Reason
from dds_upload.web.errors import Report, Row

#: What the envelope's `code` is where no client counts on another.
NOT_PROVIDED = "not_provided"

#: What clients are to do where they can do nothing.
ASK_ADMINISTRATORS = "try again in a few minutes, or contact the systems administrators"

#: What they are to do about what has ended. It says more than the class of such an error can.
_ENDED = {
    Reason.URL_EXPIRED: "the signed URL has expired, ask for a new one",
    Reason.UPLOAD_EXPIRED: "the upload has expired, begin again",
}

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EnvelopeRow(Row):
    """How a class of errors is answered in the envelope; what a client may do is suggested."""

    suggestion: str = ""
    code: str = NOT_PROVIDED


def suggestion_about(error: UploadServiceError, otherwise: str) -> str:
    """What is suggested where something has ended; else what was given."""
    return _ENDED.get(error.reason, otherwise)


def envelope(
    report: Report, suggestion: str = "", *, code: str = NOT_PROVIDED, **more: Any
) -> tuple[int, Body]:
    """Status and body; `error` is always text, because the portal compares it with text.

    `reason_code` is for programs, and `limits` has the numbers that come with it, if there are any.
    """
    body: Body = {
        "error": str(report.status),
        "code": code,
        "reason": report.text,
        "reason_code": report.refusal.reason.value,
        "suggestion": suggestion,
    }
    limits = dict(report.refusal.limits)
    return report.status, {**body, **({"limits": limits} if limits else {}), **more}
