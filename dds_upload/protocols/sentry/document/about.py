"""Describes dds_upload/protocols/sentry/about.py, and the call for this very document."""

from __future__ import annotations

from dds_upload.core.accounts.scopes import Scope
from dds_upload.protocols.sentry.document.calls import call
from dds_upload.web.openapi.parts import answer
from dds_upload.web.openapi.schemas import Json, array, reference, shown, text, uuid
from dds_upload.web.openapi.whole import DOCUMENT, Paths, described_here


def paths() -> Paths:
    """By path."""
    return {
        "/": {
            "get": call(
                "about_token",
                "Read the user and the scopes of the token.",
                {200: answer("The user and the scopes.", reference("About"))},
            )
        },
        DOCUMENT: {"get": described_here("about_document")},
    }


def schemas() -> dict[str, Json]:
    """By name."""
    scopes = array(text("A scope.", enum=list(Scope)), "The scopes of the token.")
    user = {
        "id": uuid("The user's id."),
        "username": text("The user's name."),
        "name": text("The name in full."),
        "email": text("The mail address, or the user's name if there is none."),
    }
    about = {
        "version": text("The version of the API.", const="0"),
        "auth": shown("The token.", {"scopes": scopes}),
        "user": shown("The user of the token.", user),
    }
    return {"About": shown("A token.", about)}
