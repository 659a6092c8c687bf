"""The one list of the kinds of storage there are. Importing it reaches nothing and makes nothing.

A kind is a folder here whose file `kind.py` holds a StorageKind as `KIND`, and its line below; the
conformance suite in tests/providers says what it has to guarantee.
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
