"""Whether this process is alive and can serve, for load balancers and alarms; open to all.

Threads of their own made the checks before: an answer never waits for the thing that was checked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import falcon

from dds_upload.core.errors import RecordsUnavailable
from dds_upload.core.health.checks import OK
from dds_upload.web.serving.lanes import STOPPING

#: Checks by name: "ok", or the fault.
States = Callable[[], Mapping[str, str]]


class Liveness:
    """`/healthz`: 200, as long as the process answers at all."""

    public = True

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer without a check."""
        resp.media = {"status": "ok"}

    on_head = on_get


class Readiness:
    """`/readyz`: 200 while everything works that requests need; else 503 with the failed checks."""

    public = True

    def __init__(self, states: States) -> None:
        self._states = states

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the last results; a process that is stopping is not ready."""
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
    """`/health`, kept for existing monitors.

    200 while the database takes writes, else its error.
    """

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
