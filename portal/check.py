"""Holds the page's code against its rules: form and lint by Biome, types by TypeScript.

What the API takes and gives is known to TypeScript from the OpenAPI document of this very checkout.

python -m portal.check            exits 1 where something is wrong
python -m portal.check --write    puts it into its form first
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from dds_upload.protocols.dds.document.api import api_document
from dds_upload.protocols.dds.mount import PREFIX
from portal.api_types import write_api_types
from portal.build import PORTAL, install_tools
from portal.node import Node, NodeError

_MODULES = PORTAL / "node_modules"
_BIOME = _MODULES / "@biomejs" / "biome" / "bin" / "biome"
_TYPESCRIPT = _MODULES / "typescript" / "bin" / "tsc"


def main(arguments: Sequence[str]) -> int:
    """Do what the arguments say; gives the exit status."""
    try:
        node = install_tools()
        if "--write" in arguments:
            print(node.script(_BIOME, "check", "--write", ".", folder=PORTAL), end="")
        print(node.script(_BIOME, "ci", "--error-on-warnings", ".", folder=PORTAL), end="")
        check_types(node, api_document(PREFIX))
    except NodeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def check_types(node: Node, document: Mapping[str, Any], portal: Path = PORTAL) -> None:
    """Hold the page in a folder to the API of that document; raises NodeError with what differs."""
    write_api_types(node, document, portal)
    node.script(_TYPESCRIPT, folder=portal)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
