"""The address of this service, as its clients see it."""

from __future__ import annotations

from collections.abc import Callable

import falcon

#: Scheme and host without a path, for the answer to one request.
Origin = Callable[[falcon.Request], str]


def origin_of(public_url: str | None) -> Origin:
    """The configured address (PUBLIC_URL), or else the scheme and host of each request."""
    if public_url is None:
        return lambda req: f"{req.scheme}://{req.netloc}"
    configured = public_url.rstrip("/")
    return lambda req: configured
