"""Become one of Swift's programs; run by the interpreter of Swift's own environment.

    python -I swift_boot.py SETTINGS_FOLDER servers
    python -I swift_boot.py SETTINGS_FOLDER replicators NODE...

`servers` is forked for each server, see be_forked.py. The arguments of a fork are `proxy`, or
`account`, `container` or `object` and the number of a node. It serves until a signal ends it.
Replicators make one round over the disk of each node.

Swift reads its constraints and storage policies from /etc/swift while it is imported; this points
it at another folder first. It must import nothing from this repository, which is not on its path.
"""

import importlib
import json
import os
import runpy
import sys
from pathlib import Path

_PACKAGES = {"account": "account", "container": "container", "object": "obj", "proxy": "proxy"}


def main(settings: Path, kind: str, *nodes: str) -> None:
    """Run the program."""
    utils = importlib.import_module("swift.common.utils")
    utils.set_swift_dir(str(settings))
    if kind == "replicators":
        _replicate(settings, nodes)
    else:
        _be_forked(settings)


def _be_forked(settings: Path) -> None:
    for package in _PACKAGES.values():
        importlib.import_module(f"swift.{package}.server")
    found = runpy.run_path(str(Path(__file__).with_name("be_forked.py")))
    found["be_forked"](lambda arguments: _serve(settings, *arguments))


def _serve(settings: Path, kind: str, node: str = "") -> None:
    if kind == "proxy":  # the only one that looks up where the others are
        _write_rings(settings)
    configuration = settings / f"{kind}-server{node and f'-{node}'}.conf"
    sys.argv = [f"swift-{kind}-server", str(configuration), "--verbose"]
    importlib.import_module(f"swift.{_PACKAGES[kind]}.server").main()


def _replicate(settings: Path, nodes: tuple[str, ...]) -> None:
    """Each in a process of its own, of which only the first has to import Swift."""
    for kind in ("account", "container", "object"):
        replicator = importlib.import_module(f"swift.{_PACKAGES[kind]}.replicator")
        for node in nodes:
            child = os.fork()
            if not child:
                configuration = settings / f"{kind}-server-{node}.conf"
                sys.argv = [f"swift-{kind}-replicator", str(configuration), "--verbose", "--once"]
                replicator.main()
                os._exit(0)
            if os.waitpid(child, 0)[1]:
                sys.exit(f"the {kind} replicator of node {node} failed")


def _write_rings(settings: Path) -> None:
    # One partition, of which each node has a replica in a zone of its own. Where an object lies on
    # disk does not depend on the port, so a ring may be written anew for each start.
    builder_module = importlib.import_module("swift.common.ring.builder")
    for kind, addresses in json.loads((settings / "addresses.json").read_text()).items():
        builder = builder_module.RingBuilder(
            part_power=0, replicas=len(addresses), min_part_hours=0
        )
        for zone, (host, port) in enumerate(addresses, 1):
            builder.add_dev(
                {"region": 1, "zone": zone, "ip": host, "port": port, "device": "d1", "weight": 1}
            )
        builder.rebalance()
        builder.get_ring().save(str(settings / f"{kind}.ring.gz"))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
