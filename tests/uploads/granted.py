"""Chunks as they are granted one after another, by the rules alone."""

from __future__ import annotations

import pytest

from dds_upload.core.errors import ValidationFailed
from dds_upload.core.storage.policy import ChunkLimits
from dds_upload.core.uploads.tally import Tally, judge
from tests.house.refusals import said_of_fields, said_of_objects

#: A file of 250 bytes in at most 5 chunks, so at least 50 bytes each, at most 100.
LIMITS = ChunkLimits(50, 100, 5)
FILE_SIZE = 250


def left(size: int) -> tuple[str, str]:
    return "size", f"Chunks exceed the file size - at most {size} bytes are left"


class Granted:
    """Chunks granted so far, by number, with the tally that is kept of them."""

    def __init__(
        self, *chunks: tuple[int, int], limits: ChunkLimits = LIMITS, file_size: int = FILE_SIZE
    ) -> None:
        self.rows: dict[int, int] = {}
        self.tally = Tally()
        self._limits, self._file_size = limits, file_size
        for number, size in chunks:
            self.grant(number, size)

    def grant(self, number: int, size: int) -> None:
        self.tally = judge(
            number,
            size,
            former_size=self.rows.get(number),
            tally=self.tally,
            limits=self._limits,
            file_size=self._file_size,
        )
        self.rows[number] = size

    def refusal(self, number: int, size: int) -> tuple[list[tuple[str, str]], list[str]]:
        before = self.tally
        with pytest.raises(ValidationFailed) as caught:
            self.grant(number, size)
        assert self.tally == before
        return said_of_fields(caught.value), said_of_objects(caught.value)
