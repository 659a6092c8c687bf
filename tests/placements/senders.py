"""Those who send what is not taken: one hangs up, the other is refused."""

from __future__ import annotations

from collections.abc import Iterator

from dds_upload.core.errors import BadRequest, ValidationFailed
from dds_upload.core.reasons import Reason
from dds_upload.operations.blobs.store_stream import Received

MOUSE = b"mouse"


class Broken:
    """Gives some bytes and then fails, as a client does that hangs up."""

    def __iter__(self) -> Iterator[bytes]:
        yield MOUSE
        raise BadRequest("the client is gone")


class Refusal:
    """Remembers what it was asked to approve, and refuses it."""

    def __init__(self) -> None:
        self.asked: list[Received] = []

    def __call__(self, received: Received) -> None:
        self.asked.append(received)
        raise ValidationFailed.of(Reason.FIELD_INVALID)
