"""The status of the service, as schemas."""

from __future__ import annotations

from dds_upload.web.openapi.schemas import Json, array, flag, record, reference, text, whole


def status() -> dict[str, Json]:
    """All of them, by name."""
    return {"Status": _status(), "ComponentVersion": _component_version()}


def _status() -> Json:
    online = array({"type": "object"}, "Always empty: processes are not reported.")
    properties = {
        "versions": array(reference("ComponentVersion"), "The versions of the API."),
        "online_workers": online,
        "online_api_apps": online,
        "online_content_apps": online,
        "database_connection": _connection("Whether the database answers.", nullable=False),
        "redis_connection": _connection("Null if there is no such service.", nullable=True),
        "storage": _provider(),
        "content_settings": _content_settings(),
        "domain_enabled": flag("Always false: hrefs name no domain."),
    }
    return record("The status of the service.", properties, required=properties)


def _component_version() -> Json:
    properties = {
        "component": text("The name of a part."),
        "version": text("The version whose API this is."),
        "package": text("Its package."),
        "module": text("Its module."),
        "domain_compatible": flag("Whether it supports domains."),
    }
    return record("A part of the service.", properties, required=properties)


def _connection(description: str, *, nullable: bool) -> Json:
    connected = {"connected": flag("Whether the database answers.")}
    return record(description, connected, required=connected, nullable=nullable)


def _provider() -> Json:
    room = {
        "total": whole("The room in all, in bytes.", nullable=True),
        "used": whole("The used room, in bytes.", nullable=True),
        "free": whole("The free room, in bytes.", nullable=True),
    }
    return record("Null if storage does not report it.", room, required=room, nullable=True)


def _content_settings() -> Json:
    return record(
        "The address from which files can be fetched.",
        {
            "content_origin": text("Scheme and host; null if there is none.", nullable=True),
            "content_path_prefix": text("The beginning of all paths."),
        },
        required=["content_origin", "content_path_prefix"],
    )
