"""A Chromium that needs neither root nor a package of the system.

npm carries it as four packed files; they are unpacked once into `.tools`. It loads its fonts by a
configuration of our own: without one, a file input ends the browser on a machine without fonts.

`python -m tests.services.chromium` prepares it.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from portal.build import PORTAL, install_tools
from portal.node import NodeError
from tests.services.tools import PINS, ToolError, tool

_PACKED = PORTAL / "node_modules" / "@sparticuz" / "chromium" / "bin"

#: Node's own library knows the compression, Python's does not.
_UNPACK = (
    "const [from, to] = process.argv.slice(1);"
    "const { createReadStream, createWriteStream } = require('node:fs');"
    "const { pipeline } = require('node:stream');"
    "const { createBrotliDecompress } = require('node:zlib');"
    "pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to),"
    " (error) => { if (error) throw error; });"
)

_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/font-cache</cachedir></fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Chromium:
    """An executable, and the environment that it needs."""

    executable: Path
    environment: dict[str, str]


def chromium() -> Chromium:
    """The pinned one; on machines that it is not made for, that of the system.

    Raises ToolError where there is neither.
    """
    if platform.machine() not in {"x86_64", "AMD64"}:
        found = shutil.which("chromium")
        if found is None:
            raise ToolError("a chromium on the PATH is needed on this machine")
        return Chromium(Path(found), dict(os.environ))
    folder = tool("chromium", pins=PINS / "npm", build=_build)
    environment = {
        **os.environ,
        "LD_LIBRARY_PATH": str(folder / "lib"),
        "FONTCONFIG_FILE": str(folder / "fonts.conf"),
    }
    return Chromium(folder / "chromium", environment)


def _build(folder: Path, pins: Path) -> None:
    try:
        node = install_tools()
        folder.mkdir(parents=True)
        for packed in sorted(_PACKED.glob("*.br")):
            target = folder / packed.name.removesuffix(".br")
            node.script("-e", _UNPACK, str(packed), str(target), folder=folder)
    except NodeError as error:
        raise ToolError(str(error)) from error
    (folder / "chromium").chmod(0o755)
    for packed in sorted(folder.glob("*.tar")):
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        packed.unlink()
    (folder / "fonts.conf").write_text(_FONTS.format(folder=folder))


if __name__ == "__main__":
    try:
        print(f"chromium: {chromium().executable}")
    except ToolError as error:
        sys.exit(str(error))
