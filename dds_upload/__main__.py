"""The command line: `python -m dds_upload COMMAND`."""

from __future__ import annotations

import sys

from dds_upload.commands.parser import main

sys.exit(main())
