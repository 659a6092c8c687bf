"""Files that nginx sends by itself, once the service has named them.

nginx takes the path from `X-Accel-Redirect`. It is below a location that leads to the folder of
containers, and that no client can request.
"""

from __future__ import annotations

from urllib.parse import quote

from dds_upload.core.storage.manifest import ObjectKey
from providers.local.layout import Layout
from providers.local.store import LocalStore


class LocalHandover:
    """The Handover of a provider on a disk."""

    def __init__(self, layout: Layout, store: LocalStore, location: str) -> None:
        """`location` begins and ends with a slash."""
        self._layout = layout
        self._store = store
        self._location = location

    def path_of(self, key: ObjectKey) -> str | None:
        path = self._store.only_file(key)
        if path is None:
            return None
        return self._location + quote(str(path.relative_to(self._layout.containers)))
