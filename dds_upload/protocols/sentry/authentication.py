"""Who calls Sentry's API: `Authorization: Bearer <token>` (RFC 6750).

What scopes a token needs is each resource's own matter.
"""

from __future__ import annotations

from collections.abc import Callable

from dds_upload.core.accounts.users import Caller
from dds_upload.web.authentication import Identify, bearer_token


def by_bearer_token(authenticate: Callable[[str | None], Caller]) -> Identify:
    """Take the token of this scheme, whose name is in any case; another scheme is no token."""
    return lambda req: authenticate(bearer_token(req.get_header("Authorization") or ""))
