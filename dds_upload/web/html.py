"""Pages for people: they load nothing, neither from here nor from elsewhere, and run no script.

Style and text are one answer, and its Content-Security-Policy allows that style alone.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from hashlib import sha256
from html import escape
from pathlib import Path

import falcon

from dds_upload.web.origin import Origin

#: The style that all pages have in common.
BASE = """
:root { color-scheme: light dark; --ground: #fff; --text: #1d2127; --quiet: #5a626e;
  --line: #d9dce1; --shade: #f5f6f8; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --ground: #14161a; --text: #e6e9ee;
  --quiet: #a4acb8; --line: #3a3f47; --shade: #1d2025; --link: #8ab4f8; } }
body { margin: 0 auto; padding: 3rem 1.25rem; background: var(--ground);
  color: var(--text); font-family: system-ui, sans-serif; line-height: 1.6; }
h1 { margin: 0; font-size: 2rem; letter-spacing: -0.02em; }
h2 { margin: 0; font-size: 1.15rem; }
p { margin: 0.5rem 0; }
.lead { font-size: 1.2rem; }
.lead, .quiet, footer { color: var(--quiet); }
code, pre { background: var(--shade); font: 0.875rem/1.6 ui-monospace, monospace; }
code { padding: 0.1em 0.35em; border-radius: 4px; }
a { color: var(--link); }
footer { margin-top: 3rem; font-size: 0.9rem; }
"""


class Look:
    """A style, with the policy that allows no other one."""

    def __init__(self, style: str) -> None:
        self._style = BASE + style
        digest = b64encode(sha256(self._style.encode()).digest()).decode()
        self._policy = (
            f"default-src 'none'; style-src 'sha256-{digest}'"
            "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        )

    def whole(self, title: str, body: str) -> str:
        """A whole page; `body` is HTML."""
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width">\n'
            f"<title>{escape(title)}</title>\n<style>{self._style}</style>\n</head>\n"
            f"<body>\n{body}\n</body>\n</html>\n"
        )

    def guard(self, resp: falcon.Response) -> None:
        """Add the headers that keep the page from being framed, guessed at or extended."""
        resp.set_header("Content-Security-Policy", self._policy)
        resp.set_header("X-Content-Type-Options", "nosniff")
        resp.set_header("Referrer-Policy", "no-referrer")
        resp.cache_control = ["no-cache"]


class Page:
    """A page that contains the address at which it was requested."""

    public = True

    def __init__(self, look: Look, title: str, body: Callable[[str], str], origin: Origin) -> None:
        self._look = look
        self._title = title
        self._body = body
        self._origin = origin

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the page."""
        resp.content_type = falcon.MEDIA_HTML
        resp.text = self._look.whole(self._title, self._body(self._origin(req)))
        self._look.guard(resp)

    on_head = on_get


class TextFile:
    """A file that is shown as it is."""

    public = True

    def __init__(self, look: Look, file: Path) -> None:
        self._look = look
        self._file = file

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Answer the file."""
        resp.content_type = "text/plain; charset=utf-8"
        resp.text = self._file.read_text(encoding="utf-8")
        self._look.guard(resp)

    on_head = on_get
