"""The folder in which the processes of one server keep their measurements together.

prometheus_client finds the folder by an environment variable. A folder that the operator set is
used and not removed, as it may be for several programs. The folder of another server is not used:
a successor (USR2) inherits the variable of the server that it replaces.

`run` makes one for its API and its worker, and `run` alone removes that.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dds_upload.core.own_folders import own_name, remove_abandoned

_NAME = "PROMETHEUS_MULTIPROC_DIR"
_SERVER = "dds_upload-server-"
_RUN = "dds_upload-run-"


def share_measurements(parent: str | None) -> None:
    """Make a folder below `parent`, or below that of temporary files, unless one was given.

    Folders of servers that were killed are removed now, because they take up memory.
    """
    remove_abandoned(Path(parent or tempfile.gettempdir()), _SERVER)
    given = os.environ.get(_NAME, "")
    if not given or _SERVER in given:
        os.environ[_NAME] = tempfile.mkdtemp(prefix=own_name(_SERVER), dir=parent)


def remove_measurements() -> None:
    """Remove the folder that this process made."""
    given = os.environ.get(_NAME, "")
    if own_name(_SERVER) in given:
        shutil.rmtree(given, ignore_errors=True)


@contextmanager
def measurements_of_run() -> Iterator[None]:
    """Make a folder for this process and its forks, and remove it at the end, however that comes.

    A fork that leaves this block as another command removes nothing. Folders of processes that were
    killed are removed at the next start.
    """
    remove_abandoned(Path(tempfile.gettempdir()), _RUN)
    folder = tempfile.mkdtemp(prefix=own_name(_RUN))
    os.environ[_NAME] = folder
    try:
        yield
    finally:
        if own_name(_RUN) in folder:
            shutil.rmtree(folder, ignore_errors=True)
