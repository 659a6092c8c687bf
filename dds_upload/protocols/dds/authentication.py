"""The callers of the DDS API: the token in `Authorization`.

Its clients send the bare token. HTTP tools put the scheme `Bearer` before it. No token has a blank
in it, so the two cannot be taken for each other.
"""

from __future__ import annotations

from collections.abc import Callable

import falcon

from dds_upload.core.accounts.users import Caller
from dds_upload.web.authentication import Identify, bearer_token, unlimited


def by_token(authenticate: Callable[[str | None], Caller]) -> Identify:
    """Take the token with its scheme or without; one that is limited to scopes is refused."""
    return lambda req: unlimited(authenticate(_token(req)))


def _token(req: falcon.Request) -> str | None:
    header = req.get_header("Authorization")
    return header and (bearer_token(header) or header)
