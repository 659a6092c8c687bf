"""Whether this process lives and can serve, for load balancers and alarms; open to all.

What is asked here was looked at before, by threads of its own: an answer never waits for what it
is about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import falcon

from dds_upload.core.errors import RecordsUnavailable
from dds_upload.core.health.checks import OK
from dds_upload.web.serving.lanes import STOPPING

#: By name "ok", or what is wrong.
States = Callable[[], Mapping[str, str]]


class Liveness:
    """`/healthz`: 200, as long as the process answers at all."""

    public = True

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Look at nothing."""
        resp.media = {"status": "ok"}

    on_head = on_get


class Readiness:
    """`/readyz`: 200 while everything is there that requests need; else 503, with what is not."""

    public = True

    def __init__(self, states: States) -> None:
        self._states = states

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Tell what was found last; a process that is told to stop is not ready."""
        checks = dict(self._states())
        if req.env.get(STOPPING):
            checks["process"] = "stops"
        is_ready = all(found == OK for found in checks.values())
        resp.media = {"ready": is_ready, "checks": checks}
        resp.status = falcon.HTTP_200 if is_ready else falcon.HTTP_503
        resp.set_header("Cache-Control", "no-store")
        if not is_ready:
            resp.set_header("Retry-After", "5")

    on_head = on_get


class Health:
    """`/health`, as there always was: 200 while the database takes writes; else its error."""

    public = True

    def __init__(self, states: States) -> None:
        self._states = states

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Raises RecordsUnavailable."""
        found = self._states().get("database", OK)
        if found != OK:
            raise RecordsUnavailable(found)
        resp.media = {"status": "ok"}

    on_head = on_get
