"""Describes dds_upload/protocols/dds/administration.py: all of it is for administrators."""

from __future__ import annotations

from dds_upload.core.events.event import EventKind
from dds_upload.core.uploads.upload import UploadState
from dds_upload.protocols.dds.administration import NEW_USER, USER_CHANGE
from dds_upload.protocols.dds.document.accounts import user_keys
from dds_upload.protocols.dds.document.calls import call, listed, one
from dds_upload.web.openapi.bodies import json_or_form, published
from dds_upload.web.openapi.schemas import (
    Json,
    array,
    flag,
    instant,
    or_null,
    record,
    reference,
    shown,
    text,
    uuid,
    whole,
)
from dds_upload.web.openapi.whole import Paths


def paths() -> Paths:
    """By path."""
    return {
        "/admin/statistics": {
            "get": call(
                "admin_statistics",
                "Read numbers over all projects, counted anew.",
                {200: one("The numbers.", "Statistics")},
            )
        },
        "/admin/uploads/failed": {
            "get": call(
                "admin_failed_uploads",
                "List failed uploads, the newest failure first.",
                {200: listed("FailedUpload")},
            )
        },
        "/admin/uploads/{upload_id}/requeue": {
            "post": call(
                "admin_requeue",
                "Have a failed upload assembled again.",
                {202: one("The queued upload.", "Requeued")},
            )
        },
        "/admin/users": _users(),
        "/admin/users/{user_id}": {
            "put": call(
                "admin_change_user",
                "Lock a user out, or let the user in again; nobody locks themselves out.",
                {200: one("The user as it is now.", "AdminUser")},
                requestBody=json_or_form(_change(), "UserChange"),
            )
        },
        "/admin/users/{user_id}/keys": {
            "post": call(
                "admin_replace_keys",
                "Replace both keys of a user; the new ones are shown only once.",
                {201: one("The keys.", "NewKeys")},
            )
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    keys = {"user_key": text("The user's key."), "agent_key": text("The agent's key.")}
    user = {
        **user_keys(),
        "is_admin": flag("Whether the user is an administrator."),
        "disabled_on": or_null(instant("When the user was locked out.")),
    }
    made = {**user, **keys, "api_token": text("A token that does not expire.")}
    return {
        "AdminUser": shown("A user as administrators see it.", user),
        "MadeUser": shown("A new user, with keys and a token that are shown only once.", made),
        "NewKeys": shown("New keys, which are shown only once.", keys),
        "NewUser": _new(),
        "UserChange": _change(),
        "FailedUpload": _failed(),
        "Requeued": shown(
            "Uploads.", {"requeued": array(uuid("An id."), "Ids of queued uploads.")}
        ),
        "Statistics": _statistics(),
    }


def _users() -> Json:
    return {
        "get": call(
            "admin_list_users", "List all users, also disabled ones.", {200: listed("AdminUser")}
        ),
        "post": call(
            "admin_create_user",
            "Make a user with keys and a token, which are shown only once.",
            {201: one("The user.", "MadeUser")},
            requestBody=json_or_form(_new(), "NewUser"),
        ),
    }


def _new() -> Json:
    return published(
        NEW_USER,
        "A user to make.",
        {
            "username": "The user's name: no spaces, slashes or colons.",
            "full_name": "The name in full.",
            "email": "The mail address.",
            "is_admin": "Whether the user is to be an administrator.",
        },
    )


def _change() -> Json:
    return published(
        USER_CHANGE, "The change of a user.", {"is_disabled": "Whether the user is locked out."}
    )


def _failed() -> Json:
    return shown(
        "An upload that failed.",
        {
            "id": uuid("Its id."),
            "name": text("The name of the file."),
            "size": whole("Its size in bytes."),
            "project": or_null(shown("Its project.", {"id": uuid("Its id.")})),
            "error_on": or_null(instant("When it failed.")),
            "error_message": or_null(text("Why.")),
        },
    )


def _statistics() -> Json:
    return shown(
        "Numbers; sizes are in bytes.",
        {
            "days": array(_day(), "Days of the last 30 on which something happened, in UTC."),
            "states": array(_in_state(), "The number of uploads in each state."),
            "stored": array(_stored(), "The sums of complete uploads, the largest first."),
            "refusals": array(_refused(), "The number of refused chunks, by code."),
            "oldest_open": or_null(_oldest()),
        },
    )


def _day() -> Json:
    counts = record(
        "The number of events of each kind.", {kind.value: whole() for kind in EventKind}
    )
    return shown("A day.", {"day": text("The day.", format="date"), "counts": counts})


def _in_state() -> Json:
    state = text("The state.", enum=list(UploadState))
    return shown("A state.", {"state": state, **_sums()})


def _stored() -> Json:
    return shown(
        "A project at a provider.",
        {
            "project": or_null(reference("Named")),
            "storage_provider": reference("Named"),
            **_sums(),
        },
    )


def _refused() -> Json:
    return shown("A code.", {"reason_code": text("The code."), "count": whole("The number.")})


def _oldest() -> Json:
    return shown(
        "The upload that has been open for the longest time.",
        {
            "id": uuid("Its id."),
            "name": text("The name of the file."),
            "size": whole("Its size."),
            "project": or_null(reference("Named")),
            "initiated_on": instant("When it began."),
        },
    )


def _sums() -> dict[str, Json]:
    return {"count": whole("The number."), "size": whole("The sum of their sizes.")}
