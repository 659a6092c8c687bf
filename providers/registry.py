"""The one list of the kinds of storage there are. Importing it reaches nothing and makes nothing.

A new kind is a folder with an options dataclass and a builder, and a line below; the conformance
suite in tests/providers says what it has to guarantee.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from dds_upload.core.storage.abilities import Abilities
from providers.local.build import build_local
from providers.memory.build import build_memory
from providers.swift.build import build_swift

#: Kind -> what makes the abilities of one configured provider from that kind's options.
BUILDERS: Mapping[str, Callable[[Any], Abilities]] = MappingProxyType(
    {
        "local": build_local,
        "memory": build_memory,
        "swift": build_swift,
    }
)
