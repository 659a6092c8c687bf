"""`/health`: whether this process can serve, for load balancers; open to all, says no more."""

from __future__ import annotations

from collections.abc import Callable

import falcon


class Health:
    """200 while the database answers; otherwise the error of the database."""

    public = True

    def __init__(self, check: Callable[[], object]) -> None:
        self._check = check

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Ask the database."""
        self._check()
        resp.media = {"status": "ok"}
