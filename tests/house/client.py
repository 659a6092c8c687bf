"""A client of the API inside the test's process: requests go through the real WSGI application."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import unquote, urlsplit

from falcon import testing

from dds_upload.core.reasons import Reason
from tests.house.setting import Lab

JSON = "application/json"

#: The digest of a chunk whose bytes are of no interest.
ANY_DIGEST = {"value": "0" * 32, "algorithm": "md5"}

#: An id that nothing has.
UNKNOWN = "9c5f9b54-6a1c-4c6e-8f0c-0d6d3bd1a001"


def md5(data: bytes) -> str:
    """The digest that chunks and files are announced with."""
    return hashlib.md5(data, usedforsecurity=False).hexdigest()


def digest_of(data: bytes, algorithm: str = "md5") -> dict[str, str]:
    """The `hash` object of a request."""
    return {"value": hashlib.new(algorithm, data).hexdigest(), "algorithm": algorithm}


def checked(result: Any, expect: int | None) -> Any:
    """The result itself, of the status counted on; every error has the one envelope."""
    assert expect in {None, result.status_code}, (result.status, result.text)
    if result.status_code >= 400:
        body = result.json
        assert set(body) - {"errors", "limits"} == {
            "error",
            "code",
            "reason",
            "reason_code",
            "suggestion",
        }
        assert body["reason_code"] in set(Reason)
        assert body["error"] == str(result.status_code)
        assert expect == 500 or result.status_code != 500, body
    return result


def errors_of(result: Any) -> list[tuple[str, str]]:
    """Fields at fault and what is said about each, as the envelope has them."""
    body = result.json
    assert body["suggestion"] == "Fix the following invalid fields and resubmit"
    assert all(len(error) == 1 for error in body["errors"])
    return [pair for error in body["errors"] for pair in error.items()]


def object_error(result: Any) -> str:
    """What is said about the object itself, where nothing else is wrong."""
    body = result.json
    assert "errors" not in body
    assert body["suggestion"] == ""
    return str(body["reason"])


class Api:
    """Speaks DDS as one user; `expect` is the status that the test counts on."""

    def __init__(self, service: Lab, token: str | None) -> None:
        self.service = service
        self.token = token
        self.http = testing.TestClient(service.app)

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
        return checked(result, expect)

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
        made = self.bare_project(name)
        self.service.operations.storage.prepare_containers()
        return made

    def bare_project(self, name: str = "Mice") -> str:
        """A project whose storage is not there yet; gives its id."""
        made = self.post("/projects", {"name": name, "description": name}, expect=202)
        return str(made.json["id"])

    def begin(self, project: str, size: int, expect: int = 201, **more: Any) -> Any:
        """POST an upload."""
        body = {"name": "brain.dat", "content_type": "text/plain", "size": size, **more}
        return self.post(f"/projects/{project}/uploads", body, expect=expect)

    def upload(self, project: str, size: int, **more: Any) -> str:
        """The id of a new upload."""
        return str(self.begin(project, size, **more).json["id"])

    def offer(
        self, upload: str, number: int, size: int, expect: int | None = 200, /, **digest: Any
    ) -> Any:
        """PUT a chunk's announcement."""
        body = {"number": number, "size": size, "hash": {**ANY_DIGEST, **digest}}
        return self.put(f"/uploads/{upload}/chunks", body, expect=expect)

    def send(self, signed: dict[str, Any], data: bytes, expect: int = 201) -> Any:
        """PUT bytes where a signed URL of this service says."""
        return self.storage("PUT", signed["url"], data, expect=expect)

    def fetch(self, signed: dict[str, Any], **headers: str) -> Any:
        """GET where a signed URL of this service says."""
        return self.storage("GET", signed["url"], headers=headers)

    def storage(
        self,
        method: str,
        url: str,
        data: bytes | None = None,
        *,
        expect: int | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> Any:
        """A request outside of the API, without a token; no data: without a Content-Length."""
        parts = urlsplit(url)
        length = {} if data is None else {"Content-Length": str(len(data))}
        result = self.http.simulate_request(
            method,
            unquote(parts.path),
            query_string=parts.query,
            body=data,
            headers={**length, **(headers or {})},
            **more,
        )
        return result if method == "HEAD" else checked(result, expect)

    def send_chunk(self, upload: str, number: int, data: bytes) -> None:
        """Announce and send one chunk."""
        granted = self.offer(upload, number, len(data), **digest_of(data))
        self.send(granted.json, data)

    def complete(self, upload: str, data: bytes, expect: int | None = 202, /, **digest: Any) -> Any:
        """PUT completion."""
        claimed = {**digest_of(data), **digest}
        return self.put(f"/uploads/{upload}/complete", {"hash": claimed}, expect=expect)

    def status(self, upload: str) -> Any:
        """What is said about the state of an upload."""
        return self.get(f"/uploads/{upload}").json["status"]

    def sent(self, project: str, data: bytes, cut: int) -> str:
        """The id of an upload that was sent in pieces of `cut` bytes."""
        upload = self.upload(project, len(data))
        for number, start in enumerate(range(0, len(data), cut), 1):
            self.send_chunk(upload, number, data[start : start + cut])
        return upload

    def stored(self, project: str, data: bytes, cut: int, **digest: Any) -> str:
        """The id of an upload that was sent in pieces of `cut` bytes and assembled."""
        upload = self.sent(project, data, cut)
        self.complete(upload, data, **digest)
        self.service.work()
        return upload

    def file(self, project: str, upload: str, expect: int = 201) -> Any:
        """POST a file of an upload, in the project's root."""
        parent = {"kind": "dds-project", "id": project}
        return self.post("/files/", {"parent": parent, "upload": {"id": upload}}, expect)

    def download(self, project: str, upload: str, **headers: str) -> Any:
        """GET the content of a new file made of an upload."""
        made = self.file(project, upload).json
        return self.fetch(self.get(f"/files/{made['id']}/url").json, **headers)
