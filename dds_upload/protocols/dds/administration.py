"""Numbers, failed uploads and users, for administrators; 403 for all others."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import falcon

from dds_upload.core.accounts.users import User
from dds_upload.core.events.statistics import Statistics, StoredTotal
from dds_upload.core.reasons import Kind
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.accounts.administer_users import AdministerUsers
from dds_upload.operations.events.read_statistics import ReadStatistics
from dds_upload.operations.uploads.administer_uploads import AdministerUploads
from dds_upload.protocols.dds.accounts import user_body
from dds_upload.protocols.dds.parameters import to_id
from dds_upload.protocols.dds.rendering import moment
from dds_upload.protocols.dds.words import WORDS
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import Message, text

Body = dict[str, Any]

NEW_USER = Message(
    {
        "username": text(),
        "full_name": text(blank=True, optional=True),
        "email": text(blank=True, optional=True),
        "is_admin": {"type": ["boolean", "null"]},
    },
    required=("username",),
)
USER_CHANGE = Message({"is_disabled": {"type": "boolean"}}, required=("is_disabled",))


@dataclass(frozen=True, slots=True)
class Numbers:
    """`/admin/statistics`."""

    read: ReadStatistics

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Count."""
        resp.media = _statistics(self.read(caller_of(req)))


@dataclass(frozen=True, slots=True)
class FailedUploads:
    """`/admin/uploads/failed`."""

    do: AdministerUploads

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """List all of them, newest failure first."""
        resp.media = {"results": [_failed(it) for it in self.do.failed(caller_of(req))]}


@dataclass(frozen=True, slots=True)
class Requeue:
    """`/admin/uploads/{id}/requeue`."""

    do: AdministerUploads

    def on_post(self, req: falcon.Request, resp: falcon.Response, upload_id: str) -> None:
        """Have it assembled again; an upload that has not failed stays as it is."""
        queued = self.do.requeue(caller_of(req), [to_id(upload_id, Kind.UPLOAD)])
        resp.media = {"requeued": [str(it) for it in queued]}
        resp.status = falcon.HTTP_202


@dataclass(frozen=True, slots=True)
class AllUsers:
    """`/admin/users`."""

    do: AdministerUsers

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer all users."""
        resp.media = {"results": [_user(it) for it in self.do.all(caller_of(req))]}

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Make a user; keys and token are shown only this once."""
        caller, body = caller_of(req), NEW_USER.read(req)
        made = self.do.create(
            caller,
            body["username"],
            full_name=body.get("full_name") or "",
            email=body.get("email") or "",
            is_admin=body.get("is_admin") is True,
        )
        resp.status = falcon.HTTP_201
        resp.media = {
            **_user(made.user),
            "user_key": made.keys.user_key.reveal(),
            "agent_key": made.keys.agent_key.reveal(),
            "api_token": made.api_token.reveal(),
        }


@dataclass(frozen=True, slots=True)
class OneUser:
    """`/admin/users/{id}`."""

    do: AdministerUsers

    def on_put(self, req: falcon.Request, resp: falcon.Response, user_id: str) -> None:
        """Lock out, or let in again."""
        is_disabled = USER_CHANGE.read(req)["is_disabled"]
        changed = self.do.set_disabled(caller_of(req), to_id(user_id, Kind.USER), is_disabled)
        resp.media = _user(changed)


@dataclass(frozen=True, slots=True)
class UserKeys:
    """`/admin/users/{id}/keys`."""

    do: AdministerUsers

    def on_post(self, req: falcon.Request, resp: falcon.Response, user_id: str) -> None:
        """Replace both keys; they are shown only this once."""
        keys = self.do.replace_keys(caller_of(req), to_id(user_id, Kind.USER))
        resp.status = falcon.HTTP_201
        resp.media = {
            "user_key": keys.user_key.reveal(),
            "agent_key": keys.agent_key.reveal(),
        }


def routes(
    users: AdministerUsers, uploads: AdministerUploads, statistics: ReadStatistics
) -> dict[str, object]:
    """Resources by path."""
    return {
        "/admin/statistics": Numbers(statistics),
        "/admin/uploads/failed": FailedUploads(uploads),
        "/admin/uploads/{upload_id}/requeue": Requeue(uploads),
        "/admin/users": AllUsers(users),
        "/admin/users/{user_id}": OneUser(users),
        "/admin/users/{user_id}/keys": UserKeys(users),
    }


def _user(value: User) -> Body:
    body = user_body(value)
    return {**body, "is_admin": value.is_admin, "disabled_on": moment(value.disabled_at)}


def _failed(value: Upload) -> Body:
    return {
        "id": str(value.id),
        "name": value.name,
        "size": value.size,
        "project": None if value.project_id is None else {"id": str(value.project_id)},
        "error_on": moment(value.failed_at),
        "error_message": WORDS.say_failure(value.failure) if value.failure else None,
    }


def _statistics(value: Statistics) -> Body:
    oldest = value.oldest_open
    return {
        "days": [
            {"day": it.day.isoformat(), "counts": {kind.value: n for kind, n in it.counts.items()}}
            for it in value.days
        ],
        "states": [{"state": it.state, "count": it.count, "size": it.size} for it in value.states],
        "stored": [_stored(it) for it in value.stored],
        "refusals": [
            {"reason_code": code, "count": count} for code, count in value.refusals.items()
        ],
        "oldest_open": oldest
        and {
            "id": str(oldest.id),
            "name": oldest.name,
            "size": oldest.size,
            "project": oldest.project_id
            and {"id": str(oldest.project_id), "name": oldest.project_name},
            "initiated_on": moment(oldest.began_at),
        },
    }


def _stored(value: StoredTotal) -> Body:
    return {
        "project": value.project_id and {"id": str(value.project_id), "name": value.project_name},
        "storage_provider": {"id": str(value.provider_id), "name": value.provider_name},
        "count": value.count,
        "size": value.size,
    }
