"""Describes dds_upload/protocols/dds/accounts.py."""

from __future__ import annotations

from dds_upload.protocols.dds.accounts import KEYS
from dds_upload.protocols.dds.document.calls import call, one, page, paging, public
from dds_upload.web.openapi.bodies import json_or_form, published
from dds_upload.web.openapi.parts import query
from dds_upload.web.openapi.schemas import (
    Json,
    flag,
    instant,
    or_null,
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
        "/software_agents/api_token": {
            "post": public(
                "accounts_issue_token",
                "Give a token for two hours in exchange for two keys.",
                {201: one("The token.", "IssuedToken")},
                refused=[404],
                requestBody=json_or_form(_keys(), "Keys"),
            )
        },
        "/current_user": {
            "get": call("accounts_current", "The caller.", {200: one("The user.", "CurrentUser")})
        },
        "/users": {
            "get": call(
                "accounts_users",
                "List users of the caller's organisations; administrators see all users.",
                {200: page("User")},
                parameters=[*_filters(), *paging()],
            )
        },
        "/users/{user_id}": {
            "get": call(
                "accounts_user",
                "One user of the caller's organisations, or of a project of the caller.",
                {200: one("The user.", "User")},
            )
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    user = user_keys()
    return {
        "Keys": _keys(),
        "IssuedToken": shown(
            "A token that expires.",
            {
                "api_token": text("The token."),
                "expires_on": whole("When it expires, in seconds since 1970."),
                "time_to_live": whole("The number of seconds for which it is valid."),
            },
        ),
        "User": shown("A user.", user),
        "CurrentUser": shown(
            "The caller.", {**user, "is_admin": flag("Whether the caller is an administrator.")}
        ),
    }


def user_keys() -> dict[str, Json]:
    """The keys of every user."""
    source = {"uid": text("The user's name."), "source": text("Always this service.")}
    return {
        "id": uuid("The user's id."),
        "username": text("The user's name."),
        "full_name": text("The name in full."),
        "first_name": text("The names before the last; may be empty."),
        "last_name": text("The last name."),
        "email": text("The mail address; may be empty."),
        "auth_provider": shown("The origin of the account.", source),
        "last_login_on": or_null(instant("When the user last asked for a token.")),
        "audit": reference("Audit"),
        "agent": or_null(reference("Named")),
    }


def _keys() -> Json:
    return published(
        KEYS,
        "The two keys of a user's software agent.",
        {"agent_key": "The key of the agent.", "user_key": "The key of the user."},
    )


def _filters() -> list[Json]:
    return [
        query("full_name_contains", "Only users whose name contains this.", text()),
        query("last_name_begins_with", "Only users whose last name begins with this.", text()),
        query("first_name_begins_with", "Only users whose first name begins with this.", text()),
        query("username", "Only the user with this user name.", text()),
        query("email", "Only users with this mail address.", text()),
    ]
