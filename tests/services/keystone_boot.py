"""Become a Keystone; run by the interpreter of its own environment.

    python -I keystone_boot.py FOLDER PORT PASSWORD

FOLDER holds keystone.conf. Where its database is not there yet it is made, with the user `admin`
of that password. `keystone-manage` takes seconds to import, so its commands run in forks of this
process, which has imported it once. It must import nothing from this repository, which is not on
its path.
"""

import importlib
import os
import sys
from pathlib import Path
from types import ModuleType

HOST = "127.0.0.1"


def main(folder: Path, port: int, password: str) -> None:
    """Serve until a signal ends it."""
    os.environ["OS_KEYSTONE_CONFIG_FILES"] = str(folder / "keystone.conf")
    sys.argv = ["keystone"]  # which Keystone would parse itself
    if not (folder / "keystone.db").exists():
        _make_database(folder, f"http://{HOST}:{port}/v3", password)
    application = importlib.import_module("keystone.wsgi.api").application
    serving = importlib.import_module("werkzeug.serving")
    # One request at a time: two that write at once would lock each other out of SQLite.
    serving.make_server(HOST, port, application, threaded=False).serve_forever()


def _make_database(folder: Path, url: str, password: str) -> None:
    cli = importlib.import_module("keystone.cmd.cli")
    _run(cli, folder, "db_sync")
    # Swift's middleware looks for Keystone itself in the catalog, at the internal interface.
    catalog = {"public-url": url, "internal-url": url, "region-id": "RegionOne"}
    given = [f"--bootstrap-{name}={value}" for name, value in catalog.items()]
    _run(cli, folder, "bootstrap", f"--bootstrap-password={password}", *given)


def _run(cli: ModuleType, folder: Path, *command: str) -> None:
    child = os.fork()
    if not child:
        cli.main(["keystone-manage", "--config-file", str(folder / "keystone.conf"), *command])
        os._exit(0)
    if os.waitpid(child, 0)[1]:
        sys.exit(f"keystone-manage {command[0]} failed")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
