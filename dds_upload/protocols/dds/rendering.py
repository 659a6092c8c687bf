"""Values that all DDS objects share, as JSON: instants, people, audits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Generic, TypeVar

from dds_upload.core.accounts.authorship import Actor, Audit
from dds_upload.core.storage.signing import SignedRequest

Body = dict[str, Any]
T = TypeVar("T")
U = TypeVar("U")


class Once(Generic[T, U]):
    """Renders each object once, for an answer in which many items share it.

    It goes by identity, which costs less than comparing, so it lives no longer than the answer.
    """

    def __init__(self, render: Callable[[T], U]) -> None:
        self._render = render
        self._made: dict[int, tuple[T, U]] = {}

    def __call__(self, value: T) -> U:
        """What was made of that object."""
        made = self._made.get(id(value))
        if made is None:  # the object is kept, so that no other one gets its identity
            made = self._made[id(value)] = value, self._render(value)
        return made[1]


def moment(value: datetime | None) -> str | None:
    """ISO 8601 in UTC with milliseconds and Z, as `2019-05-08T15:52:23.386Z`."""
    if value is None:
        return None
    return value.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def actor(value: Actor | None) -> Body | None:
    """A person, with the acting agent if there is one."""
    if value is None:
        return None
    body: Body = {
        "id": str(value.id),
        "username": value.username,
        "full_name": value.full_name,
    }
    if value.agent is not None:
        body["agent"] = {"id": str(value.agent.id), "name": value.agent.name}
    return body


def audit(value: Audit, actor: Callable[[Actor | None], Body | None] = actor) -> Body:
    """The users and the times of an object's changes; every key is always there."""
    return {
        "created_on": moment(value.created_at),
        "created_by": actor(value.created_by),
        "last_updated_on": moment(value.updated_at),
        "last_updated_by": actor(value.updated_by),
        "deleted_on": moment(value.deleted_at),
        "deleted_by": actor(value.deleted_by),
    }


def signed_request(value: SignedRequest, origin: str) -> Body:
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
