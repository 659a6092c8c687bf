"""A client of the directory's resources, for tests: it counts on a status and hands bodies back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from falcon import testing

PREFIX = "/api/v1"
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

Body = dict[str, Any]


class Client:
    """Calls the API as one user; `expect` is the status that a test counts on, if any."""

    def __init__(self, app: Any, token: str | None, user_id: UUID) -> None:
        self._http = testing.TestClient(app)
        self._token = token
        self.id = user_id

    def call(
        self, method: str, path: str, body: object = None, expect: int | None = 200
    ) -> testing.Result:
        """A request with a JSON body."""
        raw = None if body is None else json.dumps(body)
        return self.send(method, path, raw, {"Content-Type": "application/json"}, expect)

    def form(
        self, path: str, fields: Mapping[str, str], expect: int | None = 200
    ) -> testing.Result:
        """A PUT of a form, as the original client does it."""
        return self.send("PUT", path, urlencode(fields), FORM, expect)

    def send(
        self,
        method: str,
        path: str,
        raw: str | None,
        headers: Mapping[str, str],
        expect: int | None,
    ) -> testing.Result:
        """A request; the path may have a query."""
        if self._token is not None:
            headers = {**headers, "Authorization": self._token}
        path, _, query = path.partition("?")
        result = self._http.simulate_request(
            method, PREFIX + path, query_string=query, body=raw, headers=headers
        )
        assert expect in {None, result.status_code}, (result.status, result.text)
        if result.status_code >= 400:
            assert result.json["error"] == str(result.status_code)
        return result

    def get(self, path: str, expect: int = 200) -> Any:
        """The body of a GET."""
        return self.call("GET", path, expect=expect).json

    def post(self, path: str, body: object = None, expect: int = 201) -> Any:
        """The body of a POST."""
        return self.call("POST", path, body, expect).json

    def put(self, path: str, body: object = None, expect: int = 200) -> Any:
        """The body of a PUT."""
        return self.call("PUT", path, body, expect).json

    def delete(self, path: str, expect: int = 204) -> Any:
        """A DELETE, spelled as the original client spells it."""
        result = self.call("DELETE", path + "?%7B%7D", expect=expect)
        assert expect != 204 or not result.content
        return result.json if result.content else None

    def project(self, name: str = "Mice") -> str:
        """The id of a new project."""
        made = self.post("/projects", {"name": name, "description": name}, 202)
        return str(made["id"])

    def folder(self, name: str, parent: Body, expect: int = 201) -> Any:
        """A new folder."""
        return self.post("/folders", {"name": name, "parent": parent}, expect)

    def file(self, upload: str, parent: Body, expect: int = 201) -> Any:
        """A new file."""
        return self.post("/files/", {"parent": parent, "upload": {"id": upload}}, expect)


def in_project(project: str) -> Body:
    """A project as a parent."""
    return {"kind": "dds-project", "id": project}


def in_folder(folder: Mapping[str, Any] | str) -> Body:
    """A folder as a parent."""
    return {"kind": "dds-folder", "id": folder if isinstance(folder, str) else folder["id"]}


def names(body: Body) -> list[str]:
    """Names of the items of a collection."""
    return [item["name"] for item in body["results"]]
