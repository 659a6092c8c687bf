"""Describes dds_upload/protocols/dds/permissions.py."""

from __future__ import annotations

from dds_upload.core.accounts.roles import Permission
from dds_upload.protocols.dds.document.calls import call, gone, listed, one, page, paging
from dds_upload.protocols.dds.permissions import NEW_ROLE
from dds_upload.web.openapi.bodies import json_or_form, published
from dds_upload.web.openapi.parts import query
from dds_upload.web.openapi.schemas import Json, array, flag, reference, shown, text, uuid
from dds_upload.web.openapi.whole import Paths


def paths() -> Paths:
    """By path."""
    return {
        "/projects/{project_id}/permissions": {
            "get": call(
                "permissions_list",
                "List the members of a project and their roles.",
                {200: page("Member")},
                parameters=paging(),
            )
        },
        "/projects/{project_id}/permissions/{user_id}": _member(),
        "/auth_roles": {
            "get": call(
                "permissions_roles",
                "List all roles.",
                {200: listed("Role")},
                parameters=[
                    query(
                        "context", "Only roles of this context; `project` is the only one.", text()
                    )
                ],
            )
        },
        "/auth_roles/{role_id}": {
            "get": call("permissions_role", "One role.", {200: one("The role.", "Role")})
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    return {"Member": _member_shown(), "Role": _role_shown(), "NewRole": _new_role()}


def _member() -> Json:
    return {
        "get": call("permissions_read", "One member.", {200: one("The member.", "Member")}),
        "put": call(
            "permissions_update",
            "Give a role to a user of the caller's organisations, or to one who shares a "
            "project with the caller.",
            {200: one("The member.", "Member")},
            requestBody=json_or_form(_new_role(), "NewRole"),
        ),
        "delete": call(
            "permissions_delete",
            "Remove a member. One with the role `project_admin` has to stay.",
            gone(),
            refused=[400],
        ),
    }


def _member_shown() -> Json:
    return shown(
        "A user with a role in a project.",
        {
            "project": shown("The project.", {"id": uuid("Its id.")}),
            "user": reference("Person"),
            "auth_role": shown("The role.", _role_keys()),
            "audit": reference("Audit"),
        },
    )


def _role_shown() -> Json:
    allowed = shown("A permission.", {"id": text("Its id.", enum=[it.value for it in Permission])})
    return shown(
        "A role that members of projects may have.",
        {
            **_role_keys(),
            "permissions": array(allowed, "The permissions of the role."),
            "contexts": array(text(), "Always `project`."),
            "is_deprecated": flag("Always false."),
        },
    )


def _role_keys() -> dict[str, Json]:
    return {
        "id": text("Its id, such as `project_admin`."),
        "name": text("Its name."),
        "description": text("The permissions of the role, in words."),
    }


def _new_role() -> Json:
    return published(
        NEW_ROLE,
        "The new role of a user.",
        {"auth_role": "The role.", "auth_role.id": "Its id, such as `file_editor`."},
    )
