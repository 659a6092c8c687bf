"""A folder of files that has everything that is awkward, and folders as values to compare."""

from __future__ import annotations

import random
from pathlib import Path

#: Files are cut into chunks of this size by the clients of these tests.
CHUNK = 1_000_000

#: Contents by path. Sizes around a chunk's, and names that break what does not quote.
TREE = {
    "empty": b"",
    "one byte": b"1",
    "one chunk.bin": random.Random(1).randbytes(CHUNK),
    "three chunks.bin": random.Random(3).randbytes(2 * CHUNK + 123),
    "naïve-日本語-🐁.txt": b"unicode",
    "a \"quoted\"; name='x' & 100% #1?.txt": b"quotes and semicolons",
    "nested/deeper still/деревня.txt": b"nested",
    "nested/empty too": b"",
}


def write_tree(folder: Path, tree: dict[str, bytes]) -> None:
    """Make a folder hold these files."""
    for name, content in tree.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def read_tree(folder: Path) -> dict[str, bytes]:
    """What a folder holds."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}
