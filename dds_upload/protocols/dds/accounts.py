"""Tokens for software agents, and users as other users see them."""

from __future__ import annotations

from typing import Any

import falcon

from dds_upload.core.accounts.authorship import Audit
from dds_upload.core.accounts.records import UserFilter
from dds_upload.core.accounts.tokens import TOKEN_LIFE
from dds_upload.core.accounts.users import Agent, User
from dds_upload.core.reasons import Kind
from dds_upload.operations.accounts.bundle import AccountOperations
from dds_upload.operations.accounts.issue_token import IssueToken
from dds_upload.operations.accounts.users import ReadUsers
from dds_upload.protocols.dds.parameters import page_request, query_text, set_page, to_id
from dds_upload.protocols.dds.rendering import audit, moment
from dds_upload.web.authentication import caller_of
from dds_upload.web.messages import Message, text

#: Where accounts come from; the original had sign-in services here.
AUTH_SOURCE = "dds_upload"

# Both may be absent as far as the schema goes: that has words of its own.
_KEY = text(blank=True, optional=True)
KEYS = Message({"agent_key": _KEY, "user_key": _KEY})


def routes(operations: AccountOperations) -> dict[str, object]:
    """Resources by path, below the prefix."""
    return {
        "/software_agents/api_token": AgentTokens(operations.issue_token),
        "/current_user": CurrentUser(),
        "/users": UserCollection(operations.read_users),
        "/users/{user_id}": UserItem(operations.read_users),
    }


def user_body(user: User, agent: Agent | None = None) -> dict[str, Any]:
    """A user, with the acting agent if there is one."""
    return {
        "id": str(user.id),
        "username": user.username,
        "full_name": user.full_name,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "auth_provider": {"uid": user.username, "source": AUTH_SOURCE},
        "last_login_on": moment(user.last_login_at),
        "audit": audit(Audit(user.created_at, None)),
        "agent": {"id": str(agent.id), "name": agent.name} if agent else None,
    }


class AgentTokens:
    """POST /software_agents/api_token: two keys for a token; the client accepts 201 only."""

    public = True

    def __init__(self, issue_token: IssueToken) -> None:
        self._issue_token = issue_token

    def on_post(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Issue."""
        keys = KEYS.read(req)
        issued = self._issue_token(keys.get("agent_key"), keys.get("user_key"))
        resp.status = falcon.HTTP_201
        resp.media = {
            "api_token": issued.token.reveal(),
            "expires_on": int(issued.expires_at.timestamp()),
            "time_to_live": int(TOKEN_LIFE.total_seconds()),
        }


class CurrentUser:
    """GET /current_user: the caller."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Show."""
        caller = caller_of(req)
        resp.media = {**user_body(caller.user, caller.agent), "is_admin": caller.user.is_admin}


class UserCollection:
    """GET /users: a page of users of the caller's organisations, filtered."""

    def __init__(self, read_users: ReadUsers) -> None:
        self._read_users = read_users

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """List; the filters are named like the fields of UserFilter."""
        wanted = UserFilter(**{name: query_text(req, name) for name in UserFilter.__slots__})
        wanted_page = page_request(req)
        page = self._read_users.page(caller_of(req), wanted, wanted_page)
        set_page(resp, wanted_page, page)
        resp.media = {"results": [user_body(user) for user in page.items]}


class UserItem:
    """GET /users/{id}: one user."""

    def __init__(self, read_users: ReadUsers) -> None:
        self._read_users = read_users

    def on_get(self, req: falcon.Request, resp: falcon.Response, user_id: str) -> None:
        """Show."""
        user = self._read_users.get(caller_of(req), to_id(user_id, Kind.USER))
        resp.media = user_body(user)
