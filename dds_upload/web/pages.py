"""The pages for people: `/` is the portal, or says what this is; `/docs` how to begin.

These load nothing, neither from here nor from elsewhere, and run nothing: style and text are one
answer, and the Content-Security-Policy allows that style alone.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from html import escape
from pathlib import Path

import falcon

from dds_upload.web.guide import Guide, Link
from dds_upload.web.origin import Origin
from dds_upload.web.portal import Portal

#: Where the documents lie that `/docs` leads to, and which of them do.
_DOCUMENTS = Path(__file__).parents[2] / "docs"
_NAMES = ("dds.md", "errors.md", "glossary.md")

_STYLE = """
:root { color-scheme: light dark; --ground: #fff; --text: #1d2127; --quiet: #5a626e;
  --line: #d9dce1; --shade: #f5f6f8; --link: #0b57d0; }
@media (prefers-color-scheme: dark) { :root { --ground: #14161a; --text: #e6e9ee;
  --quiet: #a4acb8; --line: #3a3f47; --shade: #1d2025; --link: #8ab4f8; } }
body { max-width: 42rem; margin: 0 auto; padding: 3rem 1.25rem; background: var(--ground);
  color: var(--text); font-family: system-ui, sans-serif; line-height: 1.6; }
h1 { margin: 0; font-size: 2rem; letter-spacing: -0.02em; }
h2 { margin: 0; font-size: 1.15rem; }
section { margin-top: 2rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
p { margin: 0.5rem 0; }
.lead { font-size: 1.2rem; }
.lead, .quiet, footer { color: var(--quiet); }
code, pre { background: var(--shade); font: 0.875rem/1.6 ui-monospace, monospace; }
code { padding: 0.1em 0.35em; border-radius: 4px; }
pre { padding: 1rem; border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
a { color: var(--link); }
footer { margin-top: 3rem; font-size: 0.9rem; }
"""

_POLICY = (
    f"default-src 'none'; style-src 'sha256-{b64encode(sha256(_STYLE.encode()).digest()).decode()}'"
    "; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

#: By prefix, the protocols that have something to say.
Guides = Mapping[str, Guide]


class Page:
    """A page that is made of the address it was asked for at."""

    public = True

    def __init__(self, body: Callable[[str], str], origin: Origin) -> None:
        self._body = body
        self._origin = origin

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Show it."""
        resp.content_type = falcon.MEDIA_HTML
        resp.text = _whole(self._body(self._origin(req)))
        _guard(resp)

    on_head = on_get


class Document:
    """A file of the documents, as text."""

    public = True

    def __init__(self, file: Path) -> None:
        self._file = file

    def on_get(self, req: falcon.Request, resp: falcon.Response) -> None:
        """Show it."""
        resp.content_type = "text/plain; charset=utf-8"
        resp.text = self._file.read_text(encoding="utf-8")
        _guard(resp)

    on_head = on_get


def routes(guides: Guides, origin: Origin, portal: Portal | None) -> dict[str, object]:
    """Resources by path."""
    welcome = Page(lambda _: _welcome(guides), origin)
    return {
        **({"/": welcome} if portal is None else portal.routes(until_built=welcome)),
        "/docs": Page(lambda here: _docs(guides, here), origin),
        **{f"/docs/{name}": Document(_DOCUMENTS / name) for name in _NAMES},
    }


def _guard(resp: falcon.Response) -> None:
    resp.set_header("Content-Security-Policy", _POLICY)
    resp.set_header("X-Content-Type-Options", "nosniff")
    resp.set_header("Referrer-Policy", "no-referrer")
    resp.cache_control = ["no-cache"]


def _whole(body: str) -> str:
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>dds_upload</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n"
        "</html>\n"
    )


def _welcome(guides: Guides) -> str:
    sections = (
        f"<section>\n<h2>{escape(guide.title)}</h2>\n<p>{escape(guide.summary)}</p>\n"
        f'<p class="quiet"><code>{escape(prefix)}</code> for {escape(guide.clients)}</p>\n'
        "</section>"
        for prefix, guide in guides.items()
    )
    return _joined(
        "<header>\n<h1>dds_upload</h1>\n"
        '<p class="lead">An upload service that never accepts a file its storage cannot hold.</p>'
        "\n<p>It says how large chunks may be, and how many a file may have, before the first byte "
        "is sent, and puts them together to one file that is proven.</p>\n</header>",
        *sections,
        "<section>\n<h2>The portal</h2>\n<p>A page to upload in a browser. It is not built here: "
        "<code>make portal</code> does that, in the service's folder, and asks npm for what it "
        "needs. Then it is at this address.</p>\n</section>",
        '<footer><a href="/docs">How to begin</a> · <a href="/health">Health</a></footer>',
    )


def _docs(guides: Guides, origin: str) -> str:
    sections = (
        f"<section>\n<h2>{escape(guide.title)}</h2>\n"
        f'<p class="quiet"><code>{escape(origin + prefix)}</code> for {escape(guide.clients)}</p>\n'
        f"<pre>{escape(guide.commands.replace('{origin}', origin).strip())}</pre>\n"
        f"{_links(guide.links)}</section>"
        for prefix, guide in guides.items()
    )
    return _joined(
        '<header>\n<h1>How to begin</h1>\n<p class="lead">Whoever runs this service gives you a '
        "token, and keys for programs.</p>\n<p>The commands are for a shell, with the token in "
        "<code>$TOKEN</code>.</p>\n</header>",
        *sections,
        '<footer><a href="/">What this is</a> · <a href="/docs/glossary.md">Our words</a></footer>',
    )


def _links(links: Sequence[Link]) -> str:
    if not links:
        return ""
    shown = (f'<a href="{escape(link.path)}">{escape(link.title)}</a>' for link in links)
    return f"<p>{' · '.join(shown)}</p>\n"


def _joined(*parts: str) -> str:
    return "\n".join(parts)
