"""The user and scopes of a token: `sentry-cli info` and `login` ask for them."""

from __future__ import annotations

import falcon

from dds_upload.core.accounts.scopes import Scope
from dds_upload.web.authentication import caller_of


class About:
    """GET /. Any good token is answered, with any scopes."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """A token without limits has every scope."""
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
