"""The envelope of errors on paths that are no protocol's, and of the protocol that brought it."""

from __future__ import annotations

from typing import Any

from dds_upload.web.errors import Told

#: What the envelope's `code` is where no client counts on another.
NOT_PROVIDED = "not_provided"

Body = dict[str, Any]


def envelope(
    told: Told, suggestion: str = "", *, code: str = NOT_PROVIDED, **more: Any
) -> tuple[int, Body]:
    """Status and body; `error` is always text, because the portal compares it with text.

    `reason_code` is for programs, and `limits` has the numbers that come with it, if there are any.
    """
    body: Body = {
        "error": str(told.status),
        "code": code,
        "reason": told.text,
        "reason_code": told.refusal.reason.value,
        "suggestion": suggestion,
    }
    limits = dict(told.refusal.limits)
    return told.status, {**body, **({"limits": limits} if limits else {}), **more}
