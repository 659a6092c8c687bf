"""Files that sentry-cli sends, of every kind, made here: no compiler is needed."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from uuid import uuid4


def breakpad(name: str = "crash") -> bytes:
    """A debug file in text, unlike any other."""
    lines = [
        f"MODULE Linux x86_64 {uuid4().hex.upper()}0 {name}",
        "FILE 0 crash.c",
        "FUNC 1000 10 0 main",
        "1000 10 42 0",
        "PUBLIC 2000 0 crash",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def mapping() -> bytes:
    """A ProGuard map, unlike any other."""
    return f"org.example.Mouse{uuid4().hex} -> a:\n    1:1:void run():7:7 -> a\n".encode()


def noise(size: int) -> bytes:
    """Bytes that cannot be compressed, unlike any others."""
    return Random(uuid4().int).randbytes(size)


def write_sources(folder: Path) -> None:
    """A script and its source map, unlike any others."""
    folder.mkdir(parents=True)
    name = uuid4().hex
    source = {
        "version": 3,
        "file": "app.js",
        "sources": ["app.ts"],
        "names": [],
        "mappings": "AAAA",
    }
    text = {**source, "sourcesContent": [f"export const name: string = '{name}';\n"]}
    (folder / "app.js").write_text(f"var name='{name}';\n//# sourceMappingURL=app.js.map\n")
    (folder / "app.js.map").write_text(json.dumps(text))
