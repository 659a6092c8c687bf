"""The one list of all kinds of storage. Importing it connects to nothing and makes nothing.

A kind is a folder here, whose file `kind.py` has a StorageKind as `KIND`, and its line below. The
test suite in tests/providers defines what each kind guarantees.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

from dds_upload.core.storage.kinds import StorageKind

#: The folder of each kind; the first is the kind of an installation that names none.
FOLDERS = (
    "local",
    "swift",
)


def _kind_in(folder: str) -> StorageKind[Any]:
    kind: StorageKind[Any] = import_module(f"providers.{folder}.kind").KIND
    return kind


KINDS = tuple(_kind_in(folder) for folder in FOLDERS)
