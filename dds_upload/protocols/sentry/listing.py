"""Lists the organisations and projects that a caller can name: `sentry-cli projects list`.

Every scope is for something in one of these, so a good token may list them with any scopes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

import falcon

from dds_upload.core.accounts.organizations import Organization, OrganizationProject
from dds_upload.core.accounts.slugs import is_slug
from dds_upload.core.paging import PAGE_SIZE
from dds_upload.operations.accounts.find_organization import FindOrganization
from dds_upload.web.authentication import caller_of
from dds_upload.web.words import refused


@dataclass(frozen=True, slots=True)
class ListOrganizations:
    """GET /organizations, by slug."""

    find: FindOrganization

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """A cursor is the last slug of the page before: no slug ever changes."""
        caller = caller_of(req)
        found = self.find.after(caller, _cursor(req), PAGE_SIZE + 1)
        resp.media = [_organization(it) for it in found[:PAGE_SIZE]]
        _link(req, resp, [it.slug for it in found])


@dataclass(frozen=True, slots=True)
class ListProjects:
    """GET /organizations/{org}/projects, by slug."""

    find: FindOrganization

    def on_get(self, req: falcon.Request, resp: falcon.Response, org: str) -> None:
        """Cursors are like those of organisations."""
        caller = caller_of(req)
        organization = self.find(caller, org)
        found = self.find.projects_after(caller, organization, _cursor(req), PAGE_SIZE + 1)
        resp.media = [_project(it) for it in found[:PAGE_SIZE]]
        _link(req, resp, [it.slug for it in found])


def _cursor(req: falcon.Request) -> str:
    """Clients send an empty one for the first page."""
    cursor = req.get_param("cursor", default="")
    if cursor and not is_slug(cursor):
        raise refused("is invalid", "cursor")
    return cursor


def _link(req: falcon.Request, resp: falcon.Response, slugs: Sequence[str]) -> None:
    """The link to the next page (RFC 8288), on this host.

    Clients read its `results` and `cursor`.
    """
    more = len(slugs) > PAGE_SIZE
    cursor = slugs[PAGE_SIZE - 1] if more else ""
    url = f"{quote(req.path)}/?{urlencode({'cursor': cursor})}"
    results = "true" if more else "false"
    resp.set_header("Link", f'<{url}>; rel="next"; results="{results}"; cursor="{cursor}"')


def _organization(found: Organization) -> dict[str, Any]:
    """Clients of version 2 and 3 cannot read it without each of these."""
    return {
        "id": str(found.id),
        "slug": found.slug,
        "name": found.name,
        "dateCreated": found.created_at.isoformat(),
        "isEarlyAdopter": False,
        "require2FA": False,
        "requireEmailVerification": False,
        "features": [],
    }


def _project(found: OrganizationProject) -> dict[str, Any]:
    return {"id": str(found.id), "slug": found.slug, "name": found.name, "team": None, "teams": []}
