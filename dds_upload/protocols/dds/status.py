"""GET /app/status: whether each part works that the service needs, for the portal."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import falcon

from dds_upload.core.errors import UploadServiceError
from dds_upload.web.envelope import ASK_ADMINISTRATORS, envelope
from dds_upload.web.errors import Report

#: Raises UploadServiceError when a part of the service does not work.
Check = Callable[[], object]


def routes(environment: str, checks: Mapping[str, Check]) -> dict[str, object]:
    """`checks` by the names in the answer, such as `rdbms`."""
    return {"/app/status": Status(environment, checks)}


class Status:
    """200 when every check passes, else 503.

    Open to all, so the answer does not contain the reason.
    """

    public = True

    def __init__(self, environment: str, checks: Mapping[str, Check]) -> None:
        self._environment = environment
        self._checks = checks

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Try everything anew."""
        found = {name: _fault(check) for name, check in self._checks.items()}
        shown = {name: "error" if fault else "ok" for name, fault in found.items()}
        faults = {name: fault for name, fault in found.items() if fault}
        body = {"status": "error" if faults else "ok", "environment": self._environment, **shown}
        if faults:
            first = next(iter(faults.values()))
            report = Report(503, first.refusal, f"not working: {', '.join(faults)}")
            resp.status, refusal = envelope(report, ASK_ADMINISTRATORS)
            body |= refusal
        resp.media = body


def _fault(check: Check) -> UploadServiceError | None:
    try:
        check()
    except UploadServiceError as error:
        return error
    return None
