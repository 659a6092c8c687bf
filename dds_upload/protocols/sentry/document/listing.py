"""Describes dds_upload/protocols/sentry/listing.py."""

from __future__ import annotations

from dds_upload.protocols.sentry.document.calls import call
from dds_upload.web.openapi.parts import answer, answer_header, query
from dds_upload.web.openapi.schemas import (
    Json,
    array,
    flag,
    instant,
    reference,
    shown,
    text,
    uuid,
)
from dds_upload.web.openapi.whole import Paths

_NONE = "Always empty."


def paths() -> Paths:
    """By path."""
    return {
        "/organizations": {
            "get": call(
                "listing_organizations",
                "List the organisations that the caller can name, by slug.",
                {200: _page("Organization")},
                refused=[400],
                parameters=[_cursor()],
            )
        },
        "/organizations/{org}/projects": {
            "get": call(
                "listing_projects",
                "List the projects of an organisation that the caller can name, by slug.",
                {200: _page("Project")},
                refused=[400, 404],
                parameters=[_cursor()],
            )
        },
    }


def schemas() -> dict[str, Json]:
    """By name."""
    organization = {
        **_named(),
        "dateCreated": instant("When it was made."),
        "isEarlyAdopter": flag("Always false."),
        "require2FA": flag("Always false."),
        "requireEmailVerification": flag("Always false."),
        "features": array(text(), _NONE),
    }
    project = {
        **_named(),
        "team": {"description": "Always null.", "type": "null"},
        "teams": array({"type": "object"}, _NONE),
    }
    return {
        "Organization": shown("An organisation.", organization),
        "Project": shown("A project.", project),
    }


def _named() -> dict[str, Json]:
    return {"id": uuid("Its id."), "slug": text("Its name in paths."), "name": text("Its name.")}


def _cursor() -> Json:
    return query(
        "cursor", "The beginning of the page, copied from `Link`; empty: the first page.", text()
    )


def _page(schema: str) -> Json:
    link = answer_header(
        "The link to the next page; `results` says whether there is one (RFC 8288).", text()
    )
    return answer("A page of them.", array(reference(schema)), {"Link": link})
