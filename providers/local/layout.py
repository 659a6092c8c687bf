"""The file of each object. This is the only place that builds paths.

    <root>/
        dds_upload.storage                    the mark of the storage: see mark.py
        tmp/
            <random>                          a file being written, or a folder being removed
        containers/
            <container>/
                <name>.<algorithm>-<hex>      one version of the object <name>
                <name>.manifest               the joined file <name>: JSON, see manifests.py
                <name>/                       holds the objects <name>/..., in the same way

For an upload in numbered chunks these are `<upload id>.manifest` and `<upload
id>/<number>.md5-<hex>`.

A version has its digest in its name and is never changed: a slow PUT that was granted long ago adds
a version, and cannot overwrite the one that a manifest names. A request without a digest gets the
newest version.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from dds_upload.core.storage.digest import Digest, is_value_of
from dds_upload.core.storage.manifest import ObjectKey, Segment
from providers.names import check_container, checked

_VERSION = re.compile(r"(?P<name>.+)\.(?P<algorithm>md5|sha1|sha256)-(?P<value>[0-9a-f]+)")
_MANIFEST = ".manifest"


@dataclass(frozen=True, slots=True)
class Version:
    """One file of an object; `name` is the last part of the object's name."""

    path: Path
    name: str
    digest: Digest


class Layout:
    """Paths below one root.

    ValueError for a key whose name could be mistaken for another's file.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.mark = root / "dds_upload.storage"
        self.tmp = root / "tmp"
        self.containers = root / "containers"
        self._containers = str(self.containers)

    def container(self, container: str) -> Path:
        """The folder of a container."""
        check_container(container)
        return self.containers / container

    def children(self, key: ObjectKey) -> Path:
        """The folder of everything named below `key`."""
        self._check(key)
        return self.containers / key.container / key.name

    def _check(self, key: ObjectKey) -> None:
        checked(key)
        for part in key.name.split("/"):
            if part.endswith(_MANIFEST) or _parsed(part):
                raise ValueError(f"{part!r} looks like a file of this layout")

    def version(self, key: ObjectKey, digest: Digest) -> Path:
        """The file of the version with this digest."""
        return Path(self.version_path(key, digest))

    def version_path(self, key: ObjectKey, digest: Digest) -> str:
        """The same as text, which takes a tenth of the time: a manifest may name thousands."""
        self._check(key)
        name = f"{key.container}/{key.name}.{digest.algorithm}-{digest.value}"
        return f"{self._containers}/{name}"

    def manifest(self, key: ObjectKey) -> Path:
        """The file with the manifest of a joined file."""
        stem = self.children(key)
        return stem.with_name(stem.name + _MANIFEST)

    def versions(self, key: ObjectKey) -> list[Version]:
        """All stored versions of one object. This reads the whole folder of the object."""
        stem = self.children(key)
        return [version for version in versions_in(stem.parent) if version.name == stem.name]


def segments_below(folder: str, key: ObjectKey) -> Iterator[Segment]:
    """All versions of all objects below `key`, whose folder of children is given; in no order.

    Plain strings and one look at each entry: an upload may have thousands of chunks.
    """
    try:
        entries = os.scandir(folder)
    except FileNotFoundError:
        return
    with entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from segments_below(entry.path, _child(key, entry.name))
            elif found := _parsed(entry.name):
                with suppress(FileNotFoundError):  # it is removed just now
                    name, digest = found
                    yield Segment(_child(key, name), entry.stat().st_size, digest)


def _child(key: ObjectKey, name: str) -> ObjectKey:
    return ObjectKey(key.container, f"{key.name}/{name}")


def versions_in(folder: Path) -> Iterator[Version]:
    """All versions of all objects in a folder, in no order; none if the folder does not exist."""
    try:
        for path in folder.iterdir():
            if found := _parsed(path.name):
                yield Version(path, *found)
    except FileNotFoundError:
        return


def is_version(file_name: str) -> bool:
    """Whether a file of that name is a version of some object."""
    return _parsed(file_name) is not None


def object_in(file_name: str) -> tuple[str, Digest | None]:
    """The last part of an object's name, and the digest of a version; a joined file has no digest.

    An empty name for a file that does not belong to this layout.
    """
    if file_name.endswith(_MANIFEST):
        return file_name.removesuffix(_MANIFEST), None
    return _parsed(file_name) or ("", None)


def _parsed(file_name: str) -> tuple[str, Digest] | None:
    match = _VERSION.fullmatch(file_name) if "." in file_name else None
    if not match or not is_value_of(match["algorithm"], match["value"]):
        return None
    return match["name"], Digest(match["algorithm"], match["value"])
