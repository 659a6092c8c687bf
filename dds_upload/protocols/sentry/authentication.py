"""The callers of Sentry's API, by `Authorization: Bearer <token>` (RFC 6750).

Each resource itself checks the scopes that it needs.
"""

from __future__ import annotations

from collections.abc import Callable

from dds_upload.core.accounts.users import Caller
from dds_upload.web.authentication import Identify, bearer_token


def by_bearer_token(authenticate: Callable[[str | None], Caller]) -> Identify:
    """The caller of a token with this scheme, in any case.

    With another scheme there is no token.
    """
    return lambda req: authenticate(bearer_token(req.get_header("Authorization") or ""))
