"""The envelope of errors, for the DDS API and for signed URLs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dds_upload.core.errors import UploadServiceError
from dds_upload.core.reasons import Reason
from dds_upload.web.errors import Report, Row

#: The envelope's `code`, unless clients depend on another.
NOT_PROVIDED = "not_provided"

#: The suggestion if clients can do nothing themselves.
ASK_ADMINISTRATORS = "try again in a few minutes, or contact the systems administrators"

#: The suggestions for things that have ended. They say more than the class of such an error can.
_ENDED = {
    Reason.URL_EXPIRED: "the signed URL has expired, ask for a new one",
    Reason.UPLOAD_EXPIRED: "the upload has expired, begin again",
}

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class EnvelopeRow(Row):
    """The answer to a class of errors in the envelope, with a suggestion for the client."""

    suggestion: str = ""
    code: str = NOT_PROVIDED


def suggestion_about(error: UploadServiceError, otherwise: str) -> str:
    """The suggestion for an error about something that has ended; otherwise the given one."""
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
