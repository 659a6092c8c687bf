"""The kind `local`: a folder on a disk of this machine."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Final

from dds_upload.core.settings import parsing
from dds_upload.core.settings.reading import Reader
from dds_upload.core.settings.rows import Clash, Setting
from dds_upload.core.storage.kinds import PolicyRows, StorageKind
from providers.local.build import build_local
from providers.local.options import LocalOptions

DESCRIPTION = Setting(
    "DESCRIPTION", parsing.text, "a description for people", default="Local disk storage"
)
CHUNK_HASH_ALGORITHM = Setting(
    "CHUNK_HASH_ALGORITHM",
    parsing.one_of("md5", "sha1", "sha256"),
    "the algorithm of each chunk's digest: md5, sha1 or sha256; older clients send md5 only",
    default="md5",
)
ROOT = Setting("ROOT", parsing.folder, "the folder that holds the bytes", default="{var}/storage")
FSYNC = Setting(
    "FSYNC",
    parsing.boolean,
    "false is faster, and a power cut may lose chunks that were answered as stored",
    default="true",
)


def _location(value: str) -> str:
    """A path of plain words, which `..` is not."""
    if value and not re.fullmatch(r"/([a-z0-9_-]+/)+", value, re.ASCII | re.IGNORECASE):
        raise parsing.Malformed("must be a path such as /x-accel/local/")
    return value


X_ACCEL_LOCATION = Setting(
    "X_ACCEL_LOCATION",
    _location,
    "the internal location of nginx that sends this provider's files, such as "
    "/x-accel/local/; without it the service sends them",
)


def read_options(reader: Reader, prefix: str) -> LocalOptions:
    """The options of the provider with that prefix."""
    return LocalOptions(
        reader.read(ROOT, prefix),
        reader.read(FSYNC, prefix),
        reader.read(X_ACCEL_LOCATION, prefix),
    )


def clash(one: LocalOptions, other: LocalOptions) -> Clash | None:
    """Two folders must be apart. Links are followed, since two names for one folder are one folder.

    A location of nginx leads to one of them only.
    """
    here, there = _real(one.root), _real(other.root)
    if here.is_relative_to(there) or there.is_relative_to(here):
        return Clash(ROOT, "must not contain each other")
    if one.location and one.location == other.location:
        return Clash(X_ACCEL_LOCATION, "must not be the same")
    return None


def _real(path: Path) -> Path:
    """Unlike Path.resolve this raises nothing, not even for links that lead in a circle."""
    return Path(os.path.realpath(path))


KIND: Final = StorageKind(
    word="local",
    title="a disk",
    policy_rows=PolicyRows(DESCRIPTION, CHUNK_HASH_ALGORITHM),
    rows=(ROOT, FSYNC, X_ACCEL_LOCATION),
    read=read_options,
    build=build_local,
    clash=clash,
    is_on_this_host=True,
    folders=lambda options: (options.root,),
)
