"""`python -m dds_upload run` that finds the API late at once: nobody waits half a minute for that.

python -m tests.e2e.impatient_run
"""

from __future__ import annotations

import sys

from dds_upload.commands import run
from dds_upload.commands.parser import main

if __name__ == "__main__":
    run.START_SECONDS = 0.0
    sys.exit(main(["run"]))
