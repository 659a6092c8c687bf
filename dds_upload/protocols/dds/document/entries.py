"""Describes dds_upload/protocols/dds/entries.py, the common part of folders and files."""

from __future__ import annotations

from dds_upload.protocols.dds.directory_messages import MOVE, RENAME, TEXT_MAX
from dds_upload.protocols.dds.document.calls import call, one, page, paging
from dds_upload.web.openapi.bodies import json_or_form, published
from dds_upload.web.openapi.parts import query
from dds_upload.web.openapi.schemas import Json, array, flag, record, reference, text, uuid
from dds_upload.web.openapi.whole import Paths

_EXCLUDE = "Keys of items to leave out, divided by blanks."


def paths() -> Paths:
    """By path."""
    return {
        "/projects/{project_id}/children": {
            "get": _children("entries_of_project", "List the entries in the root of a project")
        },
        "/folders/{entry_id}/children": {
            "get": _children("entries_of_folder", "List the entries in a folder")
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    return {"Rename": _rename(), "Move": _move(), "Child": _child()}


def entry_keys(kind: str) -> dict[str, Json]:
    """The keys that folders and files have in common."""
    return {
        "kind": text("The kind of object.", const=kind),
        "id": uuid("Its id."),
        "parent": reference("Parent"),
        "name": text("Its name."),
        "is_deleted": flag("Whether it is deleted."),
        "audit": reference("Audit"),
        "project": reference("Named"),
        "ancestors": array(
            reference("Ancestor"), "The project and folders above it, from the project on."
        ),
    }


def renamed(tag: str, schema: str) -> Json:
    """The call that gives another name."""
    return {
        "put": call(
            f"{tag}_rename",
            "Give it another name.",
            {200: one("The changed object.", schema)},
            requestBody=json_or_form(_rename(), "Rename"),
        )
    }


def moved(tag: str, schema: str) -> Json:
    """The call that gives another parent."""
    return {
        "put": call(
            f"{tag}_move",
            "Move it within its project.",
            {200: one("The changed object.", schema)},
            requestBody=json_or_form(_move(), "Move"),
        )
    }


def parent_about(place: str = "parent") -> dict[str, str]:
    """The meaning of a parent in a request."""
    return {
        place: "The new parent.",
        f"{place}.kind": "`dds-project` or `dds-folder`.",
        f"{place}.id": "The id of the parent.",
    }


def _children(operation_id: str, what: str) -> Json:
    contained = "With it, even if it is blank, all entries below are searched by name."
    return call(
        operation_id,
        f"{what}; with `name_contains`, all entries below it whose name contains that.",
        {200: page("Child")},
        parameters=[
            query("name_contains", contained, text(maxLength=TEXT_MAX)),
            query("exclude_response_fields", _EXCLUDE, text()),
            *paging(),
        ],
    )


def _child() -> Json:
    kind = text("The kind of object.", enum=["dds-folder", "dds-file"])
    return record(
        "A folder or a file, which has a `current_version`; excluded keys are missing.",
        {**entry_keys(""), "kind": kind, "current_version": reference("CurrentVersion")},
    )


def _rename() -> Json:
    return published(RENAME, "Another name.", {"name": "The name: one segment of a path."})


def _move() -> Json:
    return published(MOVE, "Another place.", parent_about())
