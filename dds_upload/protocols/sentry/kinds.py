"""The kinds of files that clients of this protocol send, and the features that announce them."""

from __future__ import annotations

import re
from collections.abc import Callable

DEBUG_FILES = "debug_files"
PROGUARD_MAPPINGS = "proguard_mappings"
ARTIFACT_BUNDLES = "artifact_bundles"

#: The clients' names for the files of each kind. Without `release_files`, clients of version 2 send
#: no bundles either.
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
    """The announced features, if `takes` says which kinds an installation accepts."""
    return [name for kind, names in _FEATURES.items() if takes(kind) for name in names]
