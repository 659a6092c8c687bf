"""The worker as `python -m dds_upload worker` starts it, with less patience than a real one.

    python -m tests.e2e.impatient_worker

What an operator waits a minute for, a test should not.
"""

from __future__ import annotations

import argparse
import logging.config
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cached_property

from config.logs import log_config
from dds_upload.bootstrap.service import Service
from dds_upload.bootstrap.settings import load
from dds_upload.commands.server import worker
from dds_upload.operations.uploads.assemble_upload import AssembleUpload, RetryPolicy

#: A claim that nobody renews ends soon; storage is asked again soon, and for long enough.
IMPATIENT = RetryPolicy(
    attempts=100,
    first_pause=timedelta(seconds=0.2),
    longest_pause=timedelta(seconds=1),
    lease=timedelta(seconds=3),
)


class ImpatientService(Service):
    """The service with that policy."""

    @cached_property
    def assemble_upload(self) -> AssembleUpload:
        """The real one, which only waits less."""
        return replace(super().assemble_upload, retry=IMPATIENT)


@contextmanager
def open_impatient_service() -> Iterator[Service]:
    """As bootstrap's `open_service`."""
    service = ImpatientService(load(os.environ))
    try:
        yield service
    finally:
        service.close()


if __name__ == "__main__":
    logging.config.dictConfig(log_config("info"))
    sys.exit(worker(open_impatient_service, argparse.Namespace()))
