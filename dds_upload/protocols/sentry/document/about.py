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
                "Which user a token has and what it may do.",
                {200: answer("That.", reference("About"))},
            )
        },
        DOCUMENT: {"get": described_here("about_document")},
    }


def schemas() -> dict[str, Json]:
    """By name."""
    scopes = array(text("A scope.", enum=list(Scope)), "What the token may be used for.")
    user = {
        "id": uuid("The user's id."),
        "username": text("The user's name."),
        "name": text("The name in full."),
        "email": text("The address, or the user's name where there is none."),
    }
    about = {
        "version": text("Of the API.", const="0"),
        "auth": shown("The token.", {"scopes": scopes}),
        "user": shown("Whose token it is.", user),
    }
    return {"About": shown("What a token is.", about)}
