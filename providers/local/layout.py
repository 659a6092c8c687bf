"""Which object is in which file. The only place that builds paths.

    <root>/
        dds_upload.storage                    says that this is the storage: see mark.py
        tmp/
            <random>                          a file being written, or a folder being removed
        containers/
            <container>/
                <name>.<algorithm>-<hex>      one version of the object <name>
                <name>.manifest               the joined file <name>: JSON, see manifests.py
                <name>/                       holds the objects <name>/..., in the same way

For an upload in numbered chunks that is `<upload id>.manifest` and
`<upload id>/<number>.md5-<hex>`.

A version carries its digest in its name and is never changed: a slow PUT that was granted long ago
adds a version, it cannot overwrite the one a manifest names. What is asked for without a digest
is the newest version.
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
    """Paths below one root. ValueError for a key whose name could be taken for another's file."""

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
        """The same as text, which is made ten times as fast: a manifest may name thousands."""
        self._check(key)
        name = f"{key.container}/{key.name}.{digest.algorithm}-{digest.value}"
        return f"{self._containers}/{name}"

    def manifest(self, key: ObjectKey) -> Path:
        """The file that says what the joined file consists of."""
        stem = self.children(key)
        return stem.with_name(stem.name + _MANIFEST)

    def versions(self, key: ObjectKey) -> list[Version]:
        """All stored versions of one object. Reads the whole folder it is in."""
        stem = self.children(key)
        return [version for version in versions_in(stem.parent) if version.name == stem.name]


def segments_below(folder: str, key: ObjectKey) -> Iterator[Segment]:
    """All versions of all objects below `key`, whose folder of children that is; in no order.

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
    """All versions of all objects in a folder, in no order; none where there is no such folder."""
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
    """The last part of an object's name, and the digest of a version; a joined file has none.

    An empty name for what is no file of this layout.
    """
    if file_name.endswith(_MANIFEST):
        return file_name.removesuffix(_MANIFEST), None
    return _parsed(file_name) or ("", None)


def _parsed(file_name: str) -> tuple[str, Digest] | None:
    match = _VERSION.fullmatch(file_name) if "." in file_name else None
    if not match or not is_value_of(match["algorithm"], match["value"]):
        return None
    return match["name"], Digest(match["algorithm"], match["value"])
