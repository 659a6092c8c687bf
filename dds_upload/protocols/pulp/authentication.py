"""The callers of Pulp's API: Basic authentication (RFC 7617).

A user's name with a token of theirs, or the user's key with the agent's. Both are random, so no
slow hash is needed to protect them.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable

import falcon

from dds_upload.core.accounts.users import Caller
from dds_upload.core.errors import Unauthenticated
from dds_upload.core.reasons import Reason
from dds_upload.web.authentication import Identify, unlimited


def by_password(authenticate: Callable[[str, str], Caller]) -> Identify:
    """The caller of name and password; a token that is limited to scopes is refused."""
    return lambda req: unlimited(authenticate(*_credentials(req)))


def _credentials(req: falcon.Request) -> tuple[str, str]:
    scheme, _, encoded = (req.get_header("Authorization") or "").partition(" ")
    if scheme.lower() != "basic":
        raise Unauthenticated(reason=Reason.TOKEN_MISSING)
    try:
        raw = b64decode(encoded.strip(), validate=True)
    except ValueError:
        raise Unauthenticated from None
    name, colon, password = _text(raw).partition(":")
    if not colon:
        raise Unauthenticated
    return name, password


def _text(raw: bytes) -> str:
    """The scheme names no encoding: pulp-cli uses Latin-1, which is nearly never valid UTF-8."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")
