"""GET /app/status: whether each part the service needs does its work, as the portal asks."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import falcon

from dds_upload.core.errors import UploadServiceError
from dds_upload.protocols.dds.errors import ASK_ADMINISTRATORS, envelope

#: Raises UploadServiceError when a part of the service does not work.
Check = Callable[[], object]


def routes(environment: str, checks: Mapping[str, Check]) -> dict[str, object]:
    """`checks` by the names they are shown under, such as `rdbms`."""
    return {"/app/status": Status(environment, checks)}


class Status:
    """200 when every check passes, else 503; anybody may ask, so nobody is told why."""

    public = True

    def __init__(self, environment: str, checks: Mapping[str, Check]) -> None:
        self._environment = environment
        self._checks = checks

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Try everything anew."""
        found = {name: _passes(check) for name, check in self._checks.items()}
        shown = {name: "ok" if passed else "error" for name, passed in found.items()}
        failed = [name for name, passed in found.items() if not passed]
        body = {"status": "error" if failed else "ok", "environment": self._environment, **shown}
        if failed:
            reason = f"not working: {', '.join(failed)}"
            resp.status, refusal = envelope(503, reason, ASK_ADMINISTRATORS)
            body |= refusal
        resp.media = body


def _passes(check: Check) -> bool:
    try:
        check()
    except UploadServiceError:
        return False
    return True
