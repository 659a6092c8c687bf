"""Members of projects and the roles they may have: /projects/{id}/permissions and /auth_roles."""

from __future__ import annotations

from dataclasses import dataclass

import falcon

from dds_upload.core.accounts.roles import ROLES
from dds_upload.core.errors import NotFound
from dds_upload.core.reasons import Kind
from dds_upload.operations.directory.members import ManageMembers
from dds_upload.protocols.dds import directory_rendering as render
from dds_upload.protocols.dds.directory_messages import REFERENCE
from dds_upload.protocols.dds.parameters import page_request, query_text, set_page, to_id
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import Message

NEW_ROLE = Message({"auth_role": REFERENCE}, required=("auth_role",))


@dataclass(frozen=True, slots=True)
class PermissionCollection:
    """GET /projects/{id}/permissions."""

    members: ManageMembers

    def on_get(self, req: falcon.Request, resp: falcon.Response, project_id: str) -> None:
        """A page of members."""
        project, wanted = to_id(project_id, Kind.PROJECT), page_request(req)
        page = self.members.page(caller_of(req), project, wanted)
        set_page(resp, wanted, page)
        resp.media = render.collection(map(render.member, page.items))


@dataclass(frozen=True, slots=True)
class PermissionItem:
    """GET, PUT and DELETE /projects/{id}/permissions/{user id}."""

    members: ManageMembers

    def on_get(
        self, req: falcon.Request, resp: falcon.Response, project_id: str, user_id: str
    ) -> None:
        """Show."""
        project, user = to_id(project_id, Kind.PROJECT), to_id(user_id, Kind.MEMBER)
        resp.media = render.member(self.members.get(caller_of(req), project, user))

    def on_put(
        self, req: falcon.Request, resp: falcon.Response, project_id: str, user_id: str
    ) -> None:
        """Give the user a role."""
        role_id = NEW_ROLE.read(req)["auth_role"]["id"]
        project, user = to_id(project_id, Kind.PROJECT), to_id(user_id, Kind.USER)
        resp.media = render.member(self.members.put(caller_of(req), project, user, role_id))

    def on_delete(
        self, req: falcon.Request, resp: falcon.Response, project_id: str, user_id: str
    ) -> None:
        """Remove the user's role."""
        project, user = to_id(project_id, Kind.PROJECT), to_id(user_id, Kind.MEMBER)
        self.members.remove(caller_of(req), project, user)
        resp.status = falcon.HTTP_204


class AuthRoleCollection:
    """GET /auth_roles: the same for every caller, not paged."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """All roles; `context` asks for those of one context, and `project` is the only one."""
        is_known = query_text(req, "context") in {None, "", "project"}
        resp.media = render.collection(map(render.auth_role, ROLES.values() if is_known else ()))


class AuthRoleItem:
    """GET /auth_roles/{id}."""

    def on_get(self, req: falcon.Request, resp: falcon.Response, role_id: str) -> None:
        """Show."""
        if role_id not in ROLES:
            raise NotFound(Kind.ROLE)
        resp.media = render.auth_role(ROLES[role_id])
