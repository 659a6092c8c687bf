"""What a service keeps of the bytes that were sent to it, found without asking it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.house.setting import Lab
from tests.protocols.pulp.wire import Wire
from tests.providers.raw import RawLocal


def kept(lab: Lab) -> list[bytes]:
    """All chunks on the disk, sorted."""
    root = lab.root
    folders = [path.name for path in (root / "containers").glob("content-*")]
    found = [RawLocal(root).objects(folder).values() for folder in folders]
    return sorted(data for contents in found for data in contents)


def unfinished(lab: Lab) -> list[str]:
    """What was begun to be written and is neither a chunk nor gone."""
    return RawLocal(lab.root).leftovers()


@contextmanager
def untouched(wire: Wire, upload: str) -> Iterator[None]:
    """Whatever is sent meanwhile, neither the upload nor the storage is another afterwards."""
    before = wire.get(upload), kept(wire.lab)
    yield
    assert (wire.get(upload), kept(wire.lab)) == before
    assert unfinished(wire.lab) == []
