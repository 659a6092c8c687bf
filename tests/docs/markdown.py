"""Takes apart our own documents."""

from __future__ import annotations

import re
from pathlib import Path

from config.table import documented
from providers.registry import KINDS

ROOT = Path(__file__).parents[2]


def text_of(name: str) -> str:
    """A document at the top of the project."""
    return (ROOT / name).read_text()


def section(document: str, name: str) -> str:
    """What stands between `<!-- name -->` and `<!-- /name -->`, or in the code block after it."""
    if f"<!-- /{name} -->" in document:
        return document.split(f"<!-- {name} -->\n")[1].split(f"<!-- /{name} -->")[0]
    block = document.split(f"<!-- {name} -->\n```")[1].split("\n```")[0]
    return block.split("\n", 1)[1]


def code_spans(document: str) -> list[str]:
    """Everything in single backticks outside of code blocks."""
    return re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", document, flags=re.DOTALL))


def settings_table() -> str:
    """The table of settings as README.md must have it."""
    lines = ["| variable | default | what for |", "|---|---|---|"]
    for name, (setting, default) in documented(KINDS).items():
        shown = f"`{default}`" if default else "required" if setting.required else ""
        lines.append(f"| `{name}` | {shown} | {setting.purpose} |")
    return "\n".join(lines) + "\n"
