"""Small files of the kinds that are processed, made here: no compiler is needed."""

from __future__ import annotations

import struct

BREAKPAD = b"""MODULE Linux x86_64 492E2DD23CC306CA9C494EEF1533A3810 crash
INFO CODE_ID D22D2E49C33CCA069C494EEF1533A381BC3FFB25
FILE 0 crash.c
FUNC 1000 10 0 main
1000 10 42 0
PUBLIC 2000 0 crash
"""
BREAKPAD_DEBUG_ID = "492e2dd2-3cc3-06ca-9c49-4eef1533a381"

_BUILD_ID = bytes(range(20))
ELF_CODE_ID = _BUILD_ID.hex()


def elf() -> bytes:
    """An ELF file for x86-64 that has nothing but a build id."""
    note = struct.pack("<III", 4, len(_BUILD_ID), 3) + b"GNU\0" + _BUILD_ID
    header_size, entry_size = 64, 56
    start = header_size + entry_size
    ident = b"\x7fELF" + bytes([2, 1, 1, 0]) + bytes(8)
    header = struct.pack(
        "<HHIQQQIHHHHHH", 3, 62, 1, 0, header_size, 0, 0, header_size, entry_size, 1, 64, 0, 0
    )
    entry = struct.pack("<IIQQQQQQ", 4, 4, start, start, start, len(note), len(note), 4)
    return ident + header + entry + note
