"""Orders that go on with uploads this machine remembers."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator

from dds_client.local.state import Remembered
from dds_client.remote.projects import ProjectName
from dds_client.upload.orders import UploadOrder


def orders_for(entries: Iterable[Remembered], *, check: bool) -> Iterator[UploadOrder]:
    """One order for each root that was named then; files that are gone meanwhile are left out."""
    found: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in entries:
        if os.path.isfile(entry.path):  # noqa: PTH113
            found[entry.project_id, _root(entry)].add(entry.path)
    for (project_id, root), paths in sorted(found.items()):
        yield UploadOrder(
            [root],
            ProjectName(id=project_id),
            follow_links=True,
            check=check,
            only=frozenset(paths),
        )


def _root(entry: Remembered) -> str:
    """The local path of the outermost folder of its remote path, or of the file itself."""
    root = entry.path
    for _ in entry.remote[1:]:
        root = os.path.dirname(root)  # noqa: PTH120
    return root
