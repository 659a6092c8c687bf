"""Whether containers keep old versions of objects, which this service cannot use.

Overwritten and removed objects stay there, and only the bill shows them. A removal that the service
reports would not be one, and chunks that were sent twice would fill a quota. To handle versions,
each removal would have to list and remove every version with a request of its own, although nothing
reads them. So keeping them has to be switched off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers.swift.key_setup import counted
from providers.swift.own_containers import Headers

#: Headers of a container that keeps versions: Swift's object versioning, and two older ways.
_ENABLED = "x-versions-enabled"
_OLDER = ("x-versions-location", "x-history-location")


def version_faults(containers: Mapping[str, Headers]) -> Iterator[str]:
    """A sentence, if there is any such container."""
    keeping = [name for name, headers in containers.items() if _keeps(headers)]
    if keeping:
        yield f"{counted(keeping)} set to keep old versions of objects, which must be off"


def _keeps(headers: Headers) -> bool:
    is_enabled = headers.get(_ENABLED, "").lower() == "true"
    return is_enabled or any(headers.get(name) for name in _OLDER)
