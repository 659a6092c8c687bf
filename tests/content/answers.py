"""What sentry-cli is answered about a file it asks for."""

from __future__ import annotations

from typing import Any

from tests.blobs.contents import sha1

OK: dict[str, Any] = {"state": "ok", "missingChunks": []}
CREATED: dict[str, Any] = {"state": "created", "missingChunks": []}


def missing(*chunks: bytes) -> dict[str, Any]:
    return {"state": "not_found", "missingChunks": [sha1(chunk) for chunk in chunks]}


def error(detail: str) -> dict[str, Any]:
    return {"state": "error", "missingChunks": [], "detail": detail}
