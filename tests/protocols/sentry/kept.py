"""What a service keeps of the chunks that were sent to it."""

from __future__ import annotations

from tests.blobs.contents import count, objects, organization, sha1
from tests.house.setting import Lab


def stored(lab: Lab, *contents: bytes) -> bool:
    """Whether these, and no others, are stored, owned, and read back the same."""
    storage = lab.providers.default
    names = {sha1(data): data for data in contents}
    found = lab.records.blobs.owned(storage.id, organization(lab), names, lab.clock())
    read = {name: b"".join(storage.abilities.store.open(blob.key)) for name, blob in found.items()}
    return read == names and count(lab, "blobs") == len(objects(lab)) == len(names)
