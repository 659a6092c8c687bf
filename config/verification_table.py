"""The variables by which finished files are read back: VERIFY_.

A part of `table`, under the same rules.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dds_upload.core.settings import parsing
from dds_upload.core.settings.reading import Reader
from dds_upload.core.settings.rows import Setting

WHOLE_FILE = Setting(
    "VERIFY_WHOLE_FILE",
    parsing.boolean,
    "true: the worker reads a finished file back once if only that proves its md5",
    default="true",
)
BYTES_PER_SECOND = Setting(
    "VERIFY_BYTES_PER_SECOND",
    parsing.optional(parsing.integer(1, 2**40)),
    "the highest rate at which one file is read back, in bytes a second; else as fast as "
    "storage allows",
)
CONCURRENCY = Setting(
    "VERIFY_CONCURRENCY",
    parsing.integer(1, 64),
    "how many files one worker reads back at the same time",
    default="1",
)
VERIFICATION: tuple[Setting[Any], ...] = (WHOLE_FILE, BYTES_PER_SECOND, CONCURRENCY)


@dataclass(frozen=True, slots=True)
class VerificationSettings:
    """Whether finished files are read back, how fast (None: no bound) and how many at once."""

    whole_file: bool
    bytes_per_second: int | None
    concurrency: int


def read_verification(reader: Reader) -> VerificationSettings:
    """Read the variables that begin with VERIFY_."""
    return VerificationSettings(
        whole_file=reader.read(WHOLE_FILE),
        bytes_per_second=reader.read(BYTES_PER_SECOND),
        concurrency=reader.read(CONCURRENCY),
    )
