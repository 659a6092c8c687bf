"""A WSGI application for gunicorn's tests: it gives the body back, or fails, as it is asked to."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import Any

#: How many files `/late` has open at once: more than a process has opened and closed before.
FILES = 50


def app(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    if environ["PATH_INFO"] == "/fail":
        raise RuntimeError("asked to")
    match environ["PATH_INFO"]:
        case "/unread":
            body = b""
        case "/late":
            body = _files_of(environ["wsgi.input"], int(environ["CONTENT_LENGTH"]))
        case _:
            body = environ["wsgi.input"].read()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


def _files_of(body: Any, size: int) -> bytes:
    """What files have that are written to before and after the body's last byte, read by a pool."""
    body.read(size - 1)
    with ExitStack() as opened, ThreadPoolExecutor() as pool:
        files = [opened.enter_context(TemporaryFile(buffering=0)) for _ in range(FILES)]
        for part in (b"before ", b"after"):
            for file in files:
                file.write(part)
            body.read(1)
        return b"".join(pool.map(lambda file: (file.seek(0), file.read())[1], files))
