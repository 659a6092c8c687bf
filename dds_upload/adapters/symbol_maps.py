"""Recognises debug files that are no object files: they map names or ids, and are kept as they are.

The beginning of a file shows its format, and no more of it is read: the libraries for these formats
take many times the file's size in memory. Only the client knows the debug id of such a file.
"""

from __future__ import annotations

from pathlib import Path

from dds_upload.core.content.requests import Findings

#: The beginnings of files of each format.
_BEGINNINGS = {
    b"BCSymbolMap Version:": "bcsymbolmap",
    b"<?xml": "uuidmap",
    b"{": "il2cpp",
    b"[": "dartsymbolmap",
}

_LONGEST = max(len(beginning) for beginning in _BEGINNINGS)


def read_symbol_map(file: Path) -> Findings | None:
    """The description of a map, which is for any processor; None if it is another file."""
    with file.open("rb") as source:
        head = source.read(_LONGEST)
    for beginning, name in _BEGINNINGS.items():
        if head.startswith(beginning):
            return {"cpu_name": "any", "symbol_type": name}
    return None
