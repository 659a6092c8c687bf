"""The worker as `python -m dds_upload worker` starts it, with less patience than a real one.

    python -m tests.e2e.impatient_worker

What an operator waits a minute for, a test should not.
"""

from __future__ import annotations

import argparse
import logging.config
import os
import sys
from datetime import timedelta

from dds_upload.bootstrap.logs import log_config
from dds_upload.bootstrap.parts import build_parts
from dds_upload.bootstrap.service import open_service
from dds_upload.bootstrap.settings import load
from dds_upload.commands.server import worker
from dds_upload.operations.uploads.assemble_upload import RetryPolicy

#: A lease that nobody renews ends soon; storage is asked again soon, and for long enough.
IMPATIENT = RetryPolicy(
    attempts=100,
    first_pause=timedelta(seconds=0.2),
    longest_pause=timedelta(seconds=1),
    lease=timedelta(seconds=3),
)


def main() -> int:
    """As the command, with that policy."""
    logging.config.dictConfig(log_config("info"))
    with open_service(build_parts(load(os.environ), retry=IMPATIENT)) as service:
        return worker(service, argparse.Namespace())


if __name__ == "__main__":
    sys.exit(main())
