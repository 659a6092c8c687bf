"""Says which user a token has and what it may do: `sentry-cli info` and `login` ask for that."""

from __future__ import annotations

import falcon

from dds_upload.core.accounts.scopes import Scope
from dds_upload.web.authentication import caller_of


class About:
    """GET /. Any good token is answered, whatever its scopes."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """A token without limits may do what every scope allows."""
        caller = caller_of(req)
        user, scopes = caller.user, caller.scopes
        resp.media = {
            "version": "0",
            "auth": {"scopes": sorted(Scope if scopes is None else scopes)},
            "user": {
                "id": str(user.id),
                "username": user.username,
                "name": user.full_name,
                "email": user.email or user.username,  # all that clients show of a user
            },
        }
