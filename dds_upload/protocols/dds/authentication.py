"""The callers of the DDS API, by the token in `Authorization`.

Its clients send the bare token. HTTP tools put the scheme `Bearer` before it. No token contains a
blank, so the two forms cannot be confused.
"""

from __future__ import annotations

from collections.abc import Callable

import falcon

from dds_upload.core.accounts.senders import Sender
from dds_upload.operations.accounts.authenticate import Authenticate
from dds_upload.web.authentication import Identify, bearer_token, unlimited


def by_token(authenticate: Authenticate) -> Identify:
    """The caller of a token, with a scheme or without.

    A token that is limited to scopes is refused.
    """
    return lambda req: unlimited(authenticate(_token(req)))


def sender_by_token(authenticate: Authenticate) -> Callable[[falcon.Request], Sender]:
    """The same for resources whose own statement checks the claims of the token.

    A token without claims is looked up at once, so that an unknown caller learns that first.
    """
    identify = by_token(authenticate)

    def sender_of(req: falcon.Request) -> Sender:
        claims = authenticate.claims(_token(req))
        return Sender(claims, lambda: identify(req)) if claims else Sender.known(identify(req))

    return sender_of


def _token(req: falcon.Request) -> str | None:
    header = req.get_header("Authorization")
    return header and (bearer_token(header) or header)
