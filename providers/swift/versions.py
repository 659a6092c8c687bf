"""Whether containers keep old versions of objects, which this service cannot do with.

What is overwritten or removed stays there, for nobody to see but in the bill: a removal that the
service reports would not be one, and a quota would be used up by chunks that were sent twice. To
reckon with them, each removal would have to list and remove every version by a request of its own,
for something that nothing here ever reads. So keeping them has to be switched off.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from providers.swift.key_setup import counted
from providers.swift.own_containers import Headers

#: What a container says that keeps them: Swift's object versioning, and the two older ways.
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
