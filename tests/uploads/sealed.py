"""Complete uploads on a storage that their clients reach past the service."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from dds_upload.core.events.event import EventKind
from dds_upload.core.storage.manifest import ObjectKey
from dds_upload.core.uploads.sealing import FIRST_LOOK_AFTER
from tests.house.client import digest_of
from tests.house.setting import Lab
from tests.uploads.memory import put, store_chunk

PARTS = (b"a" * 100, b"b" * 100, b"c" * 50)


DATA = b"".join(PARTS)


#: How long the default URL is good, and until the first look; seconds.
LIFE = 300


LOOK = LIFE + FIRST_LOOK_AFTER.total_seconds() + 1


class Complete:
    """A complete upload on a storage that its clients reach past the service."""

    def __init__(self, lab: Lab, *parts: bytes) -> None:
        self.lab = lab
        self.api, self.id = store_chunk(lab, *parts or PARTS)
        self.project = str(self._found.project_id)
        self.api.complete(self.id, b"".join(parts or PARTS))
        lab.work()
        assert lab.state(self.id) == "complete"

    @property
    def _found(self) -> Any:
        found = self.lab.records.uploads.get(UUID(self.id))
        assert found is not None
        return found

    @property
    def status(self) -> Any:
        return self.api.status(self.id)

    @property
    def due_at(self) -> datetime | None:
        sql = "SELECT due_at FROM uploads WHERE id = ?"
        found: datetime | None = self.lab.database.sql(sql, (UUID(self.id).hex,)).fetchone()[0]
        return found

    def later(self, **by: float) -> None:
        """Let time pass, and the sweeper come."""
        self.lab.clock.forward(**by)
        self.lab.work()

    def key(self, number: int) -> ObjectKey:
        chunks = {it.number: it for it in self.lab.records.chunks.chunks(UUID(self.id))}
        key: ObjectKey = self._found.chunk_key(chunks[number])
        return key

    def put(self, number: int, data: bytes) -> None:
        """What a client does with a URL that it still has."""
        put(self.lab, self.key(number), data)

    def again(self, number: int, expect: int = 200, **other: Any) -> Any:
        """Ask to send a chunk as it was, or otherwise."""
        data = other.pop("data", PARTS[number - 1])
        size = other.pop("size", len(data))
        return self.api.offer(self.id, number, size, expect, **digest_of(data))

    def events(self) -> list[tuple[EventKind, str | None]]:
        found = (it.event for it in self.lab.records.events.after(0, 1000))
        return [(it.kind, it.code) for it in found if str(it.upload_id) == self.id]


class Whole(Complete):
    """The same, sent as one piece."""

    def __init__(self, lab: Lab) -> None:
        self.lab = lab
        self.api, other = store_chunk(lab, b"x")
        self.project = self.api.get(f"/uploads/{other}").json["project"]["id"]
        self.id = self.api.upload(self.project, 100, chunked=False)
        self.put(1, PARTS[0])
        self.api.complete(self.id, PARTS[0])
        lab.work()

    def key(self, number: int) -> ObjectKey:
        key: ObjectKey = self._found.whole_key
        return key


def damaged(memory_lab: Lab, *numbers: int) -> Complete:
    upload = Complete(memory_lab)
    for number in numbers:
        upload.put(number, b"other bytes")
    upload.later(seconds=LOOK)
    return upload
