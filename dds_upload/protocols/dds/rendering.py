"""Values that all DDS objects share, as JSON: instants, people, audits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from dds_upload.core.accounts.authorship import Actor, Audit
from dds_upload.core.storage.signing import SignedRequest


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds and Z, as `2019-05-08T15:52:23.386Z`."""
    if value is None:
        return None
    return value.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def actor(value: Actor | None) -> dict[str, Any] | None:
    """A person, with the acting agent if there is one."""
    if value is None:
        return None
    body: dict[str, Any] = {
        "id": str(value.id),
        "username": value.username,
        "full_name": value.full_name,
    }
    if value.agent is not None:
        body["agent"] = {"id": str(value.agent.id), "name": value.agent.name}
    return body


def audit(value: Audit) -> dict[str, Any]:
    """The users and the times of an object's changes; every key is always there."""
    return {
        "created_on": moment(value.created_at),
        "created_by": actor(value.created_by),
        "last_updated_on": moment(value.updated_at),
        "last_updated_by": actor(value.updated_by),
        "deleted_on": moment(value.deleted_at),
        "deleted_by": actor(value.deleted_by),
    }


def signed_request(value: SignedRequest, origin: str) -> dict[str, Any]:
    """The request to send to storage; `origin` is ours, for storage that is reached through us.

    The client concatenates `host` and `url` as they are. Headers are an object if there are some,
    and an empty list if there are none: clients know only these two forms.
    """
    return {
        "http_verb": value.http_verb,
        "host": value.host or origin,
        "url": value.url,
        "http_headers": dict(value.headers) or [],
    }
