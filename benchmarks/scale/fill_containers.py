"""Adds objects to the databases of containers, as Swift itself does; run by Swift's interpreter.

    python -I fill_containers.py SETTINGS_FOLDER DEVICE < names

Each line of the input is a container, a tab, and the name of an object. Nothing is stored but the
rows by which containers are listed: to send so many objects would take hours. It must import
nothing from this repository, which is not on its path.
"""

import importlib
import sys
from itertools import groupby, islice
from pathlib import Path

#: So many rows are added at a time.
_BATCH = 10_000


def main(settings: Path, device: Path) -> None:
    """Add what is named."""
    utils = importlib.import_module("swift.common.utils")
    utils.set_swift_dir(str(settings))
    backend = importlib.import_module("swift.container.backend")
    found = device.glob("containers/*/*/*/*.db")
    brokers = (backend.ContainerBroker(str(path)) for path in found)
    by_name = {broker.get_info()["container"]: broker for broker in brokers}
    now = utils.Timestamp.now().internal
    lines = (line.rstrip("\n").split("\t") for line in sys.stdin)
    for container, some in groupby(lines, key=lambda it: it[0]):
        while rows := [_row(name, now) for _, name in islice(some, _BATCH)]:
            by_name[container].merge_items(rows)


def _row(name: str, now: str) -> dict[str, object]:
    return {
        "name": name,
        "created_at": now,
        "size": 1,
        "content_type": "application/octet-stream",
        "etag": name[-32:],
        "deleted": 0,
        "storage_policy_index": 0,
    }


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
