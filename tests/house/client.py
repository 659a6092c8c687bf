"""A client of the API inside the test's process: requests go through the real WSGI application."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import unquote, urlsplit

from falcon import testing

from dds_upload.bootstrap.application import application
from dds_upload.bootstrap.service import Service

JSON = "application/json"


def md5(data: bytes) -> str:
    """The digest that chunks and files are announced with."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def digest_of(data: bytes, algorithm: str = "md5") -> dict[str, str]:
    """The `hash` object of a request."""
    return {"value": hashlib.new(algorithm, data).hexdigest(), "algorithm": algorithm}


class Api:
    """Speaks DDS as one user; `expect` is the status that the test counts on."""

    def __init__(self, service: Service, token: str | None) -> None:
        self.service = service
        self.token = token
        self.http = testing.TestClient(application(service))

    def call(
        self, method: str, path: str, body: Any = None, *, expect: int | None = None, **more: Any
    ) -> Any:
        """The result of a request below /api/v1, with the body as JSON unless it is text."""
        headers = {"Authorization": self.token} if self.token is not None else {}
        headers.update(more.pop("headers", {}))
        if body is not None and not isinstance(body, str | bytes):
            body, headers["Content-Type"] = json.dumps(body), JSON
        result = self.http.simulate_request(
            method, "/api/v1" + path, headers=headers, body=body, **more
        )
        if expect is not None:
            assert result.status_code == expect, (result.status, result.text)
        return result

    def get(self, path: str, expect: int | None = 200, **more: Any) -> Any:
        """GET."""
        return self.call("GET", path, expect=expect, **more)

    def post(self, path: str, body: Any = None, expect: int | None = None, **more: Any) -> Any:
        """POST."""
        return self.call("POST", path, body, expect=expect, **more)

    def put(self, path: str, body: Any = None, expect: int | None = None, **more: Any) -> Any:
        """PUT."""
        return self.call("PUT", path, body, expect=expect, **more)

    def delete(self, path: str, expect: int | None = 204, **more: Any) -> Any:
        """DELETE."""
        return self.call("DELETE", path, expect=expect, **more)

    def project(self, name: str = "Mice") -> str:
        """A project that is ready for uploads; gives its id."""
        made = self.post("/projects", {"name": name, "description": name}, expect=202)
        self.service.prepare_containers()
        return str(made.json["id"])

    def begin(self, project: str, size: int, expect: int = 201, **more: Any) -> Any:
        """POST an upload."""
        body = {"name": "brain.dat", "content_type": "text/plain", "size": size, **more}
        return self.post(f"/projects/{project}/uploads", body, expect=expect)

    def upload(self, project: str, size: int, **more: Any) -> str:
        """The id of a new upload."""
        return str(self.begin(project, size, **more).json["id"])

    def offer(
        self, upload: str, number: int, size: int, expect: int | None = 200, **digest: str
    ) -> Any:
        """PUT a chunk's announcement."""
        body = {"number": number, "size": size, "hash": {"value": "0" * 32, "algorithm": "md5"}}
        body["hash"] |= digest  # type: ignore[operator]
        return self.put(f"/uploads/{upload}/chunks", body, expect=expect)

    def send(self, signed: dict[str, Any], data: bytes, expect: int = 201) -> Any:
        """PUT bytes where a signed URL of this service says."""
        url = urlsplit(signed["url"])
        result = self.http.simulate_put(
            unquote(url.path), query_string=url.query, body=data, headers={}
        )
        assert result.status_code == expect, (result.status, result.text)
        return result

    def fetch(self, signed: dict[str, Any], **headers: str) -> Any:
        """GET where a signed URL of this service says."""
        url = urlsplit(signed["url"])
        return self.http.simulate_get(unquote(url.path), query_string=url.query, headers=headers)

    def send_chunk(self, upload: str, number: int, data: bytes) -> None:
        """Announce and send one chunk."""
        granted = self.offer(upload, number, len(data), **digest_of(data))
        self.send(granted.json, data)

    def complete(self, upload: str, data: bytes, expect: int = 202, **digest: str) -> Any:
        """PUT completion."""
        claimed = {**digest_of(data), **digest}
        return self.put(f"/uploads/{upload}/complete", {"hash": claimed}, expect=expect)

    def stored(self, project: str, data: bytes, cut: int) -> str:
        """The id of an upload that was sent in pieces of `cut` bytes and assembled."""
        upload = self.upload(project, len(data))
        for number, start in enumerate(range(0, len(data), cut), 1):
            self.send_chunk(upload, number, data[start : start + cut])
        self.complete(upload, data)
        self.service.work()  # type: ignore[attr-defined]
        return upload
