"""Describes dds_upload/protocols/dds/projects.py."""

from __future__ import annotations

from dds_upload.protocols.dds.document.calls import call, gone, one, page, paging
from dds_upload.protocols.dds.projects import NEW_PROJECT, PROJECT_CHANGE
from dds_upload.web.openapi.bodies import json_or_form, published
from dds_upload.web.openapi.parts import query, request_key
from dds_upload.web.openapi.schemas import Json, flag, reference, shown, text, uuid
from dds_upload.web.openapi.whole import Paths


def paths() -> Paths:
    """By path."""
    return {"/projects": _projects(), "/projects/{project_id}": _project()}


def schemas() -> dict[str, Json]:
    """By name."""
    return {
        "Project": shown(
            "A project.",
            {
                "kind": text("The kind of object.", const="dds-project"),
                "id": uuid("Its id."),
                "name": text("Its name."),
                "slug": text("Its name in paths."),
                "description": text("Its description."),
                "is_deleted": flag("Whether it is deleted."),
                "audit": reference("Audit"),
            },
        ),
        "NewProject": _new(),
        "ProjectChange": _change(),
    }


def _projects() -> Json:
    return {
        "get": call(
            "projects_list",
            "List the projects that the caller may view.",
            {200: page("Project")},
            parameters=[query("slug", "Only the project with this slug.", text()), *paging()],
        ),
        "post": call(
            "projects_create",
            "Make a project. Its containers in storage follow in the background.",
            {202: one("The project.", "Project")},
            refused=[404, 409, 422],
            parameters=[request_key("project")],
            requestBody=json_or_form(_new(), "NewProject"),
        ),
    }


def _project() -> Json:
    return {
        "get": call("projects_read", "One project.", {200: one("The project.", "Project")}),
        "put": call(
            "projects_update",
            "Change a project's name, its description or both.",
            {200: one("The project as it is now.", "Project")},
            requestBody=json_or_form(_change(), "ProjectChange"),
        ),
        "delete": call("projects_delete", "Delete a project with everything in it.", gone()),
    }


def _new() -> Json:
    return published(
        NEW_PROJECT,
        "A project to make.",
        {
            "name": "Its name.",
            "description": "Its description.",
            "slug": "Its name in paths; made of its name if it is left out.",
            "organization": "The owner of the project; the caller's only one if it is left out.",
            "organization.slug": "The organisation's name in paths.",
        },
    )


def _change() -> Json:
    return published(
        PROJECT_CHANGE,
        "The changes; other fields stay as they are.",
        {"name": "Its name.", "description": "Its description."},
    )
