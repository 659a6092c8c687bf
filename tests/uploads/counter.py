"""Many chunks of one upload, offered at once or one by one, and what the answers come to."""

from __future__ import annotations

from collections.abc import Sequence

from dds_upload.core.accounts.senders import Sender
from dds_upload.core.errors import ValidationFailed
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.storage.signing import SignedRequest
from dds_upload.core.uploads.tally import Tally
from dds_upload.core.uploads.upload import Upload
from dds_upload.operations.uploads.chunk_offers import ChunkOffer
from dds_upload.operations.uploads.grant_chunks import Answer
from tests.house.refusals import said_of_fields, said_of_objects
from tests.house.rows import Rows

#: A file of 250 bytes in at most 5 chunks of 50 to 100.
LIMITS = ChunkLimits(50, 100, 5)
SIZE = 250

A, B = "a" * 32, "b" * 32


def offer(number: int, size: int, value: str = A, algorithm: str = "md5") -> ChunkOffer:
    return ChunkOffer(number, size, algorithm, value)


class Counter:
    """Grants chunks of one upload, all at once or one by one."""

    def __init__(self, rows: Rows, upload: Upload | None = None) -> None:
        self.rows = rows
        self.do = rows.lab.operations.uploads
        self.upload = upload or rows.upload(SIZE, LIMITS)

    def all(self, *offers: ChunkOffer) -> Sequence[Answer]:
        return self.do.grant_many(self.rows.caller, self.upload.id, offers)

    def one(self, offered: ChunkOffer) -> Answer:
        try:
            return self.do.grant(Sender.known(self.rows.caller), self.upload.id, offered)
        except ValidationFailed as error:
            return error

    @property
    def tally(self) -> Tally:
        return self.rows.get(self.upload.id).tally

    @property
    def chunks(self) -> list[tuple[int, int, str]]:
        found = self.rows.lab.records.chunks.chunks(self.upload.id)
        return [(it.number, it.size, it.digest.value) for it in found]


def said(answer: Answer) -> object:
    """What an answer comes to: the number that its URL leads to, or all that is wrong."""
    if isinstance(answer, SignedRequest):
        name = answer.url.partition("?")[0].rpartition("/")[2]
        return name.partition("-")[0]
    return said_of_fields(answer), said_of_objects(answer)
