"""The folder in which the processes of one server keep what they measure together.

prometheus_client finds it by the environment. One that was given is left alone: somebody made it
for several programs. One of another server is none of ours: a successor (USR2) inherits the name.
"""

from __future__ import annotations

import os
import shutil
import tempfile

_NAME = "PROMETHEUS_MULTIPROC_DIR"
_KIND = "dds_upload-server-"


def share_measurements(parent: str | None) -> None:
    """Make one below `parent`, or where temporary files go, unless one was given."""
    given = os.environ.get(_NAME, "")
    if not given or _KIND in given:
        os.environ[_NAME] = tempfile.mkdtemp(prefix=_own(), dir=parent)


def remove_measurements() -> None:
    """Remove what this process made."""
    given = os.environ.get(_NAME, "")
    if _own() in given:
        shutil.rmtree(given, ignore_errors=True)


def _own() -> str:
    return f"{_KIND}{os.getpid()}-"
