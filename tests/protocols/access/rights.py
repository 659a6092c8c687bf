"""For every route the least right that it needs, and what it answers to those who have it.

What is expected of a caller is computed of that and of the caller's rights. A route without a row
fails the test.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from dds_upload.core.accounts.roles import Permission as P
from dds_upload.protocols.sentry.chunk_upload import MAY_ASK, MAY_SEND
from tests.protocols.access.callers import Caller

#: The status that a caller is refused with, None where it is let in.
Check = Callable[[Caller], int | None]


class Row(NamedTuple):
    """`checks` are asked in their order; the first that refuses decides."""

    status: int
    checks: tuple[Check, ...]

    def expected(self, caller: Caller) -> int:
        """The status of the answer."""
        refusals = (check(caller) for check in self.checks)
        return next((status for status in refusals if status), self.status)

    @property
    def is_public(self) -> bool:
        """Whether anybody is let in."""
        return not self.checks


def _known(protocol: str) -> Check:
    return lambda caller: None if protocol in caller.known else 401


def _unlimited(caller: Caller) -> int | None:
    """No scope names what is done there, so a token that has any opens nothing."""
    return None if caller.scopes is None else 403


def _right(*any_of: str, otherwise: int = 403) -> Check:
    return lambda caller: None if caller.rights.intersection(any_of) else otherwise


def _scope(*any_of: str) -> Check:
    return lambda caller: (
        None if caller.scopes is None or caller.scopes.intersection(any_of) else 403
    )


def _public(status: int) -> Row:
    return Row(status, ())


def _dds(status: int, *checks: Check) -> Row:
    return Row(status, (_known("dds"), _unlimited, *checks))


def _sentry(status: int, *checks: Check) -> Row:
    return Row(status, (_known("sentry"), *checks))


def _pulp(status: int, *checks: Check) -> Row:
    return Row(status, (_known("pulp"), _unlimited, *checks))


#: Members of a project are told apart by 403: it is no secret there that something is.
_VIEW, _DOWNLOAD = _right(P.VIEW_PROJECT), _right(P.DOWNLOAD_FILE)
_CREATE, _UPDATE, _DELETE = _right(P.CREATE_FILE), _right(P.UPDATE_FILE), _right(P.DELETE_FILE)
_MANAGE, _ADMIN, _OWN = _right(P.MANAGE_PERMISSIONS), _right("admin"), _right("own")
#: Adding files is enough for one's own upload; those of others change as their files do.
_WRITE = (_CREATE, _right("own", P.UPDATE_FILE))
#: Who is in no organisation, or in several, has to name one.
_IN_ONE = _right("in one organisation", otherwise=404)
#: What others have is not there at all.
_MINE = _right("by name", otherwise=404)
_MEMBER, _ROLE = _right("member", otherwise=404), _right("role", otherwise=404)
#: A bundle names its projects in its body, so that a wrong one is no wrong path.
_NAMED = _right("role", otherwise=400)

_PAGES = ("dds", "sentry", "pulp", "dds.md", "errors.md", "glossary.md", "signed-urls.md")
_WEB = {
    "GET /health": _public(200),
    "HEAD /health": _public(200),
    "GET /healthz": _public(200),
    "HEAD /healthz": _public(200),
    "GET /readyz": _public(200),
    "HEAD /readyz": _public(200),
    "GET /metrics": _public(200),
    "GET /": _public(200),
    "HEAD /": _public(200),
    "GET /assets/{name}": _public(404),
    "HEAD /assets/{name}": _public(404),
    "GET /docs": _public(200),
    "HEAD /docs": _public(200),
    **{f"{m} /docs/{page}": _public(200) for m in ("GET", "HEAD") for page in _PAGES},
}
_DDS = {
    "GET /projects": _dds(200),
    "POST /projects": _dds(202, _IN_ONE),
    "GET /projects/{project_id}": _dds(200, _VIEW),
    "PUT /projects/{project_id}": _dds(200, _right(P.UPDATE_PROJECT)),
    "DELETE /projects/{project_id}": _dds(204, _right(P.DELETE_PROJECT)),
    "GET /projects/{project_id}/children": _dds(200, _VIEW),
    "GET /projects/{project_id}/files": _dds(200, _DOWNLOAD),
    "GET /projects/{project_id}/deleted_files": _dds(200, _DELETE),
    "GET /projects/{project_id}/permissions": _dds(200, _VIEW),
    "GET /projects/{project_id}/permissions/{user_id}": _dds(200, _VIEW),
    "PUT /projects/{project_id}/permissions/{user_id}": _dds(200, _MANAGE),
    "DELETE /projects/{project_id}/permissions/{user_id}": _dds(204, _MANAGE),
    "GET /projects/{project_id}/uploads": _dds(200, _VIEW),
    "POST /projects/{project_id}/uploads": _dds(201, _CREATE),
    "GET /auth_roles": _dds(200),
    "GET /auth_roles/{role_id}": _dds(200),
    "POST /folders": _dds(201, _CREATE),
    "GET /folders/{entry_id}": _dds(200, _VIEW),
    "DELETE /folders/{entry_id}": _dds(204, _DELETE),
    "PUT /folders/{entry_id}/rename": _dds(200, _UPDATE),
    "PUT /folders/{entry_id}/move": _dds(200, _UPDATE),
    "GET /folders/{entry_id}/children": _dds(200, _VIEW),
    "POST /files": _dds(201, _CREATE, _OWN),
    "GET /files/{entry_id}": _dds(200, _VIEW),
    "PUT /files/{entry_id}": _dds(200, _UPDATE),
    "DELETE /files/{entry_id}": _dds(204, _DELETE),
    "PUT /files/{entry_id}/rename": _dds(200, _UPDATE),
    "PUT /files/{entry_id}/move": _dds(200, _UPDATE),
    "PUT /files/{entry_id}/restore": _dds(200, _DELETE),
    "GET /files/{entry_id}/url": _dds(200, _DOWNLOAD),
    "GET /files/{entry_id}/versions": _dds(200, _VIEW),
    "GET /file_versions/{version_id}": _dds(200, _VIEW),
    "PUT /file_versions/{version_id}": _dds(200, _UPDATE),
    "DELETE /file_versions/{version_id}": _dds(204, _DELETE),
    "POST /file_versions/{version_id}/current": _dds(201, _UPDATE),
    "GET /file_versions/{version_id}/url": _dds(200, _DOWNLOAD),
    "GET /uploads": _dds(200),
    "GET /uploads/{upload_id}": _dds(200, _VIEW),
    "DELETE /uploads/{upload_id}": _dds(204, *_WRITE),
    "GET /uploads/{upload_id}/chunks": _dds(200, _VIEW),
    "PUT /uploads/{upload_id}/chunks": _dds(200, *_WRITE),
    "PUT /uploads/{upload_id}/complete": _dds(202, *_WRITE),
    "PUT /uploads/{upload_id}/hashes": _dds(200, _UPDATE),
    "GET /storage_providers": _dds(200),
    "GET /storage_providers/{provider_id}": _dds(200),
    "GET /storage_providers/{provider_id}/plan": _dds(200),
    "POST /software_agents/api_token": _public(201),
    "GET /current_user": _dds(200),
    "GET /users": _dds(200),
    "GET /users/{user_id}": _dds(200, _right("sees", otherwise=404)),
    "GET /admin/statistics": _dds(200, _ADMIN),
    "GET /admin/uploads/failed": _dds(200, _ADMIN),
    "POST /admin/uploads/{upload_id}/requeue": _dds(202, _ADMIN),
    "GET /admin/users": _dds(200, _ADMIN),
    "POST /admin/users": _dds(201, _ADMIN),
    "PUT /admin/users/{user_id}": _dds(200, _ADMIN),
    "POST /admin/users/{user_id}/keys": _dds(201, _ADMIN),
    "GET /app/status": _public(200),
    "GET /openapi.json": _public(200),
}
_NOT_OFFERED = (
    "/organizations/{org}/releases",
    "/organizations/{org}/releases/{version:path}",
    "/organizations/{org}/events",
    "/organizations/{org}/monitors",
    "/organizations/{org}/preprodartifacts/{rest:path}",
    "/projects/{org}/{project}/files/dsyms",
    "/projects/{org}/{project}/releases",
    "/projects/{org}/{project}/releases/{version}",
    "/projects/{org}/{project}/issues",
    "/projects/{org}/{project}/events",
)
_ASK, _SEND = _scope(*MAY_ASK), _scope(*MAY_SEND)
_FILES = "/projects/{org}/{project}/files"
_SENTRY = {
    "GET ": _sentry(200),
    "GET /openapi.json": _public(200),
    "GET /chunk-upload": _sentry(200, _ASK, _IN_ONE),
    "POST /chunk-upload": _sentry(200, _SEND, _IN_ONE),
    "GET /organizations": _sentry(200),
    "GET /organizations/{org}/chunk-upload": _sentry(200, _ASK, _MEMBER),
    "POST /organizations/{org}/chunk-upload": _sentry(200, _SEND, _MEMBER),
    "GET /organizations/{org}/projects": _sentry(200, _MEMBER),
    "POST /organizations/{org}/artifactbundle/assemble": _sentry(
        200, _SEND, _MEMBER, _NAMED, _CREATE
    ),
    f"POST {_FILES}/difs/assemble": _sentry(200, _SEND, _MEMBER, _ROLE, _CREATE),
    f"POST {_FILES}/preprodartifacts/assemble": _sentry(200, _SEND, _MEMBER, _ROLE),
    **{
        f"{method} {path}": _sentry(501)
        for path in _NOT_OFFERED
        for method in ("GET", "POST", "PUT", "DELETE")
    },
}
_PULP = {
    "GET /uploads": _pulp(200),
    "POST /uploads": _pulp(201),
    "GET /uploads/{upload_id}": _pulp(200, _MINE),
    "PUT /uploads/{upload_id}": _pulp(200, _MINE),
    "DELETE /uploads/{upload_id}": _pulp(204, _MINE),
    "POST /uploads/{upload_id}/commit": _pulp(202, _MINE),
    "PUT /uploads/{upload_id}/commit": _pulp(202, _MINE),
    "GET /artifacts": _pulp(200),
    "POST /artifacts": _pulp(201),
    "GET /artifacts/{artifact_id}": _pulp(200, _MINE),
    "DELETE /artifacts/{artifact_id}": _pulp(204, _MINE),
    "GET /tasks": _pulp(200),
    "GET /tasks/{task_id}": _pulp(200, _MINE),
    "GET /status": _public(200),
    "GET /docs/api.json": _public(200),
}


def _below(prefix: str, rows: dict[str, Row]) -> dict[str, Row]:
    return {row.replace(" ", f" {prefix}", 1): checks for row, checks in rows.items()}


TABLE: dict[str, dict[str, Row]] = {
    "web": _WEB,
    "dds": _below("/api/v1", _DDS),
    "sentry": _below("/api/0", _SENTRY),
    "pulp": _below("/pulp/api/v3", _PULP),
}
