"""The status of the service, for any client."""

from __future__ import annotations

from collections.abc import Callable

import falcon

from dds_upload.core.errors import UploadServiceError
from dds_upload.protocols.pulp.names import VERSIONS
from dds_upload.web.origin import Origin


class Status:
    """`/status/`."""

    public = True

    def __init__(self, check: Callable[[], object], origin: Origin) -> None:
        self._check = check
        self._origin = origin

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Report whether the database answers; versions are those that the document announces."""
        resp.media = {
            "versions": [_component(*version) for version in VERSIONS.items()],
            "online_workers": [],
            "online_api_apps": [],
            "online_content_apps": [],
            "database_connection": {"connected": _passes(self._check)},
            "redis_connection": None,
            "storage": None,
            "content_settings": {"content_origin": self._origin(req), "content_path_prefix": "/"},
            "domain_enabled": False,
        }


def routes(check: Callable[[], object], origin: Origin) -> dict[str, object]:
    """Resources by path; `check` raises UploadServiceError while the database does not answer."""
    return {"/status": Status(check, origin)}


def _component(name: str, version: str) -> dict[str, object]:
    return {
        "component": name,
        "version": version,
        "package": "dds_upload",
        "module": "dds_upload.protocols.pulp",
        "domain_compatible": False,
    }


def _passes(check: Callable[[], object]) -> bool:
    try:
        check()
    except UploadServiceError:
        return False
    return True
