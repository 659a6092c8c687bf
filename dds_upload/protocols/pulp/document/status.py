"""The status of the service, as schemas."""

from __future__ import annotations

from dds_upload.web.openapi.schemas import Json, array, flag, record, reference, text, whole


def status() -> dict[str, Json]:
    """All of them, by name."""
    return {"Status": _status(), "ComponentVersion": _component_version()}


def _status() -> Json:
    online = array({"type": "object"}, "Always empty: which processes there are is not reported.")
    properties = {
        "versions": array(reference("ComponentVersion"), "What the API can be taken for."),
        "online_workers": online,
        "online_api_apps": online,
        "online_content_apps": online,
        "database_connection": _connection("Whether the database answers.", nullable=False),
        "redis_connection": _connection("Null where there is no such service.", nullable=True),
        "storage": _provider(),
        "content_settings": _content_settings(),
        "domain_enabled": flag("Always false: hrefs name no domain."),
    }
    return record("How the service is.", properties, required=properties)


def _component_version() -> Json:
    properties = {
        "component": text("The name of a part."),
        "version": text("The version of it whose API this is."),
        "package": text("The package it comes in."),
        "module": text("The module it is."),
        "domain_compatible": flag("Whether it knows domains."),
    }
    return record("A part of the service.", properties, required=properties)


def _connection(description: str, *, nullable: bool) -> Json:
    connected = {"connected": flag("Whether it does.")}
    return record(description, connected, required=connected, nullable=nullable)


def _provider() -> Json:
    room = {
        "total": whole("Room there is, in bytes.", nullable=True),
        "used": whole("Room that is taken, in bytes.", nullable=True),
        "free": whole("Room that is left, in bytes.", nullable=True),
    }
    return record("Null where storage does not report it.", room, required=room, nullable=True)


def _content_settings() -> Json:
    return record(
        "Where files can be fetched from.",
        {
            "content_origin": text("Scheme and host; null where there is none.", nullable=True),
            "content_path_prefix": text("How the paths begin."),
        },
        required=["content_origin", "content_path_prefix"],
    )
