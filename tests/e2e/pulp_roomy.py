"""An installation on a local disk that takes large files, and keeps them no longer than a test."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from tests.e2e.installation import Installation


@contextmanager
def roomy(fresh: Installation) -> Iterator[Installation]:
    """The default limits; the schema is there, and nothing is started yet."""
    for limit in ("LOCAL_CHUNK_MAX_NUMBER", "LOCAL_CHUNK_MAX_SIZE_BYTES"):
        del fresh.settings[limit]
    fresh.settings["LOCAL_FSYNC"] = "false"  # a power cut is not what these tests are about
    fresh.succeed("migrate")
    try:
        yield fresh
    finally:
        fresh.stop()
        shutil.rmtree(fresh.folder / "var")
