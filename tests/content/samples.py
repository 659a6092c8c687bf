"""Small files of the kinds that are processed, made here: no compiler is needed."""

from __future__ import annotations

import struct
from uuid import UUID

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


#: The id in the list below of those that took the place of others.
OTHER_ID = b"C8374B6D-6E96-34D8-AE38-EFAA5FEC424F"

#: Type and subtype of arm64 and x86-64, as Mach-O has them.
PROCESSORS = ((0x0100000C, 0), (0x01000007, 3))

#: A small one of each kind of debug file that is no object file.
SYMBOL_MAPS = {
    "bcsymbolmap": b"BCSymbolMap Version: 2.0\n__swift_main\n_main\n",
    "uuidmap": b"""<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
\t<key>DBGOriginalUUID</key>
\t<string>C8374B6D-6E96-34D8-AE38-EFAA5FEC424F</string>
</dict>
</plist>
""",
    "il2cpp": b'{"Main.cpp": {"Main.cs": {"1": 2}}}',
    "dartsymbolmap": b'["main", "a", "run", "b"]',
}


def macho(debug_id: str, processor: tuple[int, int] = PROCESSORS[0]) -> bytes:
    """A debug companion for macOS; for arm64 unless told otherwise.

    It has the sections that debug information is in, and nothing in them.
    """
    names = (b"__debug_info", b"__debug_abbrev")
    header_size, id_size, segment_size = 32, 24, 72 + 80 * len(names)
    end = header_size + id_size + segment_size
    sections = b"".join(
        struct.pack("<16s16sQQ8I", name, b"__DWARF", 0, 0, end, *([0] * 7)) for name in names
    )
    segment = struct.pack("<II16s4Q4I", 25, segment_size, b"__DWARF", 0, 0, end, 0, 7, 3, 2, 0)
    header = struct.pack("<8I", 0xFEEDFACF, *processor, 10, 2, id_size + segment_size, 0, 0)
    return header + struct.pack("<II", 27, id_size) + UUID(debug_id).bytes + segment + sections


def universal(*objects: tuple[tuple[int, int], bytes]) -> bytes:
    """One file for several processors: of each, what `macho` made."""
    page, head, body = 2**12, struct.pack(">II", 0xCAFEBABE, len(objects)), b""
    for processor, data in objects:
        head += struct.pack(">5I", *processor, page + len(body), len(data), 12)
        body += data.ljust(-(-len(data) // page) * page, b"\0")
    return head.ljust(page, b"\0") + body
