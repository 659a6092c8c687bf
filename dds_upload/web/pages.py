"""The pages for people: `/` is the portal, or an introduction; `/docs` explains how to begin.

Below `/docs` each protocol that has a document has a page with all of its calls.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from pathlib import Path

from dds_upload.web.guide import Guide, Link
from dds_upload.web.html import Look, Page, TextFile
from dds_upload.web.openapi.document import ApiDocument
from dds_upload.web.origin import Origin
from dds_upload.web.portal import Portal
from dds_upload.web.reference.page import Reference

#: Where the documents lie that `/docs` leads to, and which of them do.
_DOCUMENTS = Path(__file__).parents[2] / "docs"
_NAMES = ("dds.md", "errors.md", "glossary.md", "signed-urls.md")

_LOOK = Look("""
body { max-width: 42rem; }
section { margin-top: 2rem; padding-top: 1.5rem; border-top: 1px solid var(--line); }
pre { padding: 1rem; border: 1px solid var(--line); border-radius: 8px; overflow-x: auto; }
""")

#: The guides of protocols, by prefix.
Guides = Mapping[str, Guide]


def routes(
    guides: Guides, references: Iterable[ApiDocument], origin: Origin, portal: Portal | None
) -> dict[str, object]:
    """Resources by path."""
    welcome = Page(_LOOK, "dds_upload", lambda _: _welcome(guides), origin)
    return {
        **({"/": welcome} if portal is None else portal.routes(until_built=welcome)),
        "/docs": Page(_LOOK, "How to begin", lambda here: _docs(guides, here), origin),
        **{f"/docs/{name}": TextFile(_LOOK, _DOCUMENTS / name) for name in _NAMES},
        **{it.page: Reference(it) for it in references},
    }


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
        "<main>",
        *sections,
        "<section>\n<h2>The portal</h2>\n<p>A page to upload in a browser. It is not built here: "
        "<code>make portal</code> does that, in the service's folder, and asks npm for what it "
        "needs. Then it is at this address.</p>\n</section>",
        "</main>",
        '<footer><a href="/docs">How to begin</a> · <a href="/health">Health</a></footer>',
    )


def _docs(guides: Guides, origin: str) -> str:
    sections = (
        f"<section>\n<h2>{escape(guide.title)}</h2>\n"
        f'<p class="quiet"><code>{escape(origin + prefix)}</code> for {escape(guide.clients)}</p>\n'
        f"{_commands(guide, origin)}\n{_links(guide.links)}</section>"
        for prefix, guide in guides.items()
    )
    return _joined(
        '<header>\n<h1>How to begin</h1>\n<p class="lead">Whoever runs this service gives you a '
        "token, and keys for programs.</p>\n<p>The commands are for a shell, with the token in "
        "<code>$TOKEN</code>.</p>\n</header>",
        "<main>",
        *sections,
        "</main>",
        '<footer><a href="/">What this is</a> · <a href="/docs/glossary.md">Our words</a></footer>',
    )


def _commands(guide: Guide, origin: str) -> str:
    shown = escape(guide.commands.replace("{origin}", origin).strip())
    label = escape(f"Commands for {guide.title}")
    return f'<pre tabindex="0" role="region" aria-label="{label}">{shown}</pre>'


def _links(links: Sequence[Link]) -> str:
    if not links:
        return ""
    shown = (f'<a href="{escape(link.path)}">{escape(link.title)}</a>' for link in links)
    return f"<p>{' · '.join(shown)}</p>\n"


def _joined(*parts: str) -> str:
    return "\n".join(parts)
