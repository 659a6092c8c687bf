"""The kinds of files that clients of this protocol bring, and how they announce that they do."""

from __future__ import annotations

import re
from collections.abc import Callable

DEBUG_FILES = "debug_files"
PROGUARD_MAPPINGS = "proguard_mappings"
ARTIFACT_BUNDLES = "artifact_bundles"

#: What clients call the things that each kind includes. Without `release_files`, those of version 2
#: ask for no bundles either.
_FEATURES = {
    DEBUG_FILES: (
        "debug_files",
        "pdbs",
        "portablepdbs",
        "sources",
        "bcsymbolmaps",
        "il2cpp",
        "dartsymbolmap",
    ),
    PROGUARD_MAPPINGS: ("proguard",),
    ARTIFACT_BUNDLES: ("release_files", "artifact_bundles", "artifact_bundles_v2"),
}

_MAPPING = re.compile(r"/?proguard/(mapping-)?[0-9a-fA-F-]+\.txt")


def kind_of(name: str) -> str:
    """The kind that a name among debug files stands for."""
    return PROGUARD_MAPPINGS if _MAPPING.fullmatch(name) else DEBUG_FILES


def features(takes: Callable[[str], bool]) -> list[str]:
    """What to announce where `takes` says which kinds an installation can do anything with."""
    return [name for kind, names in _FEATURES.items() if takes(kind) for name in names]
