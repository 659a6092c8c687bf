"""Single requests: each is answered, or raises Unavailable."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

import urllib3
from urllib3.exceptions import HTTPError, SSLError

from dds_client.errors import Refused, Unavailable
from dds_client.version import __version__
from dds_client.wire.answers import Answer
from dds_client.wire.connections import BLOCK, CONNECT_SECONDS, Pools

#: How long the service may take for an answer, once it has the request; seconds.
ANSWER_SECONDS = 120.0

#: The slowest link that is worked with, in bytes a second, and what the kernel may still have to
#: send when the last byte was handed to it.
_SLOWEST = 4_000
_BUFFERED = 4 * 2**20

#: How long a socket may take for one block; seconds. A block on the slowest link takes that long.
_BLOCK_SECONDS = BLOCK / _SLOWEST

_AGENT = f"dds/{__version__}"


class Stream:
    """An answer whose body is still to be read."""

    def __init__(self, response: urllib3.BaseHTTPResponse) -> None:
        self._response = response
        self.status = response.status
        self.headers = _lower(response.headers)

    def blocks(self) -> Iterator[bytes]:
        """The body as it arrives, at most a block at a time.

        Nothing waits for a whole block: on a slow link what arrived before a break is not lost.
        Raises Unavailable where it breaks off.
        """
        try:
            while block := self._response.read1(BLOCK, decode_content=False):
                yield block
        except (HTTPError, OSError) as error:
            raise Unavailable(f"the connection broke off: {_words(error)}") from error

    def answer(self) -> Answer:
        """All of it, for an answer that is short."""
        return Answer(self.status, self.headers, b"".join(self.blocks()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Keep the connection if its answer was read to the end, else close it."""
        if error is not None or not self._response.closed:
            self._response.close()
        self._response.release_conn()


class Transport:
    """Sends requests; follows no redirection, repeats nothing."""

    def __init__(self, connections: int) -> None:
        self._pools = Pools(connections)

    def call(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> Answer:
        """A short request with a short answer."""
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS)
        with self._request(method, url, headers, body, timeout) as stream:
            return stream.answer()

    def put(
        self, url: str, headers: Mapping[str, str], blocks: Iterable[bytes], size: int
    ) -> Answer:
        """Send `size` bytes, never with chunked transfer encoding: Swift takes it, S3 does not."""
        # While a body is sent the connect timeout is the socket's, and bounds each block. Once it
        # is sent, much of it may still be in the kernel of a machine with a slow link.
        still_buffered = min(size, _BUFFERED) / _SLOWEST
        timeout = urllib3.Timeout(connect=_BLOCK_SECONDS, read=ANSWER_SECONDS + still_buffered)
        lengthened = {**headers, "Content-Length": str(size)}
        with self._request("PUT", url, lengthened, blocks, timeout) as stream:
            return stream.answer()

    def open(self, url: str, headers: Mapping[str, str]) -> Stream:
        """GET; the body is not read yet."""
        timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=ANSWER_SECONDS)
        return self._request("GET", url, headers, None, timeout)

    def close(self) -> None:
        """Close idle connections."""
        self._pools.close()

    def _request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | Iterable[bytes] | None,
        timeout: urllib3.Timeout,
    ) -> Stream:
        every = {"User-Agent": _AGENT, "Accept-Encoding": "identity", **headers}
        try:
            response = self._pools.manager_for(url).urlopen(
                method,
                url,
                body=body,
                headers=every,
                timeout=timeout,
                redirect=False,
                preload_content=False,
            )
        except SSLError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):
                raise Refused(f"the certificate of {_host(url)} is not trusted") from error
            raise Unavailable(f"{_host(url)}: {_words(error)}") from error
        except (HTTPError, OSError) as error:
            raise Unavailable(f"{_host(url)} cannot be reached: {_words(error)}") from error
        return Stream(response)


def _lower(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}


def _host(url: str) -> str:
    """Scheme, host and port: what follows is signed, and the key to the content."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")


def _words(error: BaseException) -> str:
    """The innermost cause: urllib3 wraps them, with whole URLs in its words."""
    cause: BaseException = error
    while True:
        inner = cause.__cause__ or cause.__context__ or getattr(cause, "reason", None)
        if not isinstance(inner, BaseException) or inner is cause:
            break
        cause = inner
    text = getattr(cause, "strerror", None) or str(cause) or type(cause).__name__
    return str(text).rpartition(": ")[2] if "://" in str(text) else str(text)
