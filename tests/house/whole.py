"""How much is tried: enough in ordinary runs, and all of it with `DDS_TESTS=whole`."""

from __future__ import annotations

import os

IS_WHOLE = os.environ.get("DDS_TESTS") == "whole"
