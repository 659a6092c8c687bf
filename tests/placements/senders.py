"""Those who send what is not taken: one hangs up, the other is refused."""

from __future__ import annotations

from dds_upload.core.errors import BadRequest, ValidationFailed
from dds_upload.core.reasons import Reason
from dds_upload.operations.blobs.store_stream import Received

MOUSE = b"mouse"


class Broken:
    """Gives some bytes and then fails, as a client does that hangs up."""

    def __init__(self) -> None:
        self._first = MOUSE

    def read(self, size: int, /) -> bytes:
        if not self._first:
            raise BadRequest("the client is gone")
        block, self._first = self._first, b""
        return block


class Refusal:
    """Remembers what it was asked to approve, and refuses it."""

    def __init__(self) -> None:
        self.asked: list[Received] = []

    def __call__(self, received: Received) -> None:
        self.asked.append(received)
        raise ValidationFailed.of(Reason.FIELD_INVALID)
