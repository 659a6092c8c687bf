"""Projects: /projects and /projects/{id}."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import falcon

from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.create_project import CreateProject, ProjectRequest
from dds_upload.operations.directory.projects import ManageProjects
from dds_upload.protocols.dds import directory_rendering as render
from dds_upload.protocols.dds.directory_messages import TEXT_MAX
from dds_upload.protocols.dds.parameters import page_request, query_text, set_page, to_id
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import Message, name, text
from dds_upload.web.request_key import request_key

_NAME = {**name(), "maxLength": TEXT_MAX}
_DESCRIPTION = {**text(blank=True), "maxLength": TEXT_MAX}
_SLUG = {**text(optional=True), "maxLength": TEXT_MAX}
_UPDATABLE = {"name": _NAME, "description": _DESCRIPTION}
_ORGANIZATION = {"type": "object", "properties": {"slug": text()}, "required": ["slug"]}
NEW_PROJECT = Message(
    {**_UPDATABLE, "slug": _SLUG, "organization": _ORGANIZATION}, required=("name",)
)
PROJECT_CHANGE = Message(_UPDATABLE)


@dataclass(frozen=True, slots=True)
class ProjectCollection:
    """GET and POST /projects."""

    create: CreateProject
    manage: ManageProjects

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """A page of the projects that the caller may view."""
        slug = query_text(req, "slug") or None
        wanted = page_request(req)
        page = self.manage.page(caller_of(req), slug, wanted)
        set_page(resp, wanted, page)
        resp.media = render.collection(map(render.project, page.items))

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Create; 202, since its containers are still to be made."""
        body = NEW_PROJECT.read(req)
        project = self.create(caller_of(req), _request(body), request_key(req, body))
        resp.status = falcon.HTTP_202
        resp.media = render.project(project)


@dataclass(frozen=True, slots=True)
class ProjectItem:
    """GET, PUT and DELETE /projects/{id}."""

    manage: ManageProjects

    def on_get(self, req: falcon.Request, resp: falcon.Response, project_id: str) -> None:
        """Show."""
        resp.media = render.project(
            self.manage.get(caller_of(req), to_id(project_id, Kind.PROJECT))
        )

    def on_put(self, req: falcon.Request, resp: falcon.Response, project_id: str) -> None:
        """Change name, description or both."""
        body = PROJECT_CHANGE.read(req)
        values = {key: body[key] for key in _UPDATABLE if key in body}
        project = self.manage.update(caller_of(req), to_id(project_id, Kind.PROJECT), values)
        resp.media = render.project(project)

    def on_delete(self, req: falcon.Request, resp: falcon.Response, project_id: str) -> None:
        """Delete."""
        self.manage.delete(caller_of(req), to_id(project_id, Kind.PROJECT))
        resp.status = falcon.HTTP_204


def _request(body: Mapping[str, Any]) -> ProjectRequest:
    return ProjectRequest(
        name=body["name"],
        description=body.get("description", ""),
        slug=body.get("slug"),
        organization=body.get("organization", {}).get("slug"),
    )
