"""The account resources behind an application of their own."""

from __future__ import annotations

import json
from typing import Any

from falcon import MEDIA_JSON
from falcon.testing import Result, TestClient

from config.settings import Settings
from db.database import Database
from dds_upload.operations.accounts.users import CreatedUser
from dds_upload.protocols.dds import accounts as resources
from dds_upload.protocols.dds import status
from dds_upload.protocols.dds.authentication import by_token
from dds_upload.protocols.dds.errors import render_error
from dds_upload.protocols.dds.parameters import PAGING_HEADERS
from dds_upload.web.app import Mount, create_app
from dds_upload.web.authentication import Authentication
from tests.accounts.setting import Accounts

PREFIX = "/api/v1"


class Api:
    """The account resources behind an application, spoken to as one user or as nobody."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self.accounts = Accounts(settings, database)
        self.checks: dict[str, status.Check] = {"rdbms": database.check}
        operations = self.accounts.service.operations.accounts
        routes = {**resources.routes(operations), **status.routes("test", self.checks)}
        middleware = [Authentication(PREFIX, by_token(self.accounts.authenticate))]
        mount = Mount(
            PREFIX, render_error, routes, middleware=middleware, exposed_headers=PAGING_HEADERS
        )
        app = create_app([mount], origins=["*"], health=dict)
        self._http = TestClient(app)

    def get(self, path: str, token: str | None = None, **more: Any) -> Result:
        """GET with a token, or without the header."""
        headers = {} if token is None else {"Authorization": token}
        return self._http.simulate_get(PREFIX + path, headers=headers, **more)

    def post_keys(self, body: object) -> Result:
        """Ask for a token."""
        path = f"{PREFIX}/software_agents/api_token"
        return self._http.simulate_post(path, body=json.dumps(body), content_type=MEDIA_JSON)


def keys_of(created: CreatedUser) -> dict[str, str]:
    """The body that asks for a token."""
    keys = created.keys
    return {"agent_key": keys.agent_key.reveal(), "user_key": keys.user_key.reveal()}


def refused(result: Result, status: int, reason: str, code: str, suggestion: str) -> bool:
    """Whether the answer is exactly that envelope."""
    envelope = {
        "error": str(status),
        "code": "not_provided",
        "reason": reason,
        "reason_code": code,
        "suggestion": suggestion,
    }
    return result.status_code == status and bool(result.json == envelope)


def names(result: Result) -> list[str]:
    """Who is in a page."""
    assert result.status_code == 200, result.text
    return [user["username"] for user in result.json["results"]]
