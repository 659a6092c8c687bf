"""Requests as sentry-cli writes them, and the answers to them, inside the test's process."""

from __future__ import annotations

import gzip
import io
from typing import Any

from falcon import testing

from tests.blobs.contents import sha1
from tests.house.setting import Lab

BOUNDARY = "------------------------0123456789abcdefABCDEF"
CONTENT_TYPE = f"multipart/form-data; boundary={BOUNDARY}"
CHUNKS = "/api/0/organizations/default/chunk-upload/"

#: The words of refusals, as clients show them.
TOO_MANY = "Too many chunks"
CHUNK_TOO_LARGE = "Chunk size too large"
REQUEST_TOO_LARGE = "Request too large"
MISMATCH = "Checksum mismatch"


def part(data: bytes, *, name: str | None = "file", filename: str | None = None) -> bytes:
    """A part; its file name is its SHA-1 unless one is given, "" leaves it out."""
    filename = sha1(data) if filename is None else filename
    shown = "".join(
        f'; {key}="{value}"' for key, value in (("name", name), ("filename", filename)) if value
    )
    head = f"Content-Disposition: form-data{shown}\r\nContent-Type: application/octet-stream"
    return f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + data + b"\r\n"


def zipped(data: bytes, *, filename: str | None = None) -> bytes:
    """A compressed part, named by what is in it."""
    packed = gzip.compress(data, 6)
    return part(packed, name="file_gzip", filename=sha1(data) if filename is None else filename)


def form(*parts: bytes) -> bytes:
    """A whole body."""
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


class Wire:
    """Speaks the protocol with one token."""

    def __init__(self, lab: Lab, token: str | None) -> None:
        self.lab = lab
        self.http = testing.TestClient(lab.app)
        self.headers = {} if token is None else {"Authorization": f"Bearer {token}"}

    def ask(self, path: str = CHUNKS, expect: int = 200, **headers: str) -> Any:
        """GET."""
        result = self.http.simulate_get(path, headers={**self.headers, **headers})
        assert result.status_code == expect, result.text
        return result

    def send(self, *parts: bytes, expect: int = 200, **more: Any) -> Any:
        """POST parts."""
        return self.post(form(*parts), expect=expect, **more)

    def post(
        self,
        body: bytes,
        *,
        expect: int = 200,
        path: str = CHUNKS,
        content_type: str = CONTENT_TYPE,
        headers: dict[str, str] | None = None,
        **more: Any,
    ) -> Any:
        """POST a body as it is."""
        sent = {**self.headers, "Content-Type": content_type, **(headers or {})}
        result = self.http.simulate_post(path, headers=sent, body=body, **more)
        assert result.status_code == expect, result.text
        return result

    def stream(self, body: Watched, path: str = CHUNKS) -> Any:
        """POST a body that is read as the service likes; any status is an answer."""
        sent = {"Content-Type": CONTENT_TYPE, "Content-Length": str(len(body.getvalue()))}
        return self.http.simulate_post(
            path, headers={**self.headers, **sent}, extras={"wsgi.input": body}
        )


def refusal(result: Any) -> str:
    """The text of an answer that clients can show: an object with exactly one key."""
    [(key, text)] = result.json.items()
    assert key in {"error", "detail"}
    return str(text)


class Watched(io.BytesIO):
    """A body that tells how much of it was read."""

    def __init__(self, body: bytes) -> None:
        super().__init__(body)
        self.count = 0

    def read(self, size: int | None = -1, /) -> bytes:
        block = super().read(size)
        self.count += len(block)
        return block
