"""Refuses calls that clients of Sentry's API know and this service does not offer, with a sentence.

Clients take any 404 for a missing project, organisation or release. So calls that people try are
answered 501, whose text clients show; all others below the prefix stay 404.
"""

from __future__ import annotations

from dataclasses import dataclass

import falcon

from dds_upload.operations.accounts.find_organization import FindOrganization, require_scope
from dds_upload.protocols.sentry.chunk_upload import MAY_SEND
from dds_upload.web.authentication import caller_of

_ZIPPED_MAPS = (
    "ProGuard maps are taken in chunks only: use sentry-cli 3, or set"
    " SENTRY_EXPERIMENTAL_PROGUARD_CHUNK_UPLOAD=1 for the last versions of 2"
)

#: The refused calls, by path.
REFUSED = {
    "/organizations/{org}/releases": "Releases",
    "/organizations/{org}/releases/{version:path}": "Releases",
    "/projects/{org}/{project}/releases": "Releases",
    "/projects/{org}/{project}/releases/{version}": "Releases",
    "/projects/{org}/{project}/issues": "Issues",
    "/projects/{org}/{project}/events": "Events",
    "/organizations/{org}/events": "Events and logs",
    "/organizations/{org}/monitors": "Monitors",
    "/organizations/{org}/preprodartifacts/{rest:path}": "App builds",
}
DEBUG_ARCHIVES = "/projects/{org}/{project}/files/dsyms"


@dataclass(frozen=True, slots=True)
class NotOffered:
    """Any method of a path."""

    text: str

    def on_get(self, req: falcon.Request, resp: falcon.Response, **named: str) -> None:
        """Raise falcon's 501."""
        raise falcon.HTTPNotImplemented(description=self.text)

    on_post = on_put = on_delete = on_get


@dataclass(frozen=True, slots=True)
class AssembleBuild:
    """POST /projects/{org}/{project}/files/preprodartifacts/assemble: an app as it is built.

    Clients show the detail of a file in state error, and of no other answer.
    """

    find: FindOrganization

    def on_post(self, req: falcon.Request, resp: falcon.Response, org: str, project: str) -> None:
        """The file is in state error; a missing project is reported first."""
        caller = caller_of(req)
        require_scope(caller, *MAY_SEND)
        self.find.project(caller, self.find(caller, org), project)
        resp.media = {"state": "error", "missingChunks": [], "detail": _say("App builds")}


def routes(find: FindOrganization) -> dict[str, object]:
    """Resources by path."""
    return {
        **{path: NotOffered(_say(what)) for path, what in REFUSED.items()},
        DEBUG_ARCHIVES: NotOffered(_ZIPPED_MAPS),
        "/projects/{org}/{project}/files/preprodartifacts/assemble": AssembleBuild(find),
    }


def _say(what: str) -> str:
    return f"{what} are not offered by this service"
