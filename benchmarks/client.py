"""What rows do before they measure: a user, projects and uploads, over the API as clients do it."""

from __future__ import annotations

import json
import time
from hashlib import md5
from http import HTTPStatus
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from tests.e2e.installation import Installation

_BYTE = b"x"


class NotYet(RuntimeError):
    """What was asked for is not there, or not there yet."""


class Client:
    """One user of an installation, who signed in with keys."""

    def __init__(self, installation: Installation) -> None:
        """Make the user, and get a token."""
        address = urlsplit(installation.url)
        assert address.hostname
        assert address.port
        self.host, self.port = address.hostname, address.port
        self._connection = HTTPConnection(self.host, self.port, timeout=60)
        self.token: str | None = None
        self.user = installation.create_user("bench")
        keys = {"user_key": self.user.user_key, "agent_key": self.user.agent_key}
        answer = self.call("POST", "/software_agents/api_token", keys)
        self.token = answer["api_token"]

    @property
    def address(self) -> tuple[str, int]:
        """Where the service is."""
        return self.host, self.port

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """The JSON of an answer of the DDS API, whose status must be a good one."""
        headers = {} if self.token is None else {"Authorization": self.token}
        return self.request(method, f"/api/v1{path}", body, headers)

    def request(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        """The same of any API."""
        text = None if body is None else json.dumps(body)
        sent = {"Content-Type": "application/json", **headers}
        self._connection.request(method, path, text, sent)
        answer = self._connection.getresponse()
        content = answer.read()
        if answer.status == HTTPStatus.NOT_FOUND:
            raise NotYet(path)
        if answer.status >= HTTPStatus.MULTIPLE_CHOICES:
            raise RuntimeError(f"{method} {path}: {answer.status} {content!r}")
        return json.loads(content) if content else None

    def project(self, name: str = "bench") -> str:
        """A new project."""
        return str(self.call("POST", "/projects", {"name": name, "description": name})["id"])

    def ready_project(self) -> str:
        """The same, once its container is there."""
        made = self.project()
        for _ in range(600):
            try:
                self.upload(made, 0)
            except NotYet:
                time.sleep(0.05)
            else:
                return made
        raise RuntimeError("the project's container was not made")

    def upload(self, project: str, size: int, name: str = "bench.dat") -> str:
        """A new upload."""
        body = {"name": name, "content_type": "text/plain", "size": size}
        return str(self.call("POST", f"/projects/{project}/uploads", body)["id"])

    def file_in_folder(self, project: str) -> str:
        """A new file of one byte, in a new folder."""
        digest = {"algorithm": "md5", "value": md5(_BYTE, usedforsecurity=False).hexdigest()}
        upload = self.upload(project, len(_BYTE))
        chunk = {"number": 1, "size": len(_BYTE), "hash": digest}
        granted = self.call("PUT", f"/uploads/{upload}/chunks", chunk)
        self._connection.request(granted["http_verb"], granted["url"], _BYTE)
        self._connection.getresponse().read()
        self.call("PUT", f"/uploads/{upload}/complete", {"hash": digest})
        root = {"kind": "dds-project", "id": project}
        folder = self.call("POST", "/folders", {"name": "folder", "parent": root})["id"]
        inside = {"kind": "dds-folder", "id": folder}
        file = self.call("POST", "/files", {"parent": inside, "upload": {"id": upload}})
        return str(file["id"])

    def close(self) -> None:
        """Give the connection back."""
        self._connection.close()
