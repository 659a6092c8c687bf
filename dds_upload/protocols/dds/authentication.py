"""The callers of the DDS API: the token in `Authorization`.

Its clients send the bare token. HTTP tools put the scheme `Bearer` before it. No token has a blank
in it, so the two cannot be taken for each other.
"""

from __future__ import annotations

from collections.abc import Callable

import falcon

from dds_upload.core.accounts.senders import Sender
from dds_upload.operations.accounts.authenticate import Authenticate
from dds_upload.web.authentication import Identify, bearer_token, unlimited


def by_token(authenticate: Authenticate) -> Identify:
    """Take the token with its scheme or without; one that is limited to scopes is refused."""
    return lambda req: unlimited(authenticate(_token(req)))


def sender_by_token(authenticate: Authenticate) -> Callable[[falcon.Request], Sender]:
    """The same for resources that let a statement of their own check what the token says.

    A token that says nothing by itself is asked for at once: strangers learn that before all else.
    """
    identify = by_token(authenticate)

    def sender_of(req: falcon.Request) -> Sender:
        claims = authenticate.claims(_token(req))
        return Sender(claims, lambda: identify(req)) if claims else Sender.known(identify(req))

    return sender_of


def _token(req: falcon.Request) -> str | None:
    header = req.get_header("Authorization")
    return header and (bearer_token(header) or header)
