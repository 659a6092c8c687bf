"""Holds the page's code against its rules: form and lint by Biome, types by TypeScript.

python -m portal.check            exits 1 where something is wrong
python -m portal.check --write    puts it into its form first
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from portal.build import PORTAL, install_tools
from portal.node import NodeError

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
        print(node.script(_TYPESCRIPT, folder=PORTAL), end="")
    except NodeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
