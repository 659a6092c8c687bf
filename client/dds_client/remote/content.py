"""Whether a local file is a remote one."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from dds_client.api.records import RemoteFile
from dds_client.clock import Clock
from dds_client.local.digests import digests_of, read_blocks
from dds_client.local.tree import open_file

#: Digests that can be compared, the cheapest first.
ALGORITHMS = ("md5", "sha1", "sha256")


def algorithm_of(file: RemoteFile) -> str | None:
    """The algorithm by which its content is compared; None if nothing was reported."""
    return next((each for each in ALGORITHMS if file.digests(each)), None)


def has_content(path: Path, files: Sequence[RemoteFile], clock: Clock) -> bool:
    """Whether a local file has the content of one of these, which have its size.

    Reads all of it, once. Raises LocalError, or FileChanged if it became shorter.
    """
    algorithms = sorted({name for each in files if (name := algorithm_of(each))})
    if not algorithms:
        return False
    descriptor = open_file(str(path))
    with open(descriptor, "rb"):  # noqa: PTH123 - closes it
        own = digests_of(read_blocks(descriptor, 0, files[0].size, clock.check), algorithms)
    return any(own[name] in each.digests(name) for each in files for name in algorithms)
