"""Requests as Pulp's clients write them, and the answers to them, inside the test's process."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from typing import Any
from urllib.parse import urlsplit

from falcon import testing

from tests.house.setting import Lab

PREFIX = "/pulp/api/v3"
UPLOADS, ARTIFACTS, TASKS = (f"{PREFIX}/{name}/" for name in ("uploads", "artifacts", "tasks"))

BOUNDARY = "0123456789abcdef0123456789abcdef"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"
FORM = "application/x-www-form-urlencoded"
OCTETS = "application/octet-stream"
JSON = "application/json"

#: An id that nothing has.
UNKNOWN = "9c5f9b54-6a1c-4c6e-8f0c-0d6d3bd1a001"

#: How moments are written.
MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")

#: Keys that say more about an error than its words do.
_RANGES = {"missing_ranges", "taken_range"}


def sha256(data: bytes) -> str:
    """What contents are known by."""
    return hashlib.sha256(data).hexdigest()


def field(name: str, value: str | bytes) -> bytes:
    """A short part."""
    head = f'Content-Disposition: form-data; name="{name}"'
    return _part(head, value if isinstance(value, bytes) else value.encode())


def file(data: bytes, filename: str | None = "file", *, name: str = "file") -> bytes:
    """The part with the bytes; without a file name if that is None."""
    shown = "" if filename is None else f'; filename="{filename}"'
    head = f'Content-Disposition: form-data; name="{name}"{shown}\r\nContent-Type: {OCTETS}'
    return _part(head, data)


def form(*parts: bytes) -> bytes:
    """A whole body."""
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def _part(head: str, data: bytes) -> bytes:
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + data + b"\r\n"


def span(first: int, last: int, total: int | str = "*") -> str:
    """The header Content-Range."""
    return f"bytes {first}-{last}/{total}"


def basic(name: str, password: str, encoding: str = "utf-8") -> str:
    """The header Authorization."""
    return "Basic " + b64encode(f"{name}:{password}".encode(encoding)).decode()


def id_of(href: str) -> str:
    """The last part of an href."""
    return href.rstrip("/").rpartition("/")[2]


def checked(result: Any, expect: int | None) -> Any:
    """The result itself, of the status counted on and in the shape all clients need."""
    assert expect in {None, result.status_code}, (result.status, result.text)
    assert result.status_code not in range(300, 400)
    assert expect == 500 or result.status_code != 500
    if result.status_code == 204:
        assert result.content == b""
        return result
    assert result.headers["Content-Type"] == JSON
    if result.status_code >= 400:
        for key, said in result.json.items():
            texts = said if isinstance(said, list) else [said]
            assert key in _RANGES or key == "detail" or isinstance(said, list)
            assert key in _RANGES or all(text and isinstance(text, str) for text in texts)
    return result


def faults(result: Any) -> set[str]:
    """The keys under which an answer says what is wrong."""
    return set(result.json)


def said(result: Any, key: str = "non_field_errors") -> str:
    """What is said under that key, and nothing is under any other."""
    assert faults(result) == {key}, result.text
    value = result.json[key]
    return value if key == "detail" else "; ".join(value)


class Wire:
    """Speaks the protocol with one set of credentials; `expect` is the status counted on."""

    def __init__(self, lab: Lab, authorization: str | None, token: str = "") -> None:
        self.lab = lab
        self.token = token
        self.http = testing.TestClient(lab.app)
        self.headers = {} if authorization is None else {"Authorization": authorization}

    def call(
        self,
        method: str,
        path: str,
        body: Any = None,
        *,
        expect: int | None = None,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> Any:
        """The result of a request, with the body as JSON unless it is text."""
        sent = {**self.headers, **(headers or {})}
        if body is not None and not isinstance(body, str | bytes):
            body, sent["Content-Type"] = json.dumps(body), JSON
        result = self.http.simulate_request(method, path, headers=sent, body=body, **more)
        return checked(result, expect)

    def get(self, path: str, expect: int | None = 200, **query: Any) -> Any:
        """The JSON of what is there."""
        return self.call("GET", path, expect=expect, params=query).json

    def listed(self, path: str, **query: Any) -> list[Any]:
        """All that is on a page."""
        found: list[Any] = self.get(path, **query)["results"]
        return found

    def follow(self, url: str) -> Any:
        """The JSON behind a link to another page."""
        parts = urlsplit(url)
        return self.call("GET", parts.path, expect=200, query_string=parts.query).json

    def delete(self, path: str, expect: int | None = 204) -> Any:
        """DELETE."""
        return self.call("DELETE", path, expect=expect)

    def send(self, method: str, path: str, body: bytes, kind: str = MULTIPART, **more: Any) -> Any:
        """A body that is no JSON."""
        headers = {"Content-Type": kind, **more.pop("headers", {})}
        return self.call(method, path, body, headers=headers, **more)

    def begin(self, size: int) -> str:
        """The href of a new upload."""
        return str(self.call("POST", UPLOADS, {"size": size}, expect=201).json["pulp_href"])

    def put(
        self,
        upload: str,
        body: bytes,
        content_range: str | None,
        expect: int | None = 200,
        kind: str = MULTIPART,
    ) -> Any:
        """PUT a body as it is."""
        headers = {} if content_range is None else {"Content-Range": content_range}
        return self.send("PUT", upload, body, kind, headers=headers, expect=expect)

    def chunk(
        self,
        upload: str,
        first: int,
        data: bytes,
        digest: str | None = None,
        expect: int | None = 200,
    ) -> Any:
        """PUT a chunk, as pulp-cli does if there is a digest, else as curl does."""
        parts = [file(data)] if digest is None else [field("sha256", digest), file(data)]
        return self.put(upload, form(*parts), span(first, first + len(data) - 1), expect)

    def chunks(self, upload: str) -> dict[int, tuple[int, str]]:
        """Size and digest of each chunk of an upload, by offset."""
        listed = self.get(upload)["chunks"]
        found = {each["offset"]: (each["size"], each["sha256"]) for each in listed}
        assert len(found) == len(listed)
        return found

    def missing(self, upload: str) -> list[tuple[int, int]]:
        """The ranges of an upload that did not arrive yet."""
        return [(each["first"], each["last"]) for each in self.get(upload)["missing_ranges"]]

    def sent(self, data: bytes, cut: int) -> str:
        """The href of an upload that was sent in pieces of `cut` bytes."""
        upload = self.begin(len(data))
        for first in range(0, len(data), cut):
            self.chunk(upload, first, data[first : first + cut])
        return upload

    def commit(self, upload: str, digest: object, expect: int | None = 202, **more: Any) -> Any:
        """POST a commit."""
        return self.call("POST", f"{upload}commit/", {"sha256": digest}, expect=expect, **more)

    def task(self, upload: str, digest: str) -> Any:
        """What became of a commit, as its client reads it."""
        return self.get(self.commit(upload, digest).json["task"])

    def made(self, data: bytes, cut: int) -> Any:
        """The artifact of an upload that was sent in pieces and committed."""
        [href] = self.task(self.sent(data, cut), sha256(data))["created_resources"]
        return self.get(href)

    def post(self, *parts: bytes, expect: int | None = 201) -> Any:
        """POST an artifact directly."""
        return self.send("POST", ARTIFACTS, form(*parts), expect=expect)
