"""Become one of Swift's four servers; run by the interpreter of Swift's own environment.

    python -I swift_boot.py SETTINGS_FOLDER account|container|object|proxy

Swift reads its constraints and storage policies from /etc/swift while it is imported; this points
it at another folder first. It must import nothing from this repository, which is not on its path.
"""

import importlib
import json
import sys
from pathlib import Path

_MODULES = {
    "account": "swift.account.server",
    "container": "swift.container.server",
    "object": "swift.obj.server",
    "proxy": "swift.proxy.server",
}


def main(settings: Path, kind: str) -> None:
    """Serve until a signal ends it."""
    utils = importlib.import_module("swift.common.utils")
    utils.set_swift_dir(str(settings))
    if kind == "proxy":  # the only one that looks up where the others are
        _write_rings(settings)
    sys.argv = [f"swift-{kind}-server", str(settings / f"{kind}-server.conf"), "--verbose"]
    importlib.import_module(_MODULES[kind]).main()


def _write_rings(settings: Path) -> None:
    # One device, one replica, one partition. Where an object lies on disk does not depend on the
    # port, so a ring may be written anew for each start.
    builder_module = importlib.import_module("swift.common.ring.builder")
    for kind, port in json.loads((settings / "ports.json").read_text()).items():
        builder = builder_module.RingBuilder(part_power=0, replicas=1, min_part_hours=0)
        builder.add_dev(
            {"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "d1", "weight": 1}
        )
        builder.rebalance()
        builder.get_ring().save(str(settings / f"{kind}.ring.gz"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
