"""Knows the debug files that are no object files: they map names or ids, and are kept as they are.

Which one a file is stands at its beginning, and no more of it is looked at: the libraries that read
them take many times their size in memory. Their debug id is known to their client alone.
"""

from __future__ import annotations

from pathlib import Path

from dds_upload.core.content.requests import Findings

#: What files of each format begin with.
_BEGINNINGS = {
    b"BCSymbolMap Version:": "bcsymbolmap",
    b"<?xml": "uuidmap",
    b"{": "il2cpp",
    b"[": "dartsymbolmap",
}

_LONGEST = max(len(beginning) for beginning in _BEGINNINGS)


def read_symbol_map(file: Path) -> Findings | None:
    """What there is to say of a map, which holds for any processor; None: it is another file."""
    with file.open("rb") as source:
        head = source.read(_LONGEST)
    for beginning, name in _BEGINNINGS.items():
        if head.startswith(beginning):
            return {"cpu_name": "any", "symbol_type": name}
    return None
