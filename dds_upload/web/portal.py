"""Serves the built portal: one page, and files that are named after their content.

The page may load only its own files, and may connect only to this service and to the hosts that
signed URLs lead to (Content Security Policy Level 3). These hosts are asked for with each page: a
storage may report its address late.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar, Protocol

import falcon

from dds_upload.web.origin import Origin

#: The names that the build makes; other files in its folder are not served.
_TYPES: Mapping[str, str] = MappingProxyType(
    {
        ".js": "text/javascript; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".svg": "image/svg+xml",
    }
)
_ASSET = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*")

#: An origin that a policy can contain as it is. The host comes from the request, where a client may
#: have written anything; an origin of another form is left out.
_ORIGIN = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[0-9]{1,5})?")

_YEAR = 31_536_000


class Shown(Protocol):
    """The resource of a path."""

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer it."""
        ...


@dataclass(frozen=True, slots=True)
class Portal:
    """The portal in the folder `root`, if it was built there.

    `hosts` gives scheme, host and port of each storage that pages send bytes to.
    """

    root: Path
    origin: Origin
    hosts: Callable[[], Iterable[str]]

    def routes(self, until_built: Shown) -> dict[str, object]:
        """Resources by path; `until_built` is shown while the page is missing."""
        return {"/": _Page(self, until_built), "/assets/{name}": _Asset(self.root / "assets")}


@dataclass(frozen=True, slots=True)
class _Page:
    portal: Portal
    until_built: Shown
    public: ClassVar[bool] = True

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the page, which browsers ask for each time."""
        try:
            page = (self.portal.root / "index.html").read_bytes()
        except OSError:
            self.until_built.on_get(req, resp)
            return
        resp.content_type = falcon.MEDIA_HTML
        resp.data = page
        resp.cache_control = ["no-cache"]
        origins = [self.portal.origin(req), *self.portal.hosts()]
        resp.set_header("Content-Security-Policy", _policy(filter(_ORIGIN.fullmatch, origins)))
        resp.set_header("X-Content-Type-Options", "nosniff")
        resp.set_header("Referrer-Policy", "no-referrer")

    on_head = on_get


@dataclass(frozen=True, slots=True)
class _Asset:
    folder: Path
    public: ClassVar[bool] = True

    def on_get(self, req: falcon.Request, resp: falcon.Response, name: str) -> None:
        """A file, which never changes: other content has another name."""
        file = self.folder / name
        kind = _TYPES.get(file.suffix) if _ASSET.fullmatch(name) else None
        if kind is None or not file.is_file():
            raise falcon.HTTPNotFound
        resp.content_type = kind
        resp.data = file.read_bytes()
        resp.cache_control = ["public", f"max-age={_YEAR}", "immutable"]
        resp.set_header("X-Content-Type-Options", "nosniff")

    on_head = on_get


def _policy(origins: Iterable[str]) -> str:
    """Digests are computed by WebAssembly; compiling it needs a keyword of its own."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "style-src 'self'",
            "img-src 'self'",
            "worker-src 'self'",
            f"connect-src 'self' {' '.join(origins)}".rstrip(),
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
        )
    )
