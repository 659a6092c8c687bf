"""Who calls the DDS API: the bare token in `Authorization`."""

from __future__ import annotations

from collections.abc import Callable

import falcon

from dds_upload.core.accounts.users import Caller
from dds_upload.web.authentication import Identify, unlimited


def by_bare_token(authenticate: Callable[[str | None], Caller]) -> Identify:
    """Take the whole header for a token; one that is limited to scopes is refused."""
    return lambda req: unlimited(authenticate(_token(req)))


def _token(req: falcon.Request) -> str | None:
    return req.get_header("Authorization")
