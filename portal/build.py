"""Builds the page into `portal/dist`, unless that was done of these very sources.

    python -m portal.build              build it; exits 1 where that fails
    python -m portal.build --if-possible    the same, but a failure is only told
    python -m portal.build --tools      only fetch what builds and checks it

May be called by any number of processes at once: one works, the others wait for it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from portal.node import Node, NodeError, find_node

PORTAL = Path(__file__).parent
DIST = PORTAL / "dist"

#: What the page is made of, beside src/ and what package-lock.json pins.
_SOURCES = ("index.html", "package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")

#: Holds the digest of the sources; browsers are never given it.
_STAMP = ".sources"


def tools_folder() -> Path:
    """Where foreign programs live: $DDS_TOOLS or `.tools` in this checkout."""
    return Path(os.environ.get("DDS_TOOLS") or PORTAL.parent / ".tools").absolute()


def build() -> bool:
    """Build it, and say whether there was anything to do; raises NodeError."""
    with _alone():
        sources = digest_of(PORTAL)
        if _read(DIST / _STAMP) == sources:
            return False
        print("Building the portal; the first time this takes half a minute ...", flush=True)
        node = _installed(for_checks=False)
        fresh = PORTAL / ".dist"
        vite = PORTAL / "node_modules" / "vite" / "bin" / "vite.js"
        output = ("build", "--logLevel", "warn", "--emptyOutDir", "--outDir", str(fresh))
        node.script(vite, *output, folder=PORTAL)
        (fresh / _STAMP).write_text(sources)
        shutil.rmtree(DIST, ignore_errors=True)
        fresh.rename(DIST)
        return True


def install_tools() -> Node:
    """Fetch what package-lock.json pins, the programs that check the page too; raises NodeError."""
    with _alone():
        return _installed(for_checks=True)


def digest_of(portal: Path) -> str:
    """Of names and contents of all that the page is built of."""
    digest = hashlib.sha256()
    files = [*(portal / name for name in _SOURCES), *(portal / "src").rglob("*")]
    for file in sorted(file for file in files if file.is_file()):
        content = file.read_bytes()
        digest.update(f"{file.relative_to(portal)}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()


def _installed(*, for_checks: bool) -> Node:
    """Node, with the packages: all of them, or those that building needs."""
    node = find_node(tools_folder())
    lock = hashlib.sha256((PORTAL / "package-lock.json").read_bytes()).hexdigest()
    mark, all_of_it = PORTAL / "node_modules" / ".installed", f"{lock} all"
    if _read(mark) not in ({all_of_it} if for_checks else {all_of_it, lock}):
        some = () if for_checks else ("--omit=dev",)
        node.npm("ci", "--no-audit", "--no-fund", "--loglevel=error", *some, folder=PORTAL)
        mark.write_text(all_of_it if for_checks else lock)
    return node


def _read(file: Path) -> str | None:
    try:
        return file.read_text()
    except OSError:
        return None


@contextmanager
def _alone() -> Iterator[None]:
    with (PORTAL / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # the kernel lets go when the holder dies
        yield


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; gives the exit status."""
    try:
        if "--tools" in arguments:
            install_tools()
        else:
            build()
    except NodeError as error:
        if "--if-possible" not in arguments:
            print(error, file=sys.stderr)
            return 1
        _, *printed = str(error).strip().splitlines()
        cause = next(iter(printed), str(error))
        print(f"The portal cannot be built ({cause}).\nAll else works; `make portal` tries again.")
    return 0


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # ends it without a traceback
    sys.exit(main(sys.argv[1:]))
